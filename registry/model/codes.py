"""Code lists. A value outside its list is refused at intake, never stored as free text."""

from enum import StrEnum


class AtmpClass(StrEnum):
    """Class of an advanced therapy medicinal product (Regulation 1394/2007, Article 2)."""

    GTMP = "GTMP"
    SCTMP = "sCTMP"
    TEP = "TEP"
    COMBINED = "COMBINED"


class Origin(StrEnum):
    """Whose cells the product is made of."""

    AUTOLOGOUS = "AUTOLOGOUS"
    ALLOGENEIC = "ALLOGENEIC"


class Vector(StrEnum):
    """Whether a vector is used and whether it integrates into the genome."""

    NONE = "NONE"
    INTEGRATING = "INTEGRATING"
    NON_INTEGRATING = "NON_INTEGRATING"


class MarketingState(StrEnum):
    """State of the central marketing authorisation."""

    NONE = "NONE"
    AUTHORISED = "AUTHORISED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    DISCONTINUED = "DISCONTINUED"


class Route(StrEnum):
    """By which legal route a programme gives the product."""

    HOSPITAL_EXEMPTION = "HOSPITAL_EXEMPTION"
    CLINICAL_TRIAL = "CLINICAL_TRIAL"
    COMPASSIONATE_USE = "COMPASSIONATE_USE"
    NAMED_PATIENT = "NAMED_PATIENT"
    MARKETED_USE = "MARKETED_USE"


class Scenario(StrEnum):
    """LERU 2019, section 2.2: why the exemption is used."""

    DURING_DEVELOPMENT = "A"
    NO_PROSPECT_OF_MARKETING = "B"


class ApprovalEventKind(StrEnum):
    """What happened to a national approval."""

    GRANTED = "GRANTED"
    RENEWED = "RENEWED"
    VARIED = "VARIED"
    SUSPENDED = "SUSPENDED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    LAPSED = "LAPSED"


class ApprovalReason(StrEnum):
    """Why an approval was suspended, withdrawn, revoked or lapsed."""

    SAFETY = "SAFETY"
    EFFICACY = "EFFICACY"
    QUALITY = "QUALITY"
    CONDITIONS_NO_LONGER_MET = "CONDITIONS_NO_LONGER_MET"
    HOLDER_REQUEST = "HOLDER_REQUEST"
    LAPSE = "LAPSE"


class ProgrammeEventKind(StrEnum):
    """What happened to a programme after its registration."""

    ACCEPTANCE_CLOSED = "ACCEPTANCE_CLOSED"
    STOPPED = "STOPPED"
    ENDED = "ENDED"


class StopReason(StrEnum):
    """Why a programme stopped early."""

    FUTILITY = "FUTILITY"
    SAFETY = "SAFETY"
    MANUFACTURING = "MANUFACTURING"
    SLOW_ACCRUAL = "SLOW_ACCRUAL"
    FUNDING = "FUNDING"
    COMMERCIAL = "COMMERCIAL"
    REGULATORY = "REGULATORY"
    NEVER_STARTED = "NEVER_STARTED"
    OTHER = "OTHER"


class EndpointChangeReason(StrEnum):
    """Why a sponsor states a locked endpoint otherwise."""

    PROTOCOL_AMENDMENT = "PROTOCOL_AMENDMENT"
    ASSESSMENT_CHANGED = "ASSESSMENT_CHANGED"
    CLERICAL_ERROR = "CLERICAL_ERROR"
    OTHER = "OTHER"


class HoldReason(StrEnum):
    """Why a sponsor asks to wait with interim efficacy. A publication to come is no reason."""

    DATA_BEING_CHECKED = "DATA_BEING_CHECKED"
    PRODUCT_CHANGED = "PRODUCT_CHANGED"
    RELATED_TRIAL_RUNNING = "RELATED_TRIAL_RUNNING"
    UNDER_REVIEW_BY_AUTHORITY = "UNDER_REVIEW_BY_AUTHORITY"


class CellSource(StrEnum):
    """Which cells or tissue a product is made of."""

    T_CELLS = "T_CELLS"
    NK_CELLS = "NK_CELLS"
    BLOOD_STEM_CELLS = "BLOOD_STEM_CELLS"
    STROMAL_CELLS = "STROMAL_CELLS"
    CHONDROCYTES = "CHONDROCYTES"
    SKIN = "SKIN"
    CORNEA = "CORNEA"
    NONE = "NONE"
    OTHER = "OTHER"


