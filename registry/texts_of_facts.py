"""Codes of safety, manufacture, costs, advice and changes in plain words: a part of `texts`."""

from collections.abc import Mapping

SAFETY_STANDINGS: Mapping[str, str] = {
    "WITH_EVENT": "with an event",
    "NONE_OBSERVED": "looked at, none observed",
    "NOT_OBSERVED": "not looked at up to the end",
}

EVENT_CLASSES: Mapping[str, str] = {
    "SERIOUS": "any serious event",
    "CRS": "cytokine release syndrome",
    "ICANS": "neurotoxicity (ICANS)",
    "IEC_HS": "overactive immune cells after cell therapy (IEC-HS)",
    "INFECTION": "infection",
    "CYTOPENIA": "too few blood cells",
    "MALIGNANCY": "new cancer",
    "NEXT_THERAPY": "another therapy",
    "TRANSPLANT": "transplant",
    "DEATH": "death of any cause",
    "OTHER": "other event",
}

BATCHES: Mapping[str, str] = {
    "RELEASED": "released",
    "RELEASED_OUT_OF_SPECIFICATION": "released out of specification",
    "FAILED": "failed",
    "INSUFFICIENT_STARTING_MATERIAL": "too little starting material",
    "INSUFFICIENT_EXPANSION": "cells did not multiply enough",
    "CONTAMINATION": "contamination",
    "VIABILITY": "too few living cells",
    "POTENCY": "too little effect in tests",
    "TRANSPORT": "transport",
    "OTHER": "other reason",
}

COST_CATEGORIES: Mapping[str, str] = {
    "DEVELOPMENT": "development",
    "MANUFACTURE": "manufacture",
    "CARE": "care",
    "FOLLOW_UP": "follow-up",
}

COST_UNITS: Mapping[str, str] = {
    "PROGRAMME": "for the whole programme in the year",
    "PATIENT": "per patient",
    "BATCH": "per batch",
}

ADVICE_KINDS: Mapping[str, str] = {
    "SCIENTIFIC_ADVICE": "scientific advice",
    "EXEMPTION_EVALUATION": "evaluation of a Hospital Exemption",
}

CHANGES: Mapping[str, str] = {
    "PROGRAMME_REGISTERED": "Programme registered.",
    "PROGRAMME_STATUS": "What its sponsor told of the programme: {value}.",
    "STAGE_OPENED": "Release stage {value} opened.",
    "VERDICT_PUBLISHED": "Verdict published: {value}.",
    "VERDICT_CHANGED": "Verdict changed: was {before}, is {value}.",
    "GROUP_SEALED": "A group was sealed: at least 11 patients, no numbers yet.",
    "GROUP_OPENED": "A sealed group opened.",
    "CONTENT_OPENED": "Counts became public: {value}.",
    "CONTENT_CORRECTED": "Counts were corrected: {value}, first counted for {before}.",
    "SAFETY_NOTICE": "Safety notice issued in {value}.",
    "ERRATUM": "The board had counts made anew, for this reason: {value}.",
    "APPROVAL_RECORDED": "National approval recorded ({value}).",
    "APPROVAL_CHANGED": "What is recorded of a national approval changed.",
}
