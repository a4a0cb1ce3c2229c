import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from anonymise.grouping import plan
from anonymise.insiders import insider_of
from anonymise.members import SEVERAL, Forming, Member, Queue, Rules, SealingPlan, months_between

ROOT = Path(__file__).parents[2]
RULES = Rules(smallest=3, least_others=2, longest_forming_months=18, longest_waiting_months=24)
RELEASES = [date(y, m, d) for y in range(2026, 2031) for m, d in ((3, 31), (9, 30))]
QUEUES = [Queue(country, timing) for timing in ("NOW", "BACK") for country in ("DE", "IT")]

Arrival = tuple[Queue, str | None, int, str]
ARRIVALS = st.tuples(
    st.sampled_from(QUEUES),
    st.sampled_from(["0-17", "18+", None]),
    st.integers(0, 180),
    st.sampled_from("abc"),
)


@dataclass(frozen=True)
class Story:
    """Who arrives before each release date (the number is days before it), and when it ends."""

    arrivals: list[list[Arrival]]
    ends_at: int


ROUNDS = st.lists(st.lists(ARRIVALS, max_size=7), min_size=1, max_size=len(RELEASES))
STORIES = st.builds(Story, ROUNDS, st.integers(0, len(RELEASES)))


@dataclass(frozen=True)
class Question:
    """What one release date asks of sealing."""

    on: date
    ended: bool
    waiting: list[Member]
    forming: list[Forming]

    def answer(self) -> SealingPlan:
        return plan(
            self.on, ended=self.ended, waiting=self.waiting, forming=self.forming, rules=RULES
        )


@dataclass
class Registry:
    """Members and groups as the plans so far left them."""

    members: dict[str, Member] = field(default_factory=dict)
    groups: dict[str, Forming] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def register(self, arrivals: list[Arrival], on: date) -> None:
        for queue, age_class, days, centre in arrivals:
            n = len(self.members)
            known_to = {"country": queue.country, "centre": f"{queue.country}-{centre}"}
            since = on - timedelta(days)
            self.members[f"e{n}"] = Member(f"e{n}", n, queue, age_class, since, known_to)

    def question(self, on: date, ended: bool) -> Question:
        taken = {id for members in self.inside.values() for id in members}
        waiting = [m for id, m in self.members.items() if id not in taken]
        forming = [
            replace(group, members=tuple(self.members[m] for m in self.inside[id]))
            for id, group in self.groups.items()
            if id not in self.open
        ]
        return Question(on, ended, waiting, forming)

    def apply(self, done: SealingPlan, on: date) -> None:
        for joining in done.joined:
            self.inside[joining.group_id] += joining.members
            joined = self.groups[joining.group_id]
            queue = Queue(joining.country, joined.queue.timing)
            self.groups[joining.group_id] = replace(
                joined, queue=queue, age_class=joining.age_class
            )
        for new in done.formed:
            n = len(self.groups)
            self.groups[f"g{n}"] = Forming(f"g{n}", n, new.queue, new.age_class, on)
            self.inside[f"g{n}"] = list(new.members)
            self.open |= {f"g{n}"} if new.open_now else set()
        self.open |= set(done.opened)


@dataclass(frozen=True)
class Release:
    """One release date of a story: question, answer, and the open groups afterwards."""

    question: Question
    done: SealingPlan
    published: dict[str, tuple[str, ...]]


def play(story: Story) -> tuple[Registry, list[Release]]:
    """The story's release dates in a row, each plan applied before the next is made."""
    registry, releases = Registry(), []
    for n, (on, arrivals) in enumerate(zip(RELEASES, story.arrivals, strict=False)):
        registry.register(arrivals if n <= story.ends_at else [], on)
        question = registry.question(on, ended=n >= story.ends_at)
        done = question.answer()
        registry.apply(done, on)
        published = {id: tuple(registry.inside[id]) for id in registry.open}
        releases.append(Release(question, done, published))
    return registry, releases


EVERY_MONTH_HAS = st.dates(date(2020, 1, 1), date(2032, 12, 31)).filter(lambda day: day.day <= 28)
GERMANS, ITALIANS, GERMANS_BACK, ITALIANS_BACK = QUEUES
BACK: list[Arrival] = [(GERMANS_BACK, "18+", 1, "a")] * 3
FEW: list[Arrival] = [
    (GERMANS, "18+", 0, "a"),
    (GERMANS, "18+", 0, "b"),
    (ITALIANS, "18+", 0, "a"),
    (ITALIANS, None, 9, "b"),
]
MINOR: Arrival = (GERMANS_BACK, "0-17", 1, "a")
LAST: list[Arrival] = [(ITALIANS_BACK, "18+", 1, "a")] * 3
EVENTFUL = Story([BACK + FEW, [], [*BACK, MINOR, MINOR, MINOR], [], [MINOR], LAST], ends_at=5)


