"""What a publication leaves in the log: policy, groups, decisions, the snapshot last."""

import hmac
from datetime import date

import pytest
from logbook import leaves, public_leaves
from msgspec import structs
from piccolo.querystring import QueryString
from running import ROOT_KEY, Running
from sending import everything, notices, pseudonyms, record, register, send

from anonymise.keys import KeyRing, Label
from registry.app import House
from registry.errors import ApprovalMissing, StorageError
from registry.log.leaves import (
    DecisionLeaf,
    GroupLeaf,
    PolicyLeaf,
    PublicLeaf,
    RegistrationLeaf,
    SnapshotLeaf,
    TrailLeaf,
    is_opaque,
)
from registry.model.codes import ProgrammeEventKind
from registry.model.registration import StatusDraft
from registry.model.submission import Accepted
from registry.release.leaves import decision_leaf, decisions, publication_leaves
from registry.release.publish import plan_snapshot
from registry.snapshot import FrozenSnapshot
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio

BEGAN, MARCH, ENDED = date(2027, 1, 11), date(2027, 3, 10), date(2027, 8, 2)
SPRING, AUTUMN = date(2027, 3, 31), date(2027, 9, 30)


async def published(registry: Running, on: date) -> FrozenSnapshot:
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current


async def study(house: House) -> str:
    programme = await register(house, BEGAN)
    sent = await send(house, programme, MARCH, notices(pseudonyms(12)))
    assert isinstance(sent, Accepted)
    return programme


async def since(house: House, before: int) -> list[PublicLeaf]:
    """The public leaves after the first `before` public ones."""
    return (await public_leaves(house))[before:]


async def test_the_first_snapshot_leaves_policy_every_decision_and_itself_last(
    registry: Running, house: House
) -> None:
    programme = await study(house)
    first = await published(registry, SPRING)
    registered, trail, policy, *decided, last = await public_leaves(house)
    assert isinstance(registered, RegistrationLeaf)
    assert isinstance(trail, TrailLeaf)
    assert policy == PolicyLeaf(first.snapshot.policy_version, first.snapshot.policy_digest)
    (row,) = first.snapshot.programmes
    assert decided == [decision_leaf(programme, decision) for decision in row.decisions]
    assert last == SnapshotLeaf(1, SPRING, first.digest, None, first.snapshot.policy_version)


async def test_later_snapshots_leave_what_changed_and_can_be_worked_out_from_two_of_them(
    registry: Running, house: House
) -> None:
    programme = await study(house)
    first = await published(registry, SPRING)
    await record(house, StatusDraft(programme, ProgrammeEventKind.ENDED, ENDED), ENDED)
    before = len(await public_leaves(house))
    second = await published(registry, AUTUMN)
    trail, *found = await since(house, before)
    assert isinstance(trail, TrailLeaf)
    members = {leaf.group: leaf.members for leaf in found if isinstance(leaf, GroupLeaf)}
    assert found == list(publication_leaves(second, first, members))
    assert not [leaf for leaf in found if isinstance(leaf, PolicyLeaf)]
    decided = [leaf for leaf in found if isinstance(leaf, DecisionLeaf)]
    assert decided
    assert not [leaf for leaf in decided if leaf in decisions(first.snapshot)]


async def test_a_snapshot_of_a_day_without_news_leaves_itself_alone(
    registry: Running, house: House
) -> None:
    await study(house)
    first = await published(registry, SPRING)
    before = len(await public_leaves(house))
    second = await published(registry, date(2027, 5, 1))
    version = first.snapshot.policy_version
    trail, *found = await since(house, before)
    assert isinstance(trail, TrailLeaf)
    assert found == [SnapshotLeaf(2, date(2027, 5, 1), second.digest, first.digest, version)]


async def test_the_members_of_a_group_are_fixed_once_when_it_opens(
    registry: Running, house: House
) -> None:
    programme = await study(house)
    await published(registry, SPRING)
    assert not [leaf for leaf in await public_leaves(house) if isinstance(leaf, GroupLeaf)]
    await record(house, StatusDraft(programme, ProgrammeEventKind.ENDED, ENDED), ENDED)
    for day in (AUTUMN, date(2028, 3, 31), date(2028, 9, 30)):
        shown = (await published(registry, day)).snapshot.groups
    (group,) = [leaf for leaf in await public_leaves(house) if isinstance(leaf, GroupLeaf)]
    ids = sorted(stored.episode.id for stored in await read_episodes(house.database))
    assert len(ids) == 12
    framed = [len(part).to_bytes(8, "big") + part.encode() for part in (shown[0].id, *ids)]
    key = KeyRing.from_root(ROOT_KEY).derive(Label.GROUP_MEMBERS)
    members = hmac.digest(key, b"".join(framed), "sha256").hex()
    assert shown[0].opened_on is not None
    assert group == GroupLeaf(shown[0].id, shown[0].opened_on, members)


async def test_a_plan_and_a_publication_without_approval_leave_nothing(
    registry: Running, house: House
) -> None:
    await study(house)
    before = await everything(house.database)
    registry.clock.today = SPRING
    await plan_snapshot(house.publisher, SPRING, registry.clock())
    house.publisher = structs.replace(house.publisher, approvers=2)
    with pytest.raises(ApprovalMissing):
        await house.publish(SPRING, "board")
    assert await everything(house.database) == before


async def test_a_damaged_log_stops_the_publication_and_the_last_snapshot_serves(
    registry: Running, house: House
) -> None:
    await study(house)
    first = await published(registry, SPRING)
    await house.database.run(QueryString("UPDATE log_tile SET hashes = 'AAAA'"))
    before = await everything(house.database)
    with pytest.raises(StorageError, match="stored log is damaged"):
        await published(registry, AUTUMN)
    assert await everything(house.database) == before
    assert house.shelf.current is first


async def test_only_public_days_stand_in_public_leaves_and_nothing_of_a_patient(
    registry: Running, house: House
) -> None:
    """MARCH, on which patients were submitted, is no public day."""
    await study(house)
    await published(registry, SPRING)
    public = [leaf.decode() for leaf in await leaves(house) if not is_opaque(leaf)]
    assert MARCH.isoformat() not in "".join(public)
    episodes = await read_episodes(house.database)
    assert not [e for e in episodes if e.episode.id in "".join(public)]
