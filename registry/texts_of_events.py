"""Codes of what happened to programmes and permits in plain words: a part of `texts`."""

from collections.abc import Mapping

PROGRAMME_EVENTS: Mapping[str, str] = {
    "ACCEPTANCE_CLOSED": "acceptance closed",
    "STOPPED": "stopped",
    "ENDED": "ended",
}

STOP_REASONS: Mapping[str, str] = {
    "FUTILITY": "success had become unlikely",
    "SAFETY": "safety",
    "MANUFACTURING": "manufacture",
    "SLOW_ACCRUAL": "too few patients came",
    "FUNDING": "no more funding",
    "COMMERCIAL": "commercial reasons",
    "REGULATORY": "a decision of an authority",
    "NEVER_STARTED": "never started",
    "OTHER": "other reason",
}

APPROVAL_EVENTS: Mapping[str, str] = {
    "GRANTED": "granted",
    "RENEWED": "renewed",
    "VARIED": "varied",
    "SUSPENDED": "suspended",
    "WITHDRAWN": "withdrawn",
    "REVOKED": "revoked",
    "LAPSED": "lapsed",
}

APPROVAL_REASONS: Mapping[str, str] = {
    "SAFETY": "safety",
    "EFFICACY": "efficacy",
    "QUALITY": "quality",
    "CONDITIONS_NO_LONGER_MET": "conditions no longer met",
    "HOLDER_REQUEST": "at the request of its holder",
    "LAPSE": "it ran out",
}

MARKETING: Mapping[str, str] = {
    "NONE": "none known here",
    "AUTHORISED": "authorised",
    "WITHDRAWN": "withdrawn",
    "EXPIRED": "expired",
    "DISCONTINUED": "discontinued",
}

COST_BASES: Mapping[str, str] = {"ACTUAL": "paid", "ESTIMATE": "estimated"}

ERRATUM_REASONS: Mapping[str, str] = {
    "TOLD_WRONGLY": "it had been told wrongly",
    "MISLEADS_CARE": "it misleads care",
    "ORDERED_BY_AUTHORITY": "ordered by an authority",
}