class EndpointRole(StrEnum):
    """Primary endpoints carry the programme's verdict."""

    PRIMARY = "PRIMARY"
    SECONDARY = "SECONDARY"


class EndpointKind(StrEnum):
    """How an endpoint is counted."""

    RESPONDER = "RESPONDER"
    TIME_TO_EVENT = "TIME_TO_EVENT"
    CHANGE = "CHANGE"


class Clock(StrEnum):
    """The day from which an endpoint's window runs."""

    ACCEPTANCE = "ACCEPTANCE"
    FIRST_ADMINISTRATION = "FIRST_ADMINISTRATION"


class Population(StrEnum):
    """Who is in the denominator. Both are always shown side by side."""

    ACCEPTED = "ACCEPTED"
    INFUSED = "INFUSED"


class Verdict(StrEnum):
    """What became of an endpoint."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    STOPPED_FUTILITY = "STOPPED_FUTILITY"
    STOPPED_SAFETY = "STOPPED_SAFETY"


class ResultSource(StrEnum):
    """Who stated an endpoint result."""

    SPONSOR = "SPONSOR"
    PUBLICATION = "PUBLICATION"


class AgeBand(StrEnum):
    """Age at acceptance, in years."""

    INFANT = "0-1"
    CHILD = "2-11"
    ADOLESCENT = "12-17"
    ADULT = "18-64"
    OLDER_ADULT = "65+"


class Sex(StrEnum):
    """Sex as recorded by the hospital."""

    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"


class Timing(StrEnum):
    """Whether an episode was registered before its outcome could be known (law 2)."""

    PROSPECTIVE = "PROSPECTIVE"
    RETROSPECTIVE = "RETROSPECTIVE"


class NotInfusedReason(StrEnum):
    """Why an accepted patient was not infused."""

    MANUFACTURING_FAILURE = "MANUFACTURING_FAILURE"
    OUT_OF_SPECIFICATION_NOT_RELEASED = "OUT_OF_SPECIFICATION_NOT_RELEASED"
    PROGRESSION = "PROGRESSION"
    DEATH = "DEATH"
    INTERCURRENT_ILLNESS = "INTERCURRENT_ILLNESS"
    PATIENT_WITHDREW = "PATIENT_WITHDREW"
    PHYSICIAN_DECISION = "PHYSICIAN_DECISION"
    OTHER_THERAPY = "OTHER_THERAPY"
    FUNDING = "FUNDING"
    OTHER = "OTHER"


class BatchOutcome(StrEnum):
    """What became of a manufacturing attempt."""

    RELEASED = "RELEASED"
    RELEASED_OUT_OF_SPECIFICATION = "RELEASED_OUT_OF_SPECIFICATION"
    FAILED = "FAILED"


class BatchFailure(StrEnum):
    """Why a manufacturing attempt failed."""

    INSUFFICIENT_STARTING_MATERIAL = "INSUFFICIENT_STARTING_MATERIAL"
    INSUFFICIENT_EXPANSION = "INSUFFICIENT_EXPANSION"
    CONTAMINATION = "CONTAMINATION"
    VIABILITY = "VIABILITY"
    POTENCY = "POTENCY"
    TRANSPORT = "TRANSPORT"
    OTHER = "OTHER"


class VisitStatus(StrEnum):
    """What is known of a due follow-up visit. Missing is never the same as no event."""

    DONE = "DONE"
    MISSED = "MISSED"
    DEAD = "DEAD"
    LOST = "LOST"
    WITHDRAWN = "WITHDRAWN"
    NOT_DUE = "NOT_DUE"


class LostReason(StrEnum):
    """Why a patient can no longer be followed."""

    MOVED = "MOVED"
    REFUSED = "REFUSED"
    UNREACHABLE = "UNREACHABLE"
    CENTRE_CLOSED = "CENTRE_CLOSED"
    TRANSFERRED = "TRANSFERRED"
    ADMINISTRATIVE_END = "ADMINISTRATIVE_END"
    UNKNOWN = "UNKNOWN"


class Relatedness(StrEnum):
    """Whether an event is judged related to the product."""

    RELATED = "RELATED"
    NOT_RELATED = "NOT_RELATED"
    UNKNOWN = "UNKNOWN"


class EventOutcome(StrEnum):
    """What became of an adverse event."""

    RECOVERED = "RECOVERED"
    RECOVERING = "RECOVERING"
    NOT_RECOVERED = "NOT_RECOVERED"
    SEQUELAE = "SEQUELAE"
    FATAL = "FATAL"
    UNKNOWN = "UNKNOWN"


class DeathCause(StrEnum):
    """What a patient died of. What is not known counts as not from the treated disease."""

    TREATED_DISEASE = "TREATED_DISEASE"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class PersonDecision(StrEnum):
    """Whether two pseudonyms whose link tokens meet are one person."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"


