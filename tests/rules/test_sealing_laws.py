"""Laws of sealing over many programmes and years: groups of one programme and of several."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs
from sending import programme as draft

from registry.model.codes import AtmpClass, ProgrammeEventKind, Timing
from registry.model.programme import CutOff, Programme, ProgrammeEvent
from registry.release.remainders import planned_remainders
from registry.release.sealing import (
    GroupRecord,
    Sealable,
    SealingEpisode,
    plan_sealing,
)
from registry.release.stages import load_policy

POLICY = load_policy()
RELEASES = [date(y, m, d) for y in range(2027, 2035) for m, d in ((3, 31), (9, 30))]
FEW_OTHERS = range(1, POLICY.sealing.least_others)


@dataclass(frozen=True)
class Plan:
    """A programme to be: whose, of which class, how it arrives and when it ends or is cut off.

    `waves` are the patients before each release date: how many, of which centre, in time or not.
    """

    sponsor: str
    product_class: AtmpClass | None
    synthetic: bool
    waves: list[tuple[int, str, Timing]]
    ends_at: int | None = None
    cut_at: int | None = None


WAVES = st.tuples(
    st.integers(0, 12), st.sampled_from(["DE-1", "DE-2", "IT-1"]), st.sampled_from(Timing)
)
PLANS = st.builds(
    Plan,
    sponsor=st.sampled_from(["tarn", "ostra"]),
    product_class=st.sampled_from([AtmpClass.GTMP, AtmpClass.GTMP, AtmpClass.TEP, None]),
    synthetic=st.booleans() | st.just(True),
    waves=st.lists(WAVES, max_size=6),
    ends_at=st.none() | st.integers(0, 8),
    cut_at=st.none() | st.integers(0, 8),
)


@dataclass
class World:
    """Every episode, and who was sealed together when."""

    episodes: dict[str, list[SealingEpisode]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[str, list[GroupRecord]] = field(default_factory=lambda: defaultdict(list))
    inside: dict[str, list[str]] = field(default_factory=dict)
    remainders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opened: dict[str, list[str]] = field(default_factory=dict)

    def sealable(self, programme: Programme) -> Sealable:
        taken = {id for members in self.inside.values() for id in members}
        mine = self.episodes[programme.id]
        by_id = {episode.id: episode for episode in mine}
        return Sealable(
            tuple(episode for episode in mine if episode.id not in taken),
            tuple(self.groups[programme.id]),
            {
                group.id: [by_id[id] for id in self.inside[group.id]]
                for group in self.groups[programme.id]
                if group.opened_on is None
            },
            max((episode.registered_on for episode in mine), default=None),
        )


def programme_of(plan: Plan, number: int) -> Programme:
    wanted = draft(f"product-{plan.product_class}")
    end = plan.ends_at is not None and RELEASES[plan.ends_at] - timedelta(days=40)
    cut = plan.cut_at is not None and RELEASES[plan.cut_at] - timedelta(days=20)
    return Programme(
        f"p{number}",
        wanted.product_id,
        plan.sponsor,
        wanted.title,
        wanted.disease,
        wanted.route,
        wanted.product_id,
        date(2027, 1, 1),
        events=(ProgrammeEvent(ProgrammeEventKind.ENDED, end),) if end else (),
        cut_offs=(CutOff(cut, date(2027, 1, 1)),) if cut else (),
        synthetic=plan.synthetic,
    )


def arrive(world: World, programme: Programme, plan: Plan, round_: int) -> None:
    """The wave before a release date, in order of registration."""
    if round_ >= len(plan.waves) or (plan.ends_at is not None and round_ > plan.ends_at):
        return
    count, centre, timing = plan.waves[round_]
    on = RELEASES[round_] - timedelta(days=50)
    for _ in range(count):
        n = len(world.episodes[programme.id])
        id = f"{programme.id}-{n}"
        world.episodes[programme.id].append(
            SealingEpisode(id, n, centre[:2], timing, None, f"{on:%Y-%m}", on, id, centre)
        )


def seal(world: World, programme: Programme, on: date) -> Sealable:
    """Apply the plan of one programme; who is left of it."""
    mine = world.sealable(programme)
    plan = plan_sealing(programme, mine, POLICY, on)
    records = world.groups[programme.id]
    for joining in plan.joined:
        world.inside[joining.group_id] += joining.members
    for new in plan.formed:
        id = f"{programme.id}.g{len(records) + 1}"
        timing, day = Timing(new.queue.timing), on if new.open_now else None
        records.append(
            GroupRecord(id, programme.id, new.queue.country, timing, new.age_class, on, day)
        )
        world.inside[id] = list(new.members)
    world.groups[programme.id] = [
        structs.replace(group, opened_on=on) if group.id in plan.opened else group
        for group in records
    ]
    return structs.replace(mine, waiting=mine.without(plan.sealed))


def play(plans: list[Plan]) -> World:
    """Sixteen release dates of these programmes; ends with what is open of each group."""
    world = World()
    programmes = [programme_of(plan, number) for number, plan in enumerate(plans)]
    classes: Mapping[str, AtmpClass | None] = {
        programme.product_id: plan.product_class
        for programme, plan in zip(programmes, plans, strict=True)
    }
    for round_, on in enumerate(RELEASES):
        left = {}
        for programme, plan in zip(programmes, plans, strict=True):
            arrive(world, programme, plan, round_)
            left[programme.id] = seal(world, programme, on)
        for done in planned_remainders(programmes, classes, left, POLICY, on):
            id = f"remainder-{len(world.remainders)}"
            world.inside[id] = list(done.members)
            world.remainders[id] = done.programme_ids
        note_open(world)
    return world


def note_open(world: World) -> None:
    """Remember the members of every open group as they were when it was first seen open."""
    shown = {g.id for groups in world.groups.values() for g in groups if g.opened_on}
    for id in (*shown, *world.remainders):
        world.opened.setdefault(id, list(world.inside[id]))


GERMANS = (4, "DE-1", Timing.PROSPECTIVE)
ITALIANS = (4, "IT-1", Timing.PROSPECTIVE)
SMALL = [
    Plan("tarn", AtmpClass.GTMP, True, [GERMANS], ends_at=1),
    Plan("tarn", AtmpClass.GTMP, True, [ITALIANS], ends_at=1),
    Plan("ostra", AtmpClass.GTMP, True, [ITALIANS, (2, "DE-2", Timing.PROSPECTIVE)], ends_at=2),
    Plan("ostra", AtmpClass.TEP, True, [GERMANS] * 5, ends_at=6, cut_at=3),
]
STRANGERS = (3, "DE-2", Timing.PROSPECTIVE)
LATE_STRANGERS = [
    Plan("tarn", AtmpClass.GTMP, True, [(11, "DE-1", Timing.PROSPECTIVE), STRANGERS], ends_at=1),
    Plan("tarn", AtmpClass.GTMP, True, [(11, "DE-1", Timing.PROSPECTIVE), STRANGERS], cut_at=1),
]


def test_the_example_has_groups_of_one_programme_and_of_several() -> None:
    """Of the fourth programme 12 form a group, 4 join it at the cut-off, and 4 are left."""
    world = play(SMALL)
    assert list(world.remainders.values()) == [("p0", "p1", "p2")]
    assert [len(world.inside[group.id]) for group in world.groups["p3"]] == [16]
    assert len(world.opened) == 2


def test_few_of_a_second_centre_join_neither_at_the_end_nor_at_a_cut_off() -> None:
    world = play(LATE_STRANGERS)
    assert [len(members) for members in world.inside.values()] == [11, 11]


@given(st.lists(PLANS, max_size=7))
@example(SMALL)
def test_every_patient_is_in_one_group_at_most_for_ever(plans: list[Plan]) -> None:
    world = play(plans)
    everybody = [id for members in world.inside.values() for id in members]
    assert max(Counter(everybody).values(), default=1) == 1
    for id, members in world.opened.items():
        assert world.inside[id] == members


@given(st.lists(PLANS, max_size=7))
@example(SMALL)
@example(LATE_STRANGERS)
def test_no_insider_of_any_kind_ever_sees_1_to_4_others_in_a_group(plans: list[Plan]) -> None:
    """The sponsor, programme, centre and country: cut-offs, ends and joiners included."""
    world = play(plans)
    known = {e.id: e for episodes in world.episodes.values() for e in episodes}
    for members in world.inside.values():
        assert len(members) >= POLICY.sealing.smallest
        for whose in (
            lambda id: known[id].centre_id,
            lambda id: known[id].country,
            lambda id: id.split("-")[0],
            lambda id: plans[int(id.split("-")[0][1:])].sponsor,
        ):
            for own in Counter(map(whose, members)).values():
                assert len(members) - own not in FEW_OTHERS


@given(st.lists(PLANS, max_size=7))
@example(SMALL)
def test_a_remainder_is_of_three_programmes_of_one_timing_and_never_half_real(
    plans: list[Plan],
) -> None:
    world = play(plans)
    known = {e.id: e for episodes in world.episodes.values() for e in episodes}
    for id, programme_ids in world.remainders.items():
        members = world.inside[id]
        mine = [plans[int(programme_id[1:])] for programme_id in programme_ids]
        assert len(members) >= POLICY.sealing.smallest
        assert len(programme_ids) >= POLICY.sealing.remainder_programmes
        assert {member.split("-")[0] for member in members} == set(programme_ids)
        assert len({known[member].timing for member in members}) == 1
        assert len({plan.synthetic for plan in mine}) == 1
