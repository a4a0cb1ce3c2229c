"""A small hierarchy of diseases, so that "leukaemia" finds its parts.

Codes are the registry's own; `parent` is the next wider disease or None.
"""

from collections.abc import Iterator

from msgspec import Struct


class Disease(Struct, frozen=True):
    """One disease with its plain name and its next wider disease."""

    code: str
    label: str
    parent: str | None = None


NOT_STATED = "not-stated"

_ROWS = (
    Disease("blood-cancer", "Blood cancer"),
    Disease("leukaemia", "Leukaemia", "blood-cancer"),
    Disease("b-all", "B-cell acute lymphoblastic leukaemia", "leukaemia"),
    Disease("aml", "Acute myeloid leukaemia", "leukaemia"),
    Disease("acute-leukaemia", "Acute leukaemia after haploidentical transplant", "leukaemia"),
    Disease("lymphoma", "Lymphoma", "blood-cancer"),
    Disease("lbcl", "Large B-cell lymphoma", "lymphoma"),
    Disease("b-nhl", "B-cell non-Hodgkin lymphoma", "lymphoma"),
    Disease("mcl", "Mantle cell lymphoma", "lymphoma"),
    Disease("t-cell-lymphoma", "T-cell lymphoma", "lymphoma"),
    Disease("b-cell-malignancy", "CD19-positive B-cell cancers", "blood-cancer"),
    Disease("multiple-myeloma", "Multiple myeloma", "blood-cancer"),
    Disease("solid-tumour", "Solid tumours"),
    Disease("melanoma", "Melanoma", "solid-tumour"),
    Disease("prostate-cancer", "Prostate cancer", "solid-tumour"),
    Disease("renal-cell-carcinoma", "Renal cell carcinoma", "solid-tumour"),
    Disease("musculoskeletal", "Bones, joints and muscles"),
    Disease("cartilage-defect", "Cartilage defect of knee or hip", "musculoskeletal"),
    Disease("duchenne", "Duchenne muscular dystrophy", "musculoskeletal"),
    Disease("transplant-complication", "Complications of transplantation"),
    Disease("acute-gvhd", "Acute graft-versus-host disease", "transplant-complication"),
    Disease("viral-infection-hct", "Viral infection after transplant", "transplant-complication"),
    Disease("nervous-system", "Brain, spinal cord and nerves"),
    Disease("spinal-cord-injury", "Spinal cord injury", "nervous-system"),
    Disease("als", "Amyotrophic lateral sclerosis", "nervous-system"),
    Disease("multiple-sclerosis", "Multiple sclerosis", "nervous-system"),
    Disease("sma", "Spinal muscular atrophy", "nervous-system"),
    Disease("mld", "Metachromatic leukodystrophy", "nervous-system"),
    Disease("cald", "Cerebral adrenoleukodystrophy", "nervous-system"),
    Disease("aadc", "AADC deficiency", "nervous-system"),
    Disease("eye", "Eye diseases"),
    Disease("choroideremia", "Choroideremia", "eye"),
    Disease("lhon", "Leber hereditary optic neuropathy", "eye"),
    Disease("retinal-dystrophy", "Inherited retinal dystrophy", "eye"),
    Disease("corneal-lesion", "Corneal lesions", "eye"),
    Disease("heart", "Heart diseases"),
    Disease("heart-failure", "Chronic heart failure", "heart"),
    Disease("myocardial-infarction", "Acute myocardial infarction", "heart"),
    Disease("gut", "Digestive diseases"),
    Disease("crohn-fistula", "Perianal fistula in Crohn's disease", "gut"),
    Disease("inherited-blood", "Inherited blood and immune diseases"),
    Disease("scid", "Severe combined immune deficiency", "inherited-blood"),
    Disease("thalassaemia", "Beta-thalassaemia", "inherited-blood"),
    Disease("sickle-cell", "Sickle cell disease", "inherited-blood"),
    Disease("haemophilia", "Haemophilia", "inherited-blood"),
    Disease("metabolic", "Metabolic diseases"),
    Disease("lpld", "Familial lipoprotein lipase deficiency", "metabolic"),
    Disease("skin", "Skin diseases"),
    Disease("epidermolysis", "Dystrophic epidermolysis bullosa", "skin"),
    Disease(NOT_STATED, "Not stated in the source"),
)

DISEASES = {disease.code: disease for disease in _ROWS}


def wider(code: str) -> Iterator[str]:
    """The disease and every wider one, narrowest first."""
    step: str | None = code
    while step is not None:
        yield step
        disease = DISEASES.get(step)
        step = disease.parent if disease else None
