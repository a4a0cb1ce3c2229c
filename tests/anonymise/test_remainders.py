from dataclasses import replace
from datetime import date

import pytest

from anonymise.members import Member, Queue, Rules
from anonymise.remainders import OTHER, Kind, Leftover, Remainder, plan_remainders

RULES = Rules(smallest=11, least_others=5, longest_forming_months=18, longest_waiting_months=24)
ON = date(2030, 3, 31)
GENES = Kind("GTMP", "PROSPECTIVE", synthetic=False)
CELLS = Kind("sCTMP", "PROSPECTIVE", synthetic=False)


def left(name: str, count: int, kind: Kind = GENES, since: date = ON) -> Leftover:
    """The last patients of a programme with a sponsor, centre and country of its own."""
    known_to = dict.fromkeys(("country", "centre", "sponsor", "programme"), name)
    queue = Queue(name, "PROSPECTIVE")
    members = tuple(Member(f"{name}{n}", n, queue, None, since, known_to) for n in range(count))
    return Leftover(name, kind, since, members)


def formed(*leftovers: Leftover) -> list[Remainder]:
    return plan_remainders(leftovers, ON, RULES, 3)


def sizes(*leftovers: Leftover) -> list[tuple[str, int]]:
    return [(done.kind.product_class, len(done.members)) for done in formed(*leftovers)]


@pytest.mark.parametrize(("last", "expected"), [(2, []), (3, [("GTMP", 11)]), (4, [("GTMP", 12)])])
def test_a_remainder_needs_11_patients(last: int, expected: list[tuple[str, int]]) -> None:
    assert sizes(left("a", 4), left("b", 4), left("c", last)) == expected


def test_two_programmes_are_too_few_however_many_their_patients() -> None:
    assert sizes(left("a", 10), left("b", 10)) == []
    assert sizes(left("a", 10), left("b", 9), left("c", 1)) == [("GTMP", 20)]


@pytest.mark.parametrize(("programmes", "formed_of"), [(2, []), (3, [3]), (4, [4])])
def test_a_remainder_needs_three_programmes(programmes: int, formed_of: list[int]) -> None:
    parts = [left(name, 12 // programmes) for name in "abcd"[:programmes]]
    assert [len(done.programme_ids) for done in formed(*parts)] == formed_of


@pytest.mark.parametrize(
    ("others", "expected"), [(4, []), (5, [("GTMP", 15)]), (6, [("GTMP", 16)])]
)
def test_without_one_programme_nobody_or_5_others_are_left(
    others: int, expected: list[tuple[str, int]]
) -> None:
    parts = left("a", 10), left("b", others - 2), left("c", 2)
    assert sizes(*parts) == expected


def of(part: Leftover, **known_to: str) -> Leftover:
    """The same leftover, known to these insiders as well."""
    members = tuple(
        replace(member, known_to={**member.known_to, **known_to}) for member in part.members
    )
    return replace(part, members=members)


@pytest.mark.parametrize("kind", ["sponsor", "country"])
@pytest.mark.parametrize(("strangers", "size"), [(4, 12), (5, 17), (6, 18)])
def test_few_of_a_second_sponsor_or_country_wait_and_keep_nobody_waiting(
    kind: str, strangers: int, size: int
) -> None:
    own = [of(left(name, 4), **{kind: "tarn"}) for name in "abc"]
    other = of(left("d", strangers), **{kind: "ostra"})
    (done,) = formed(*own, other)
    assert len(done.members) == size
    assert ("d" in done.programme_ids) is (strangers >= 5)


def test_without_enough_of_the_first_sponsor_all_wait_for_more_of_the_second() -> None:
    own = [of(left(name, 3), sponsor="tarn") for name in "abc"]
    assert sizes(*own, of(left("d", 4), sponsor="ostra")) == []
    assert sizes(*own, of(left("d", 5), sponsor="ostra")) == [("GTMP", 14)]


def test_classes_stay_apart_until_they_have_waited_24_months() -> None:
    fresh = left("a", 4), left("b", 4), left("c", 4, CELLS)
    assert sizes(*fresh) == []
    two_years = date(2028, 3, 31)
    old = (
        left("a", 4, since=two_years),
        left("b", 4, since=two_years),
        left("c", 4, CELLS, two_years),
    )
    assert sizes(*old) == [(OTHER, 12)]
    late = date(2028, 4, 1)
    young = left("a", 4, since=late), left("b", 4, since=late), left("c", 4, CELLS, late)
    assert sizes(*young) == []


def test_real_and_fictional_and_the_timings_never_share_a_remainder() -> None:
    fictional = Kind("GTMP", "PROSPECTIVE", synthetic=True)
    looking_back = Kind("GTMP", "RETROSPECTIVE", synthetic=False)
    long_ago = date(2020, 1, 1)
    for other in (fictional, looking_back):
        assert sizes(left("a", 4), left("b", 4), left("c", 4, other)) == []
        old = [
            left(name, 4, kind, long_ago)
            for name, kind in (("a", GENES), ("b", GENES), ("c", other))
        ]
        assert sizes(*old) == []


def test_those_left_of_one_programme_join_as_a_whole_and_once() -> None:
    old = date(2020, 1, 1)
    done = formed(left("a", 4, since=old), left("b", 4, since=old), left("c", 4, since=old))
    assert [sorted(one.programme_ids) for one in done] == [["a", "b", "c"]]
    assert len({id for one in done for id in one.members}) == 12
