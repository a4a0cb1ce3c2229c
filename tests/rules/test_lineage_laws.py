"""No trick with names or programmes lowers what a gate counts (design: release policy)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.codes import EndpointRole, Timing
from registry.model.endpoint import Endpoint, lock
from registry.model.episode import TreatmentEpisode
from registry.model.programme import Programme
from registry.release.evidence import NOTHING_CARRIED, Evidence
from registry.release.gates import GATES, GateResult
from registry.release.rules import decide_all
from registry.release.stages import GateId, load_policy
from registry.release.steps.gather import evidence_of, register_of
from registry.storage.answers import Answers
from registry.storage.directory import FACT_TYPES, Facts
from registry.storage.vault import StoredEpisode, StoredGroup
from tests.rules.samples import PROGRAMME, RESPONSE, but

POLICY = load_policy()
BEGAN, OPENED = date(2020, 1, 15), date(2021, 3, 31)
ON = st.dates(date(2021, 3, 31), date(2027, 12, 31))
STUDY = but(
    PROGRAMME,
    id="p",
    registered_on=BEGAN,
    planned_end=date(2035, 1, 1),
    endpoints=(lock(RESPONSE, BEGAN),),
)
sizes = st.lists(st.integers(11, 30), min_size=1, max_size=3)
endpoints = st.builds(
    structs.replace,
    st.just(RESPONSE),
    id=st.just("further"),
    role=st.sampled_from(EndpointRole),
    day=st.integers(1, 3000),
)


def group(id: str, programme: str) -> StoredGroup:
    """A group that opened in spring 2021."""
    return StoredGroup(
        id, programme, "ES", Timing.PROSPECTIVE, "18+", BEGAN, "2020-02", "2020-05", OPENED
    )


def known(programmes: dict[Programme, list[int]], on: date) -> Evidence:
    """What is known of the first of these programmes, whose open groups have these sizes."""
    groups, episodes = [], []
    for programme, counts in programmes.items():
        for number, count in enumerate(counts):
            groups.append(group(f"{programme.id}.g{number}", programme.id))
            for place in range(count):
                id = f"{groups[-1].id}.{place}"
                episode = TreatmentEpisode(
                    id, programme.id, place, id, "2020-03", BEGAN, Timing.PROSPECTIVE
                )
                episodes.append(StoredEpisode(episode, "", "", groups[-1].id))
    listed = {programme.id: programme for programme in programmes}
    facts = Facts({kind: {} for kind in FACT_TYPES} | {Programme: dict(listed)}, listed)
    register = register_of(facts, episodes, groups, Answers())
    return evidence_of(next(iter(programmes)), register, NOTHING_CARRIED, on)


def followed(evidence: Evidence, on: date) -> GateResult:
    return GATES[GateId.ENOUGH_FOLLOWED].check(evidence, POLICY, on)


def opened(evidence: Evidence, on: date) -> set[str]:
    return {d.stage.id for d in decide_all(evidence, POLICY, on) if d.open}


@given(sizes, sizes, ON)
def test_splitting_a_programme_never_lowers_a_gates_count(
    mine: list[int], others: list[int], on: date
) -> None:
    part = but(STUDY, id="q", sponsor_id="another-hospital", title="Second arm")
    whole = known({STUDY: [*mine, *others]}, on)
    split = known({STUDY: mine, part: others}, on)
    assert followed(split, on) == followed(whole, on)
    assert opened(split, on) == opened(whole, on)


@given(sizes, sizes, ON)
def test_renaming_a_product_never_lowers_a_gates_count(
    mine: list[int], others: list[int], on: date
) -> None:
    renamed = but(STUDY, id="q", product_id="another-name", title="Renamed")
    before = known({STUDY: [*mine, *others]}, on)
    after = known({renamed: others, STUDY: mine}, on)
    assert followed(after, on) == followed(before, on)


@given(sizes, endpoints, ON)
def test_adding_an_endpoint_never_lowers_a_gates_count(
    mine: list[int], further: Endpoint, on: date
) -> None:
    more = but(STUDY, endpoints=(*STUDY.endpoints, lock(further, BEGAN)))
    before, after = (known({study: mine}, on) for study in (STUDY, more))
    count, grown = followed(before, on).current or 0, followed(after, on).current or 0
    assert grown >= count
    assert opened(after, on) >= opened(before, on)


@given(sizes, st.integers(11, 30), ON)
def test_adding_patients_never_closes_a_stage(mine: list[int], further: int, on: date) -> None:
    before, after = known({STUDY: mine}, on), known({STUDY: [*mine, further]}, on)
    assert opened(after, on) >= opened(before, on)


@given(sizes, ON)
def test_another_disease_or_lineage_adds_nothing(mine: list[int], on: date) -> None:
    alone = followed(known({STUDY: mine}, on), on)
    for change in ({"disease": "myeloma"}, {"lineage": "another"}):
        stranger = but(STUDY, id="q", **change)
        assert followed(known({STUDY: mine, stranger: [30]}, on), on) == alone
