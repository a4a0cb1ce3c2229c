"""Laws of adopting keys, over years of one programme and every order of decisions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs
from sending import programme as draft

from registry.model.codes import AgeBand, ProgrammeEventKind, Sex, Timing
from registry.model.programme import Programme, ProgrammeEvent
from registry.model.wishes import KeyDecision, KeyRequest, SplitKey, adopted_on
from registry.release.sealing import FINER, GroupRecord, Sealable, SealingEpisode, plan_sealing
from registry.release.stages import load_policy

POLICY = load_policy()
RELEASES = [date(y, m, d) for y in range(2027, 2031) for m, d in ((3, 31), (9, 30))]
Wave = list[tuple[int, AgeBand | None, Sex | None, str]]
WAVE = st.lists(
    st.tuples(
        st.integers(1, 13),
        st.sampled_from([*AgeBand, None]),
        st.sampled_from([Sex.FEMALE, Sex.MALE, None]),
        st.sampled_from(["DE-1", "DE-2", "IT-1"]),
    ),
    max_size=5,
)
ADOPTIONS = st.dictionaries(st.sampled_from(SplitKey), st.sampled_from(RELEASES))
Adoptions = Mapping[SplitKey, date]


@dataclass(frozen=True)
class Story:
    """Who comes before each release date, and when the programme ends, if it does."""

    waves: list[Wave]
    ends_at: int | None = None


STORIES = st.builds(Story, st.lists(WAVE, max_size=len(RELEASES)), st.none() | st.integers(1, 6))
CHILD, TEEN = AgeBand.CHILD, AgeBand.ADOLESCENT
MINORS: Wave = [(11, CHILD, Sex.FEMALE, "DE-1"), (12, TEEN, Sex.MALE, "DE-1")]
YEARS = Story([MINORS, MINORS, [*MINORS, (4, CHILD, Sex.MALE, "DE-2")], MINORS, [MINORS[0]]], 5)
LATER = {SplitKey.AGE_BAND: RELEASES[1], SplitKey.SEX: RELEASES[3]}


@dataclass
class World:
    """Every episode, every group, and who stands in it since when."""

    episodes: dict[str, SealingEpisode] = field(default_factory=dict)
    groups: dict[str, GroupRecord] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)
    sealed_on: dict[str, date] = field(default_factory=dict)
    moves: list[str] = field(default_factory=list)

    def enter(self, group: str, members: tuple[str, ...], on: date) -> None:
        """Note who enters a group, and who was in one before."""
        self.moves += [id for id in members if id in self.sealed_on]
        self.sealed_on |= dict.fromkeys(members, on)
        self.inside.setdefault(group, []).extend(members)

    def sealable(self, keys: tuple[SplitKey, ...]) -> Sealable:
        forming = [id for id, group in self.groups.items() if group.opened_on is None]
        return Sealable(
            tuple(e for id, e in self.episodes.items() if id not in self.sealed_on),
            tuple(self.groups.values()),
            {id: [self.episodes[member] for member in self.inside[id]] for id in forming},
            max((e.registered_on for e in self.episodes.values()), default=None),
            keys,
        )


def programme_of(story: Story) -> Programme:
    wanted = draft("product")
    ended = () if story.ends_at is None else (RELEASES[story.ends_at] - timedelta(days=140),)
    return Programme(
        "p", wanted.product_id, "tarn", wanted.title, wanted.disease, wanted.route, "lineage",
        date(2027, 1, 1), events=tuple(ProgrammeEvent(ProgrammeEventKind.ENDED, e) for e in ended),
    )  # fmt: skip


def arrive(world: World, wave: Wave, on: date) -> None:
    """The patients before a release date, one kind after the other."""
    day = on - timedelta(days=50)
    for count, band, sex, centre in wave:
        for _ in range(count):
            n = len(world.episodes)
            id, month = f"e{n}", f"{day:%Y-%m}"
            world.episodes[id] = SealingEpisode(
                id, n, centre[:2], Timing.PROSPECTIVE, band, month, day, id, centre, sex
            )


def play(story: Story, adoptions: Adoptions) -> World:
    """Every release date, with the keys adopted by then."""
    world, programme = World(), programme_of(story)
    requests = [
        KeyRequest(key, key, "", on, decision=KeyDecision(True, "", on, on))
        for key, on in adoptions.items()
    ]
    for round_, on in enumerate(RELEASES):
        ended = story.ends_at is not None and round_ >= story.ends_at
        arrive(world, [] if ended or round_ >= len(story.waves) else story.waves[round_], on)
        plan = plan_sealing(programme, world.sealable(adopted_on(requests, on)), POLICY, on)
        for joining in plan.joined:
            world.enter(joining.group_id, joining.members, on)
            group = world.groups[joining.group_id]
            world.groups[group.id] = structs.replace(group, finer=joining.finer)
        for new in plan.formed:
            id, day = f"g{len(world.groups)}", on if new.open_now else None
            where, timing = new.queue.country, Timing.PROSPECTIVE
            world.groups[id] = GroupRecord(
                id, "p", where, timing, new.age_class, on, day, new.finer
            )
            world.enter(id, new.members, on)
        for id in plan.opened:
            world.groups[id] = structs.replace(world.groups[id], opened_on=on)
    return world


def test_the_example_splits_later_groups_and_not_earlier_ones() -> None:
    told = [dict(group.finer) for group in play(YEARS, LATER).groups.values()]
    assert told[0] == {}
    assert {"AGE_BAND": "12-17"} in told
    assert {"AGE_BAND": "0-11", "SEX": "FEMALE"} in told


@given(STORIES, ADOPTIONS)
@example(YEARS, LATER)
def test_adopting_keys_never_makes_a_group_below_11_nor_breaks_the_insider_rule(
    story: Story, adoptions: Adoptions
) -> None:
    world = play(story, adoptions)
    for members in world.inside.values():
        assert len(members) >= POLICY.sealing.smallest
        inside = [world.episodes[id] for id in members]
        for whose in ([e.centre_id for e in inside], [e.country for e in inside]):
            for own in Counter(whose).values():
                assert len(members) - own not in range(1, POLICY.sealing.least_others)


@given(STORIES, ADOPTIONS)
@example(YEARS, LATER)
def test_adopting_keys_moves_nobody_out_of_a_group(story: Story, adoptions: Adoptions) -> None:
    assert play(story, adoptions).moves == []


@given(STORIES, ADOPTIONS)
@example(YEARS, LATER)
def test_a_group_has_the_keys_adopted_when_it_formed_and_only_what_its_members_share(
    story: Story, adoptions: Adoptions
) -> None:
    world = play(story, adoptions)
    for id, group in world.groups.items():
        assert set(group.finer) == {key for key, on in adoptions.items() if on <= group.formed_on}
        for key, value in group.finer.items():
            shared = {FINER[SplitKey(key)](world.episodes[member]) for member in world.inside[id]}
            only = shared.pop() if len(shared) == 1 else None
            assert value == (only or "SEVERAL")


@given(STORIES, ADOPTIONS)
@example(YEARS, LATER)
def test_what_formed_before_a_key_was_adopted_is_as_without_it(
    story: Story, adoptions: Adoptions
) -> None:
    first = min(adoptions.values(), default=date.max)
    plain, finer = play(story, {}), play(story, adoptions)
    before = [id for id, group in plain.groups.items() if group.formed_on < first]
    for id in before:
        early = [member for member in plain.inside[id] if plain.sealed_on[member] < first]
        assert [m for m in finer.inside[id] if finer.sealed_on[m] < first] == early


@given(STORIES, ADOPTIONS)
@example(Story(YEARS.waves), LATER)
def test_while_a_programme_goes_on_a_key_lets_nobody_wait_longer(
    story: Story, adoptions: Adoptions
) -> None:
    going_on = Story(story.waves)
    assert play(going_on, adoptions).sealed_on == play(going_on, {}).sealed_on


@given(STORIES, st.permutations(list(SplitKey)))
def test_who_asked_first_changes_nothing(story: Story, order: list[SplitKey]) -> None:
    as_asked = play(story, dict.fromkeys(order, RELEASES[0]))
    assert as_asked.inside == play(story, dict.fromkeys(SplitKey, RELEASES[0])).inside
