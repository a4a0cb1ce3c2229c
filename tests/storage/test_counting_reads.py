"""Publication reads the courses of those groups only of which something opens or may move."""

from datetime import date

import pytest
from corrected import AFTER, LATER, OPENED, PATIENTS, correct, counted, group_of, responds
from running import Running

from anonymise.envelope import EnvelopeDamaged
from registry.model.sealed import SealedGroup
from registry.release.contents.tally import Shows
from registry.release.steps.correct import release_on
from registry.release.steps.count import count_groups
from registry.release.steps.gather import Register, gather
from registry.release.steps.memory import Archive
from registry.release.steps.terms import own_terms
from registry.storage.courses import CourseReader
from registry.storage.directory import read_facts
from registry.storage.tables import CourseEntryRecord
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio

OPENS_AGAIN = date(2029, 9, 30)


async def unreadable(registry: Running) -> Register:
    """Whoever reads a course from now on fails; what was gathered before."""
    database = registry.house.database
    facts, episodes = await read_facts(database), await read_episodes(database)
    register = await gather(CourseReader(database), facts, episodes, due=True)
    broken = CourseEntryRecord.update({CourseEntryRecord.sealed: "{"}, force=True)
    await database.run(broken)
    return register


async def counted_on(registry: Running, register: Register, on: date) -> tuple[SealedGroup, ...]:
    """The programme's groups as they are counted for a release date."""
    publisher, shelf = registry.house.publisher, registry.house.shelf.current
    assert shelf is not None
    database = publisher.database
    release = await release_on(database, publisher.policy, register, shelf.snapshot, on)
    (programme,) = register.programmes()
    archive = Archive(CourseReader(database), release.number_of)
    groups = register.groups[programme.id]
    return await count_groups(release, archive, own_terms(programme), groups, frozenset(Shows))


async def test_nothing_is_read_of_a_group_of_which_nothing_opens(registry: Running) -> None:
    await counted(registry)
    await registry.publish(AFTER)
    register = await unreadable(registry)
    assert registry.house.shelf.current is not None
    assert (
        await counted_on(registry, register, LATER) == registry.house.shelf.current.snapshot.groups
    )
    with pytest.raises(EnvelopeDamaged):
        await counted_on(registry, register, OPENS_AGAIN)


@pytest.mark.parametrize(("told_of", "is_read"), [(4, False), (5, True)])
async def test_a_group_is_read_again_once_five_were_told_of(
    registry: Running, told_of: int, is_read: bool
) -> None:
    programme = await counted(registry)
    await registry.publish(AFTER)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:told_of]], AFTER)
    register = await unreadable(registry)
    if is_read:
        with pytest.raises(EnvelopeDamaged):
            await counted_on(registry, register, LATER)
    else:
        await counted_on(registry, register, LATER)


async def test_a_group_is_not_read_again_for_what_the_release_date_before_looked_at(
    registry: Running,
) -> None:
    programme = await counted(registry)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:5]], OPENED)
    await registry.publish(AFTER)
    register = await unreadable(registry)
    assert await counted_on(registry, register, LATER) == (group_of(registry),)


async def test_it_is_read_again_when_one_more_is_told_of(registry: Running) -> None:
    programme = await counted(registry)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:5]], OPENED)
    await registry.publish(AFTER)
    await correct(registry, programme, [responds(PATIENTS[5], "PD")], AFTER)
    register = await unreadable(registry)
    with pytest.raises(EnvelopeDamaged):
        await counted_on(registry, register, LATER)
