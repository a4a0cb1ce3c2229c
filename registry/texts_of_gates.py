"""The conditions of release stages in plain words, by the id of their gate: a part of `texts`.

`{names}` stand for numbers of the release policy, which a published gate carries with it.
"""

from collections.abc import Mapping

GATES: Mapping[str, str] = {
    "registered": "The programme is registered.",
    "group-open": "At least one sealed group of {smallest} or more patients is open.",
    "safety-horizon-closed": "Every patient of an open group was accepted at least the longest "
    "wait and {first_safety_day} days ago.",
    "enough-followed": "At least {interim_patients} patients are in open groups whose observation "
    "window has closed, or the first such group closed {small_after_months} months ago (then "
    "labelled small).",
    "no-running-blinded-trial": "No blinded trial is running, or its registered completion was "
    "{blinded_months} months ago.",
    "not-held": "Its sponsor does not hold it back (once per product, at most {hold_months} "
    "months; never what stopped, ended or fell silent).",
    "final-date-reached": "The first of several dates is reached. It is "
    "{final_after_end_months} months after the end ({final_after_end_months_paediatric} for "
    "children), the first publication, or a decision on the approval. Or it is "
    "{final_after_interim_months} months after the gates of interim results were met, "
    "{final_after_planned_end_months} months after the planned end, or "
    "{final_after_first_acceptance_months} months after the first acceptance.",
    "efficacy-open": "Interim or final efficacy is open.",
    "long-term-horizon-closed": "Every patient of an open group was accepted at least the longest "
    "wait and {first_long_term_day} days ago.",
    "stopped-or-silent": "The programme was stopped {stopped_months} months ago, or it has been "
    "silent for {silent_months} months. Silent means: no newly sealed group, and in its open "
    "groups no new acceptance and no answered visit.",
}
