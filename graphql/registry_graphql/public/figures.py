"""Figures, sources and pages as the public API shows them.

The views' rows are handed to these types as they are: a field without a resolver reads the
attribute of the same name.
"""

from datetime import date

import strawberry

from registry import texts
from registry.views.cohort import Dimension
from registry.views.figures import Reason
from registry_graphql.public.describing import enum, said

enum(Reason)
enum(Dimension)


@strawberry.type(description="Why a value is null. Withheld is never zero.")
class Withheld:
    reason: Reason = said("The typed reason.")
    opens_on: date | None = said("The latest day on which it opens, where that is known.")
    condition: str = said("What would open it, in the words of the release policy; may be empty.")
    gate_ids: list[str] = said(
        "The rules of the release policy that the condition tells, by id: those of docs/rules.md, "
        "of `gates` of a release decision, and of the column `gates` of the files."
    )

    @strawberry.field(
        description="The reason as one public sentence, the same whatever lies behind it."
    )
    def text(self) -> str:
        return texts.withheld(self.reason, self.opens_on)


@strawberry.type(description="The safety notice of a product: no count, no term, no centre.")
class SafetyNotice:
    issued: str | None = said("The month (YYYY-MM) it was first issued in; null without a notice.")
    checked_on: date | None = said("The latest monthly day on which notices were issued.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="The notice, or what it means that there is none.")
    def text(self) -> str:
        return texts.SAFETY_NOTICE if self.issued else texts.NO_SAFETY_NOTICE


@strawberry.type(description="A number of patients, summed over whole open sealed groups.")
class Count:
    value: int | None = said("The number; null if withheld.")
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot the number stands in.")


@strawberry.type(description="A share between 0 and 1 with both counts behind it.")
class Rate:
    value: float | None = said("numerator / denominator; null if withheld.")
    numerator: int | None = said("Patients who count.")
    denominator: int | None = said("Patients of whom they are counted.")
    low: float | None = said(
        "Lower limit of the 95 % interval (Wilson 1927); null if there is none."
    )
    high: float | None = said(
        "Upper limit of the 95 % interval (Wilson 1927); null if there is none."
    )
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot the number stands in.")


@strawberry.type(description="A figure as its source states it.")
class Figure:
    value: float | None = said("The figure; null if withheld.")
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot the figure stands in.")


@strawberry.type(description="Patients by a coded reason.")
class ReasonCount:
    reason: str = said("The code of the reason.")
    patients: int = said("Number of patients, summed over whole open sealed groups.")

    @strawberry.field(description="The reason in plain words.")
    def text(self) -> str:
        words = {**texts.NOT_INFUSED, **texts.NO_RESPONSE, **texts.SAFETY_STANDINGS}
        return words[self.reason]


@strawberry.type(description="Where a fact comes from.")
class Source:
    reference: str = said("A citation or an address.")
    verified: bool = said("Whether somebody checked the fact against the source.")
    note: str = said("A remark on the source; may be empty.")