class CorrectionReason(StrEnum):
    """Why something submitted is corrected."""

    TRANSCRIPTION_ERROR = "TRANSCRIPTION_ERROR"
    SOURCE_CHANGED = "SOURCE_CHANGED"
    WRONG_PATIENT = "WRONG_PATIENT"
    DOUBLED = "DOUBLED"
    OTHER = "OTHER"


class EntryKind(StrEnum):
    """What an entry of a course tells of."""

    COLLECTED = "COLLECTED"
    LYMPHODEPLETION = "LYMPHODEPLETION"
    NOT_INFUSED = "NOT_INFUSED"
    NONE_OBSERVED = "NONE_OBSERVED"
    BATCH = "BATCH"
    ADMINISTRATION = "ADMINISTRATION"
    VISIT = "VISIT"
    ADVERSE_EVENT = "ADVERSE_EVENT"


class WithdrawalScope(StrEnum):
    """What a patient who withdraws wishes; each includes the one before."""

    STOP_FOLLOW_UP = "STOP_FOLLOW_UP"
    EXCLUDE_FROM_FUTURE = "EXCLUDE_FROM_FUTURE"
    ERASE = "ERASE"


class ConsentScope(StrEnum):
    """What the patient agreed to."""

    REGISTRY = "REGISTRY"
    REGISTRY_AND_REUSE = "REGISTRY_AND_REUSE"


class DataQuality(StrEnum):
    """How far a submission was checked against the source documents."""

    SELF_REPORTED = "SELF_REPORTED"
    CHECKED = "CHECKED"
    SOURCE_VERIFIED = "SOURCE_VERIFIED"


class EventClass(StrEnum):
    """Classes of adverse and disease events the distilled data set records."""

    CRS = "CRS"
    ICANS = "ICANS"
    IEC_HS = "IEC_HS"
    INFECTION = "INFECTION"
    CYTOPENIA = "CYTOPENIA"
    MALIGNANCY = "MALIGNANCY"
    RELAPSE = "RELAPSE"
    NEXT_THERAPY = "NEXT_THERAPY"
    TRANSPLANT = "TRANSPLANT"
    DEATH = "DEATH"
    OTHER = "OTHER"


class CostCategory(StrEnum):
    """Which part of a treatment's cost an amount covers."""

    DEVELOPMENT = "DEVELOPMENT"
    MANUFACTURE = "MANUFACTURE"
    CARE = "CARE"
    FOLLOW_UP = "FOLLOW_UP"


class CostUnit(StrEnum):
    """What an amount covers: all of the programme in the year, or one patient or batch of it."""

    PROGRAMME = "PROGRAMME"
    PATIENT = "PATIENT"
    BATCH = "BATCH"


class CostBasis(StrEnum):
    """Whether an amount was paid or estimated."""

    ACTUAL = "ACTUAL"
    ESTIMATE = "ESTIMATE"


class AdviceKind(StrEnum):
    """Scientific advice, or the evaluation of an exemption request."""

    SCIENTIFIC_ADVICE = "SCIENTIFIC_ADVICE"
    EXEMPTION_EVALUATION = "EXEMPTION_EVALUATION"


class OrganisationRole(StrEnum):
    """What an organisation does for a product."""

    HOLDER = "HOLDER"
    MANUFACTURER = "MANUFACTURER"
    TREATING = "TREATING"
    FOLLOW_UP = "FOLLOW_UP"
    SPONSOR = "SPONSOR"
