"""What can be translated: a text of every layer is found, and every act of the audit trail."""

from functools import cache

import pytest
from desk import at_desk
from running import Running
from sending import PRODUCT, programme, record

from registry.cli.deeper_texts import acts
from registry.cli.messages import texts
from registry.model.access import Role
from registry.storage.ledger import kinds_of_acts

pytestmark = pytest.mark.anyio


@cache
def found() -> frozenset[object]:
    """Every text for translators."""
    return frozenset(text.id for text in texts())


@pytest.mark.parametrize(
    "text",
    [
        "A column that must be there is missing.",
        "This patient withdrew.",
        "This column stands twice.",
        "An e-mail address must not be sent; remove it.",
        "Put off a release",
        "snapshot published",
        "role granted",
        "accounts read",
        "key rotated from",
        "adverse events to day %(rest)s",
        "None observed in %(none)s to day %(day)s; %(others)s not looked at.",
        "Changed %(told)s. Judged by the criterion locked first.",
        "Nothing was published on this release date.",
        "Your file, checked",
        "Find a centre",
    ],
)
def test_a_known_text_of_each_layer_is_found_for_translators(text: str) -> None:
    assert text in found()


async def test_every_act_that_a_registry_did_is_found(registry: Running) -> None:
    """Also those of people: they sign in, send, are invited, and look at who may do what."""
    made = await record(registry.house, PRODUCT, registry.clock.today)
    await record(registry.house, programme(made), registry.clock.today)
    await registry.publish(registry.clock.today)
    administrator = await at_desk(registry, Role.ADMINISTRATOR, organisation=None, id="ada")
    await administrator.read("/board/accounts")
    done = set(await kinds_of_acts(registry.house.database))
    assert len(done) > 5
    assert done <= set(acts())
