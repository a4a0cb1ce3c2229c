"""What each field means that a sponsor sends of its patients, one sentence each, with its unit.

Days count from acceptance, which is day 0, unless a sentence says otherwise.
"""

from collections.abc import Mapping

from msgspec import Struct

from registry.model import episode, submission

PSEUDONYM = "The random code the hospital drew for the patient; its own list leads back."
PROGRAMME = "The id of the programme."

OF_PATIENTS: Mapping[type[Struct], Mapping[str, str]] = {
    submission.EpisodeNotice: {
        "pseudonym": PSEUDONYM,
        "accepted_month": "The month in which the treatment was decided, as YYYY-MM.",
        "centre_id": "The id of the hospital, where the programme has several.",
        "age_band": "Age at acceptance, as a band.",
        "sex": "The patient's sex.",
        "prior_lines": "How many earlier lines of treatment for this disease.",
        "performance_status": "ECOG performance status at acceptance, 0 to 4.",
        "consent": "What the patient consented to.",
        "link_tokens": "Digests by which a curator sees that two pseudonyms may be one person.",
        "retrospective": "Whether the patient is registered after the outcome could be known.",
    },
    submission.EpisodeOutcome: {
        "pseudonym": PSEUDONYM,
        "collected_day": "The day on which cells or tissue were collected.",
        "lymphodepletion_day": "The first day of lymphodepletion.",
        "batches": "Manufacturing attempts.",
        "administrations": "Administrations of the product.",
        "not_infused": "The decision that the patient will not be infused.",
        "visits": "Follow-up visits, also those that did not take place.",
        "adverse_events": "Serious, of grade 3 and above, or of a listed class at any grade.",
        "none_observed_to_day": "The day up to which no event that must be reported was observed.",
        "retrospective": "Whether this is told after the fact; the patient stays marked so.",
    },
    episode.Consent: {
        "version": "The version of the consent text the patient signed.",
        "scope": "Consent to the registry alone, or also to further use of the data.",
    },
    submission.LinkTokens: {
        "first": "The first of the digests, in ascending order; 64 hexadecimal digits.",
        "second": "The second of them.",
        "third": "The third of them.",
    },
    episode.NotInfused: {
        "reason": "Why the patient is not infused.",
        "day": "The day of the decision.",
    },
    episode.Batch: {
        "number": "Which manufacturing attempt for this patient, from 1.",
        "outcome": "What became of the attempt.",
        "started_day": "The day on which manufacturing began.",
        "finished_day": "The day on which it ended, or failed.",
        "failure": "Why it failed; only of a failed attempt.",
        "released_day": "The day on which the product was released.",
        "viability_percent": "Viable cells at release, in per cent.",
        "dose_value": "The dose as a decimal number, such as 3e6.",
        "dose_unit": "The unit of the dose, in UCUM, such as {cells}/kg.",
        "fraction": "Which part it is of a dose that is given in parts, from 1.",
        "site": "The manufacturing site: its LOC or ORG number at EMA.",
    },
    episode.Administration: {
        "number": "Which administration to this patient, from 1.",
        "day": "The day on which it was given.",
    },
    episode.FollowUpVisit: {
        "window": "The planned day of the visit, counted from the first administration, or from "
        "acceptance where there was none.",
        "status": "Whether it took place, and if not, why.",
        "day": "The day on which it took place.",
        "response": "The response found, as a category of a measure.",
        "scale": "The scale of `value`, such as KOOS.",
        "value": "The patient's value on the scale.",
        "lost_reason": "Why the patient was lost; only with the status LOST.",
        "utility": "Health utility index in thousandths, -1000 to 1000.",
        "utility_instrument": "The instrument of the utility, such as EQ-5D-5L.",
    },
    episode.Response: {
        "measure": "The system by which the response is judged, such as LUGANO.",
        "category": "The category found, such as CMR.",
    },
    episode.AdverseEvent: {
        "event_class": "The class of the event.",
        "day": "The day on which it began.",
        "term": "The term: its code or its words in the system.",
        "system": "The system of term and grade, such as CTCAE, ASTCT or MedDRA.",
        "version": "The version of the system, such as 6.0.",
        "grade": "The grade, 0 to 5.",
        "serious": "Whether it is serious by the rules of pharmacovigilance.",
        "related": "Whether it is judged related to the product.",
        "outcome": "What became of it.",
        "cause": "Of what the patient died; only of a death.",
    },
    submission.SubmissionBatch: {
        "programme_id": PROGRAMME,
        "notices": "Patients who were accepted.",
        "outcomes": "News of patients who are registered, or noticed here.",
        "data_quality": "How the data were checked.",
    },
    submission.EntryName: {
        "kind": "The kind of fact.",
        "key": "Which one: the number of a batch or administration, the window of a visit, "
        "`class|day|term` of an event, DEATH of a death.",
    },
    submission.EpisodeCorrection: {
        "outcome": "The facts as they should read.",
        "based_on": "The revision of the record the correction was made from.",
        "reason": "Why the stored facts were wrong.",
        "taken_back": "Facts that never were.",
        "notice": "The notice as it should read; what it leaves out stays.",
    },
    submission.CorrectionBatch: {
        "programme_id": PROGRAMME,
        "corrections": "Stored whole or not at all.",
    },
    submission.Withdrawal: {
        "programme_id": PROGRAMME,
        "pseudonym": PSEUDONYM,
        "scope": "What the patient wishes to end.",
    },
}
