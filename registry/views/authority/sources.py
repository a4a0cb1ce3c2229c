"""What fills each field from patients, by the public table that holds the numbers."""

from collections.abc import Mapping

from registry.model.codes import BatchOutcome, EventClass
from registry.views.authority.counted import (
    at_horizons,
    batch_outcomes,
    brought,
    by_year,
    failures,
    followed,
    having,
    horizons,
    left_out,
    listed,
    made,
    made_in,
    not_infused,
    not_released,
    since_infusion,
    terms,
    whole_programme,
)
from registry.views.authority.entries import Entry, Fill
from registry.views.authority.persons_at_risk import at_risk, under_observation
from registry.views.authority.primary import assessed, failure, missing_outcome
from registry.views.figures import Count

RELEASED = (BatchOutcome.RELEASED, BatchOutcome.RELEASED_OUT_OF_SPECIFICATION)

TABLES: Mapping[str, Mapping[str, Fill]] = {
    "follow-up": {
        "accepted": followed(lambda row: [Entry(row.accepted)]),
        "left-out": listed(lambda patients: patients.follow_up, left_out),
        "infused": followed(lambda row: [Entry(row.infusion.infused)]),
        "not-infused": listed(lambda patients: patients.follow_up, not_infused),
        "oos-patients": followed(not_released),
        "actual-programme": whole_programme,
        "known": horizons(lambda at: Count(at.missing.as_of, at.known.numerator)),
        "missing": horizons(lambda at: at.missing),
        "lost": horizons(lambda at: at.lost.patients),
    },
    "manufacturing": {
        "with-attempt": made(lambda row: [Entry(row.made.with_attempt)]),
        "units": made(made_in(*RELEASED)),
        "batches": made(made_in(*BatchOutcome)),
        "batch-outcomes": made(batch_outcomes),
        "failures": listed(lambda patients: patients.manufacturing, failures),
        "oos-released": made(made_in(BatchOutcome.RELEASED_OUT_OF_SPECIFICATION)),
    },
    "safety": {
        "safety-of": at_horizons(lambda at: at.accepted.value or 0),
        "serious": at_horizons(lambda at: at.serious.patients),
        "terms": listed(lambda patients: patients.safety, terms),
        "deaths": at_horizons(having(EventClass.DEATH)),
        "malignancies": at_horizons(having(EventClass.MALIGNANCY)),
    },
    "efficacy": {
        "denominator": brought(lambda row: [Entry(row.result.accepted)]),
        "assessed": brought(assessed),
        "success": brought(lambda row: [Entry(row.result.success)]),
        "failure": brought(failure),
        "outcome-missing": brought(missing_outcome),
    },
    "survival": {
        "at-risk": since_infusion(at_risk),
        "at-risk-of": since_infusion(under_observation),
        "at-risk-accepted": by_year(lambda row: at_risk(row.of_accepted, row.as_of)),
    },
}
"""By public table, what fills fields from it."""

COUNTED: Mapping[str, Fill] = {
    source: fill for fills in TABLES.values() for source, fill in fills.items()
}
