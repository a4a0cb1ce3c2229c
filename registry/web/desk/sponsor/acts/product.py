"""`/desk/acts/product`: a product, before its approvals and programmes."""

from registry.language import marked
from registry.model.codes import AtmpClass, CellSource, Origin, Vector
from registry.model.registration import ProductDraft
from registry.web.desk.sponsor.acts.choices import listed
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act
from registry.web.desk.sponsor.registering.codes import CELL_SOURCES, CLASSES, ORIGINS, VECTORS


def draft_of(values: Values) -> ProductDraft:
    """What was typed as a product."""
    return ProductDraft(
        values["name"],
        values["activeSubstance"],
        AtmpClass(values["atmpClass"]),
        Origin(values["origin"]),
        Vector(values["vector"]),
        CellSource(values["cellSource"]) if values["cellSource"] else None,
    )


REGISTER = Act(
    "product",
    marked("Register a product"),
    marked("Once, before its approvals and programmes."),
    (
        marked("Everybody reads all of it with the next snapshot, and it stays."),
        marked(
            "Class and vector decide for how many years its patients are followed. A product that "
            "is in the registry under another name is not registered again: tell the curator."
        ),
    ),
    (
        Field("name", Kind.TEXT, marked("Name"), marked("Give the name of the product.")),
        Field(
            "activeSubstance",
            Kind.TEXT,
            marked("Active substance"),
            marked("Say what it is made of."),
            marked("In a few words, such as: autologous anti-CD19 CAR T cells."),
        ),
        Field(
            "atmpClass",
            Kind.CHOICE,
            marked("Class"),
            marked("Choose its class."),
            marked("As in Regulation 1394/2007, Article 2."),
            options=listed(AtmpClass, CLASSES),
        ),
        Field(
            "origin",
            Kind.CHOICE,
            marked("Whose cells"),
            marked("Choose whose cells it is made of."),
            options=listed(Origin, ORIGINS),
        ),
        Field(
            "vector",
            Kind.CHOICE,
            marked("Vector"),
            marked("Choose its vector, or that there is none."),
            options=listed(Vector, VECTORS),
        ),
        Field(
            "cellSource",
            Kind.CHOICE,
            marked("Cells or tissue"),
            options=listed(CellSource, CELL_SOURCES),
        ),
    ),
    draft_of,
    marked("Register the product"),
)
