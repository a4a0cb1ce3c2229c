"""Outcomes in plain words: why there is no success, causes of events, verdicts."""

from collections.abc import Mapping

NO_SUCCESS: Mapping[str, str] = {
    "NEVER_INFUSED": "accepted, never infused in time",
    "UNREPORTED": "neither infusion nor its absence reported",
    "DEAD": "died before the assessment",
    "MISSING": "outcome missing",
    "OBSERVED_FAILURE": "assessed, goal not reached",
    "WITHDRAWN": "withdrew from the registry",
    "REGISTERED_LATE": "registered too late to count",
}

NO_RESPONSE: Mapping[str, str] = {**NO_SUCCESS, "NOT_ASSESSED": "seen, and not assessed"}

CAUSES: Mapping[str, str] = {
    "DEATH": "death",
    "RELAPSE": "relapse or progression",
    "NEXT_THERAPY": "next therapy",
    "MALIGNANCY": "new malignancy",
}

NOT_INFUSED: Mapping[str, str] = {
    "WITHDRAWN": "withdrew from the registry, infused or not",
    "REGISTERED_LATE": "registered too late to count, infused or not",
    "MANUFACTURING_FAILURE": "manufacture failed",
    "OUT_OF_SPECIFICATION_NOT_RELEASED": "product out of specification and not released",
    "PROGRESSION": "disease progressed",
    "DEATH": "died before infusion",
    "INTERCURRENT_ILLNESS": "another illness came between",
    "PATIENT_WITHDREW": "patient withdrew",
    "PHYSICIAN_DECISION": "physician decided against it",
    "OTHER_THERAPY": "another therapy was chosen",
    "FUNDING": "no funding",
    "OTHER": "other reason",
    "INFUSED_LATE": "infused after the longest wait",
    "NOT_REPORTED": "reason not reported",
}

VERDICTS: Mapping[str, str] = {
    "MET": "Goal met.",
    "NOT_MET": "Goal not met.",
    "NOT_EVALUABLE": "Could not be evaluated.",
    "STOPPED_FUTILITY": "Stopped early: success had become unlikely.",
    "STOPPED_SAFETY": "Stopped early for safety.",
}
