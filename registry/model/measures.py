"""Outcome measures on known scales. One row each; categories from best to worst.

Response systems are referred to by their public category codes only: Lugano 2014 (lymphoma),
IMWG 2016 (myeloma), RECIST 1.1 (solid tumours), overall response in acute GvHD. KOOS and mJOA
are scales from worst (low) to best (high).
"""

from msgspec import Struct

from registry.model.codes import EndpointKind


class Measure(Struct, frozen=True):
    """A named way to measure an outcome, with its categories or its scale range."""

    id: str
    label: str
    kind: EndpointKind
    categories: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None


_ROWS = (
    Measure("LUGANO", "Lymphoma response (Lugano)", EndpointKind.RESPONDER,
            ("CMR", "PMR", "NMR", "PD")),
    Measure("IMWG", "Myeloma response (IMWG)", EndpointKind.RESPONDER,
            ("sCR", "CR", "VGPR", "PR", "MR", "SD", "PD")),
    Measure("ALL_REMISSION", "Acute leukaemia remission", EndpointKind.RESPONDER,
            ("CR_MRD_NEGATIVE", "CR", "CRi", "NO_REMISSION")),
    Measure("RECIST", "Solid tumour response (RECIST 1.1)", EndpointKind.RESPONDER,
            ("CR", "PR", "SD", "PD")),
    Measure("GVHD_RESPONSE", "Overall response of acute GvHD", EndpointKind.RESPONDER,
            ("CR", "PR", "NO_RESPONSE", "PROGRESSION")),
    Measure("FISTULA_REMISSION", "Combined remission of fistula", EndpointKind.RESPONDER,
            ("REMISSION", "NO_REMISSION")),
    Measure("SURVIVAL", "Survival", EndpointKind.TIME_TO_EVENT),
    Measure("EVENT_FREE_SURVIVAL", "Event-free survival", EndpointKind.TIME_TO_EVENT),
    Measure("KOOS", "Knee function (KOOS)", EndpointKind.CHANGE, lowest=0, highest=100),
    Measure("MJOA", "Spinal cord function (mJOA)", EndpointKind.CHANGE, lowest=0, highest=18),
)  # fmt: skip

CATEGORY_LABELS = {
    "CR_MRD_NEGATIVE": "CR without measurable residual disease",
    "NO_REMISSION": "no remission",
    "NO_RESPONSE": "no response",
    "PROGRESSION": "progression",
    "REMISSION": "remission",
}

MEASURES = {measure.id: measure for measure in _ROWS}

BASELINE = 0

# UCUM units (curly braces hold annotations): cells, marked cells, vector genomes, area
DOSE_UNITS = (
    "{cells}", "{cells}/kg", "{CAR_cells}", "{CAR_cells}/kg", "{CD34_cells}", "{CD34_cells}/kg",
    "{vg}", "{vg}/kg", "{PFU}", "cm2", "{spheroids}/cm2",
)  # fmt: skip
