"""The fictional world: the same every time, never a real name, and every law kept by its play."""

from collections import Counter
from datetime import date, timedelta

import msgspec

from registry.model.codes import AdviceKind, CostCategory
from registry.model.episode import month_end
from registry.model.registration import (
    AdviceDraft,
    CostDraft,
    EndpointResultDraft,
    ProductDraft,
    StatusDraft,
)
from registry.model.submission import SubmissionBatch, batch_digest
from seeds.catalogue import catalogue
from seeds.cohort import EARLIEST_INFUSION
from seeds.scenarios import PRODUCTS, SCENARIOS
from seeds.timeline import Step, timeline
from seeds.world import fictional_world

STARTS = date(2019, 10, 1)
WORLD = fictional_world(7)
STEPS = list(timeline(WORLD, 7, STARTS, 7))


def batches() -> list[tuple[Step, SubmissionBatch]]:
    return [(s, s.sent) for s in STEPS if isinstance(s.sent, SubmissionBatch)]


def test_the_same_seed_gives_the_same_years() -> None:
    again = list(timeline(fictional_world(7), 7, STARTS, 7))
    assert [batch_digest(s.sent) for s in again] == [batch_digest(s.sent) for s in STEPS]
    other = list(timeline(WORLD, 8, STARTS, 7))
    assert [batch_digest(s.sent) for s in other] != [batch_digest(s.sent) for s in STEPS]


def test_steps_come_in_date_order_and_within_seven_years() -> None:
    days = [step.on for step in STEPS]
    assert days == sorted(days)
    assert days[0] >= STARTS
    assert days[-1] < date(2026, 10, 1)


def test_at_least_fifteen_hundred_patients_in_cohorts_from_three_to_four_hundred() -> None:
    noticed = Counter[str]()
    for _, batch in batches():
        noticed[batch.programme_id] += len(batch.notices)
    assert sum(noticed.values()) >= 1_500
    assert (min(noticed.values()), max(noticed.values())) == (3, 400)


def test_no_fictional_name_is_a_real_one_and_each_says_so() -> None:
    real = {p.name.casefold() for p in catalogue(STARTS).products}
    real |= {p.active_substance.casefold() for p in catalogue(STARTS).products}
    names = [draft.name for draft in PRODUCTS.values()]
    names += [fact.name for fact in WORLD.all()]
    assert all(name.endswith("(fictional)") for name in names)
    assert not {name.removesuffix(" (fictional)").casefold() for name in names} & real
    assert all(fact.synthetic for fact in WORLD.all())


def test_every_notice_not_marked_late_comes_before_the_first_outcome() -> None:
    noticed = {n.pseudonym: (s.on, n) for s, batch in batches() for n in batch.notices}
    for step, batch in batches():
        for outcome in batch.outcomes:
            registered, notice = noticed[outcome.pseudonym]
            assert registered <= step.on
            assert outcome.retrospective == notice.retrospective
            first = min((given.day for given in outcome.administrations), default=None)
            if first is not None and not notice.retrospective:
                assert first >= EARLIEST_INFUSION
                assert month_end(notice.accepted_month) + timedelta(days=first) >= registered


def test_the_years_hold_what_a_registry_must_bear() -> None:
    told = [outcome for _, batch in batches() for outcome in batch.outcomes]
    words = msgspec.json.encode(told).decode()
    for code in (
        "MANUFACTURING_FAILURE",
        "PROGRESSION",
        "DEATH",
        "RELAPSE",
        "LOST",
        "MISSED",
        "CRS",
    ):
        assert code in words
    assert any(n.retrospective for _, batch in batches() for n in batch.notices)


def test_one_endpoint_is_met_one_failed_one_stopped_one_silent_and_one_overdue() -> None:
    sent = [step.sent for step in STEPS]
    verdicts = {draft.verdict.value for draft in sent if isinstance(draft, EndpointResultDraft)}
    assert {"MET", "NOT_MET", "STOPPED_FUTILITY"} <= verdicts
    assert any(isinstance(draft, StatusDraft) and draft.reason for draft in sent)
    assert any(s.silent_from for s in SCENARIOS)
    assert any(s.closes and s.verdict is None for s in SCENARIOS)


def test_a_product_is_registered_once() -> None:
    names = [step.sent.name for step in STEPS if isinstance(step.sent, ProductDraft)]
    assert sorted(names) == sorted(set(names))


def test_enough_sponsors_tell_costs_to_pool_them_and_none_that_fell_silent() -> None:
    told = [step for step in STEPS if isinstance(step.sent, CostDraft)]
    assert {step.sent.category for step in told} == set(CostCategory)  # type: ignore[union-attr]
    assert len({step.sponsor for step in told}) >= 3
    silent = {f"{{{s.key}}}" for s in SCENARIOS if s.silent_from and s.silent_from < s.opens + 14}
    assert not silent & {step.sent.programme_id for step in told}  # type: ignore[union-attr]
    given = [step.sent for step in STEPS if isinstance(step.sent, AdviceDraft)]
    assert {draft.kind for draft in given} == set(AdviceKind)
    assert all(draft.body.endswith("(fictional)") for draft in given)
