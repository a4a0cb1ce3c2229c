"""What a reader must know of results is published with the decision that opens them."""

from datetime import date

import pytest
from leftovers import BEGAN, MARCH, SPRING, SUMMER, published
from running import Running
from sending import infused, notices, pseudonyms, register, send

from registry.model.decision import Label
from registry.model.submission import Accepted
from registry.release.labels import labelled
from registry.release.stages import load_policy
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

YEARS = [date(2027, 9, 30), date(2028, 3, 31), date(2028, 9, 30)]
SINGLE, INCOMPLETE = Label.SINGLE_CENTRE, Label.LOW_COMPLETENESS


def interim(snapshot: Snapshot) -> tuple[bool, tuple[Label, ...]]:
    (programme,) = snapshot.programmes
    decision = next(d for d in programme.decisions if d.stage == "R3")
    return decision.open, decision.labels


@pytest.mark.parametrize(("unseen", "label"), [(4, ()), (5, (INCOMPLETE,))])
async def test_interim_results_of_one_centre_with_missing_outcomes_are_labelled_so(
    registry: Running, unseen: int, label: tuple[Label, ...]
) -> None:
    """4 of 22 unknown are less than one in five, 5 are more."""
    patients = pseudonyms(22)
    programme = await register(registry.house, BEGAN)
    assert isinstance(await send(registry.house, programme, MARCH, notices(patients)), Accepted)
    before = await published(registry, SPRING)
    news = [infused(p, None if n < unseen else "PD") for n, p in enumerate(patients)]
    assert isinstance(await send(registry.house, programme, SUMMER, outcomes=news), Accepted)
    snapshots = before + await published(registry, *YEARS, date(2028, 11, 2))
    told = [interim(snapshot) for snapshot in snapshots]
    assert told[:3] == [(False, ())] * 3
    assert told[3:] == [(True, (SINGLE, *label))] * 2
    now = snapshots[-1]
    assert labelled(now.programmes, now.groups, load_policy()) == now.programmes
