"""What the columns of the tables hold, and what catalogues say of the whole, in plain English."""

from collections.abc import Mapping

from registry.texts import MINIMUM_GROUP

DATASET = (
    "Outcomes, safety and conditions of treatments with gene, cell and tissue medicines under the "
    "Hospital Exemption and in trials, as sums over sealed groups of at least "
    f"{MINIMUM_GROUP} patients: what was met and what failed, over everybody who was accepted."
)
PARTLY_FICTIONAL = "It holds fictional demonstration data, marked as such."

COLUMNS: Mapping[str, str] = {
    "view": "The view.",
    "row": "Id of the row in the view.",
    "measure": "Which value of the row it is, as a path.",
    "item": "Which of several, such as a reason, a day or a gate; empty where there is one.",
    "value": "The value, if it is a number; never 0 in place of a value that is not shown.",
    "numerator": "Patients who count, of a rate.",
    "denominator": "Patients of whom they are counted, of a rate.",
    "low": "Lower limit of the 95 % interval.",
    "high": "Upper limit of the 95 % interval.",
    "text": "The value, if it is no number: a text, a code, a day, true or false.",
    "unit": "Unit of the value; a share goes from 0 to 1.",
    "value_status": "Whether the value is shown, or the typed reason why not.",
    "status_text": "The reason in public words, the same whatever lies behind it.",
    "opens_on": "The latest day on which the value opens, where that is known.",
    "gates": "Ids of the rules of the release policy that are not met, with blanks between; empty "
    "where none is told.",
    "as_of": "The day of the snapshot, or of the count, that the value stands in.",
    "synthetic": "Whether the row is invented demonstration data.",
}
IDS = {"country": "Country, ISO 3166-1 alpha-2.", "disease": "Code of the disease."}


def column_words(name: str) -> str:
    """What a column holds that tells the rows of a table apart."""
    return IDS.get(name) or f"Code or id: {name.removesuffix('_id').replace('_', ' ')}."
