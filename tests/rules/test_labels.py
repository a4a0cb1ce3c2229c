from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.codes import EndpointRole, Timing
from registry.model.decision import Label
from registry.model.endpoint import lock
from registry.model.sealed import EndpointCounts, SealedGroup
from registry.release.labels import RULES, labelled
from registry.release.stages import load_policy
from registry.snapshot import PublicProgramme
from tests.views.example import AS_OF, PROGRAMMES, REMISSION, decision, open_group

POLICY = load_policy()
SMALL, SINGLE, INCOMPLETE = Label.SMALL, Label.SINGLE_CENTRE, Label.LOW_COMPLETENESS


def programme(id: str = "aurora", centres: tuple[str, ...] = ("a", "b")) -> PublicProgramme:
    """A programme with open interim efficacy, a closed final stage and these centres."""
    row = PROGRAMMES[0]
    stages = (decision("R1", is_open=True), decision("R3", is_open=True))
    return structs.replace(
        row,
        programme=structs.replace(row.programme, id=id, centre_ids=centres),
        decisions=(*stages, decision("R4", is_open=False)),
    )


def group(
    patients: int, missing: int = 0, programme: str = "aurora", success: int = 0, **more: Any
) -> SealedGroup:
    """A group with public remissions; who is not missing is a success or a failure."""
    reasons = {"MISSING": missing, "OBSERVED_FAILURE": patients - missing - success}
    counts = (EndpointCounts("remission", success, reasons),)
    return open_group(
        f"{programme}-{patients}", programme, "ES", patients, endpoints=counts, **more
    )


def labels(*groups: SealedGroup, rows: tuple[PublicProgramme, ...] = (programme(),)) -> set[Label]:
    """The labels of the first programme's interim efficacy."""
    return set(labelled(rows, groups, POLICY)[0].decisions[1].labels)


@pytest.mark.parametrize(("patients", "small"), [(19, True), (20, False), (21, False)])
def test_fewer_than_20_shown_patients_are_small(patients: int, small: bool) -> None:
    assert (SMALL in labels(group(patients))) is small


def test_a_split_programme_is_as_large_as_a_whole_one() -> None:
    rows = (programme(), programme("other"))
    assert labels(group(11), group(11, programme="other"), rows=rows) == set()
    assert labels(group(11), rows=rows) == {SMALL}


def test_those_registered_late_make_no_programme_larger_or_more_complete() -> None:
    late = group(30, timing=Timing.RETROSPECTIVE)
    assert labels(group(12, missing=6), late) == {SMALL, INCOMPLETE}
    assert labels(late) == set()


@pytest.mark.parametrize(("missing", "low"), [(19, False), (20, False), (21, True)])
def test_less_than_four_in_five_known_outcomes_are_incomplete(missing: int, low: bool) -> None:
    assert (INCOMPLETE in labels(group(100, missing))) is low


def test_the_dead_are_known_and_of_whom_nothing_is_told_is_not() -> None:
    def counts(reason: str) -> SealedGroup:
        told = EndpointCounts("remission", 5, {reason: 15})
        return structs.replace(group(20), endpoints=(told,))

    for known in ("DEAD", "NEVER_INFUSED", "OBSERVED_FAILURE"):
        assert labels(counts(known)) == set()
    for unknown in ("MISSING", "UNREPORTED", "WITHDRAWN", "REGISTERED_LATE"):
        assert labels(counts(unknown)) == {INCOMPLETE}


def test_one_incomplete_primary_endpoint_is_enough_and_a_secondary_one_is_not() -> None:
    second = structs.replace(REMISSION, id="second")
    row = programme()
    for role, expected in ((EndpointRole.PRIMARY, {INCOMPLETE}), (EndpointRole.SECONDARY, set())):
        endpoints = (REMISSION, structs.replace(second, role=role))
        locked = tuple(lock(endpoint, AS_OF) for endpoint in endpoints)
        asked = structs.replace(row, programme=structs.replace(row.programme, endpoints=locked))
        known = group(30)
        poor = EndpointCounts("second", 0, {"MISSING": 30})
        told = structs.replace(known, endpoints=(*known.endpoints, poor))
        assert labels(told, rows=(asked,)) == expected


@pytest.mark.parametrize(
    ("centres", "single"), [(("a",), True), (("a", "a"), True), (("a", "b"), False)]
)
def test_a_single_centre_is_told_from_the_registered_centres_alone(
    centres: tuple[str, ...], single: bool
) -> None:
    assert (SINGLE in labels(group(30), rows=(programme(centres=centres),))) is single


def test_only_open_stages_that_show_results_are_labelled() -> None:
    (row,) = labelled((programme(centres=("a",)),), (group(11),), POLICY)
    assert {d.stage: d.labels for d in row.decisions} == {
        "R1": (),
        "R3": (SMALL, SINGLE),
        "R4": (),
    }


def test_nothing_is_labelled_while_no_count_of_a_primary_endpoint_is_public() -> None:
    assert labels(open_group("g", "aurora", "ES", 11)) == set()


@given(st.integers(11, 40), st.integers(0, 11), st.data())
def test_exchanging_successes_and_failures_changes_no_label(
    patients: int, missing: int, data: st.DataObject
) -> None:
    success = data.draw(st.integers(0, patients - missing))
    failure = patients - missing - success
    assert labels(group(patients, missing, success=success)) == labels(
        group(patients, missing, success=failure)
    )


def test_every_label_has_a_rule_and_can_be_put_on_anew() -> None:
    assert {rule.id for rule in RULES} == set(Label)
    once = labelled((programme(centres=("a",)),), (group(11),), POLICY)
    assert labelled(once, (group(11),), POLICY) == once