def law(test: Callable[[Story], None]) -> Callable[[], None]:
    """The test for many stories, the eventful one among them."""
    return given(STORIES)(example(EVENTFUL)(test))


def test_the_eventful_story_has_every_kind_of_event() -> None:
    registry, releases = play(EVENTFUL)
    places = [new.queue.country for r in releases for new in r.done.formed]
    ages = [new.age_class for r in releases for new in r.done.formed]
    assert places == ["DE", "DE", "DE", SEVERAL, "IT"]
    assert ages == ["18+", "18+", "0-17", SEVERAL, "18+"]
    assert [r.done.opened for r in releases] == [(), (), ("g0",), (), (), ("g1", "g2", "g3")]
    assert [len(r.done.joined) for r in releases] == [0, 0, 0, 0, 0, 1]
    assert registry.open == set(registry.groups)


@law
def test_nobody_is_ever_in_two_groups(story: Story) -> None:
    registry, _ = play(story)
    everybody = [id for members in registry.inside.values() for id in members]
    assert len(everybody) == len(set(everybody))
    assert set(everybody) <= set(registry.members)


@law
def test_every_group_has_at_least_the_smallest_number_of_members(story: Story) -> None:
    registry, _ = play(story)
    assert all(len(members) >= RULES.smallest for members in registry.inside.values())


@law
def test_once_open_the_members_of_a_group_never_change(story: Story) -> None:
    published = [release.published for release in play(story)[1]]
    for before, after in pairwise(published):
        assert before == {id: after.get(id) for id in before}


@law
def test_a_group_says_of_its_members_only_what_they_have_in_common(story: Story) -> None:
    registry, _ = play(story)
    for id, group in registry.groups.items():
        members = [registry.members[member] for member in registry.inside[id]]
        ages = {member.age_class for member in members}
        assert {member.queue.timing for member in members} == {group.queue.timing}
        assert group.queue.country == SEVERAL or {m.queue for m in members} == {group.queue}
        assert insider_of([member.known_to for member in members], RULES.least_others) is None
        assert {group.age_class} == (ages if len(ages) == 1 and None not in ages else {SEVERAL})


@law
def test_an_ended_programme_leaves_behind_only_who_would_show_somebody(story: Story) -> None:
    registry, releases = play(story)
    sealed = {id for members in registry.inside.values() for id in members}
    for release in (r for r in releases if r.question.ended):
        for left in (m for m in release.question.waiting if m.id not in sealed):
            for opened in release.done.opened:
                inside = [registry.members[id] for id in registry.inside[opened]]
                same = left.queue.timing == registry.groups[opened].queue.timing
                assert not same or insider_of([m.known_to for m in [*inside, left]], 2)


@given(STORIES, st.data())
def test_the_order_in_which_members_and_groups_are_handed_in_changes_nothing(
    story: Story, data: st.DataObject
) -> None:
    for release in play(story)[1]:
        asked = release.question
        waiting = data.draw(st.permutations(asked.waiting))
        forming = data.draw(st.permutations(asked.forming))
        assert replace(asked, waiting=waiting, forming=forming).answer() == release.done


AGAIN = """
from datetime import date
from anonymise.grouping import plan
from anonymise.insiders import insider_of
from anonymise.members import Forming, Member, Queue, Rules
day, queues = date(2026, 1, 1), [Queue(country, "NOW") for country in ("DE", "ES", "FR", "IT")]
waiting = [Member(f"e{n}", n, queues[n % 4], str(n % 3), day) for n in range(43)]
forming = [Forming(f"g{n}", n, queues[n % 4], "18+", day) for n in range(9)]
print(plan(day, ended=True, waiting=waiting, forming=forming, rules=Rules(11, 5, 18, 24)))
"""


def test_two_runs_make_the_same_plan() -> None:
    command = [sys.executable, "-c", AGAIN]
    environments = [{"PYTHONHASHSEED": seed} for seed in ("1", "2")]
    runs = [subprocess.check_output(command, cwd=ROOT, env=env) for env in environments]
    assert runs[0] == runs[1]
    assert all(word in runs[0] for word in (b"NewGroup", b"Joining", b"'g8'"))


def test_sealing_cannot_see_an_outcome() -> None:
    keys = ["id", "sequence", "queue", "age_class", "waiting_since", "known_to", "finer"]
    assert [each.name for each in fields(Member)] == keys
    assert [each.name for each in fields(Queue)] == ["country", "timing"]


@given(EVERY_MONTH_HAS, st.integers(0, 1500))
def test_months_between_counts_how_often_the_day_came_round(earlier: date, span: int) -> None:
    days = [earlier + timedelta(days=n) for n in range(span + 1)]
    came_round = sum(day.day == earlier.day for day in days[1:])
    assert months_between(earlier, days[-1]) == came_round
