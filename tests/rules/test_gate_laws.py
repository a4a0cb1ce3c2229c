"""Laws of release, for any evidence: nothing closes what is open, nothing sees an outcome."""

from datetime import date, timedelta
from types import NoneType
from typing import get_args, get_type_hints

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.release.dates import is_silent
from registry.release.evidence import Evidence, GroupEvidence, HeldBack
from registry.release.rules import decide_all
from registry.release.sealing import SealingEpisode
from registry.release.stages import STAGE_IDS, load_policy

POLICY = load_policy()
days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
months = days.map(lambda day: f"{day:%Y-%m}")
maybe_day = st.none() | days

groups = st.builds(
    GroupEvidence,
    id=st.just("g"),
    programme_id=st.sampled_from(["p", "renamed"]),
    accepted=st.integers(11, 60),
    opened_on=days,
    last_accepted=months,
    longest_wait_days=st.integers(0, 365),
    window_day=st.none() | st.integers(0, 5475),
)
evidences = st.builds(
    Evidence,
    programme_id=st.just("p"),
    cited=st.just(False),
    paediatric=st.booleans(),
    registered_on=days,
    stopped_on=maybe_day,
    ended_on=maybe_day,
    planned_end=maybe_day,
    blinded_until=maybe_day,
    first_accepted=st.none() | months,
    last_registered_on=maybe_day,
    last_answered_on=maybe_day,
    published_on=maybe_day,
    approval_decided_on=maybe_day,
    groups=st.lists(groups, max_size=3).map(tuple),
    own_groups=st.lists(groups, max_size=2).map(tuple),
    opened=st.dictionaries(st.sampled_from(STAGE_IDS), days, max_size=3),
    latest=st.just({}),
)


def open_stages(known: Evidence, on: date) -> set[str]:
    return {d.stage.id for d in decide_all(known, POLICY, on) if d.open}


@given(evidences, groups, days)
def test_a_further_group_never_closes_a_stage(
    known: Evidence, further: GroupEvidence, on: date
) -> None:
    more = structs.replace(
        known, groups=(*known.groups, further), own_groups=(*known.own_groups, further)
    )
    closed = open_stages(known, on) - open_stages(more, on)
    # a group is a sign of life (decision 37): it ends a silence that was not made public yet
    assert closed <= ({"R6"} if is_silent(known, POLICY, on) else set())


@given(evidences, st.integers(1, 40), days)
def test_further_patients_in_the_groups_never_close_a_stage(
    known: Evidence, added: int, on: date
) -> None:
    larger = tuple(structs.replace(g, accepted=g.accepted + added) for g in known.groups)
    assert open_stages(known, on) <= open_stages(structs.replace(known, groups=larger), on)


@given(evidences, days, st.integers(1, 4000))
def test_time_alone_never_closes_a_stage(known: Evidence, on: date, later: int) -> None:
    assert open_stages(known, on) <= open_stages(known, on + timedelta(days=later))


@given(evidences, st.data(), days)
def test_an_earlier_assessed_endpoint_never_closes_a_stage(
    known: Evidence, data: st.DataObject, on: date
) -> None:
    earlier = tuple(
        structs.replace(g, window_day=data.draw(st.integers(0, g.window_day or 0)))
        for g in known.groups
    )
    assert open_stages(known, on) <= open_stages(structs.replace(known, groups=earlier), on)


@given(evidences, days, st.integers(1, 28))
def test_splitting_a_programme_within_its_lineage_changes_no_stage(
    known: Evidence, on: date, part: int
) -> None:
    split = tuple(
        half
        for g in known.groups
        for half in (
            structs.replace(g, accepted=min(part, g.accepted)),
            structs.replace(g, accepted=g.accepted - min(part, g.accepted), programme_id="other"),
        )
    )
    assert open_stages(known, on) == open_stages(structs.replace(known, groups=split), on)


@given(evidences, days)
def test_the_same_evidence_gives_the_same_decision(known: Evidence, on: date) -> None:
    copy = structs.replace(known)
    assert decide_all(known, POLICY, on) == decide_all(copy, POLICY, on)


@given(evidences, days)
def test_a_stage_that_is_shut_names_a_gate_that_is_not_met(known: Evidence, on: date) -> None:
    for decision in decide_all(known, POLICY, on):
        unmet = [answer for answer in decision.answers if not answer.result.met]
        assert decision.open == (decision.stage.id in known.opened or not unmet)


def plain_types(of: type) -> set[object]:
    """Every type a struct can hold, seen through tuples, dicts and options."""
    found: set[object] = set()
    waiting: list[object] = list(get_type_hints(of).values())
    while waiting:
        kind = waiting.pop()
        inner = get_args(kind)
        waiting += inner
        if not inner:
            found.add(kind)
    return found


def test_neither_gates_nor_sealing_have_a_field_for_an_outcome() -> None:
    plain = {str, int, bool, date, NoneType, Ellipsis}
    assert plain_types(Evidence) - plain == {GroupEvidence, HeldBack}
    assert plain_types(GroupEvidence) | plain_types(HeldBack) <= plain
    assert set(SealingEpisode.__struct_fields__) == {
        "id",
        "sequence",
        "country",
        "timing",
        "age_band",
        "sex",
        "accepted_month",
        "registered_on",
        "patient",
        "centre_id",
    }
