"""Products with what is known of each, and which of them a reader asks for."""

from collections import Counter

from msgspec import Struct

from registry.model.codes import AtmpClass, MarketingState, ProgrammeEventKind, Verdict
from registry.model.decision import Activity
from registry.model.diseases import DISEASES, wider
from registry.snapshot import PublicProgramme, Snapshot, once
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.products import ProductRow, products
from registry.web.public.frame import Asked
from registry.web.public.naming import Meant
from registry.web.public.results.products_named import fitting

NOT_REACHED = (Verdict.NOT_MET, Verdict.STOPPED_FUTILITY, Verdict.STOPPED_SAFETY)
OVER = (MarketingState.WITHDRAWN, MarketingState.EXPIRED, MarketingState.DISCONTINUED)
ENDS = (ProgrammeEventKind.STOPPED, ProgrammeEventKind.ENDED)
ENDED_WORDS = ("TERMINATED", "WITHDRAWN", "COMPLETED", "CANCELLED")


class Wanted(Struct, frozen=True):
    """What a reader typed and chose; an empty text and no are no choice."""

    text: str = ""
    atmp_class: str = ""
    disease: str = ""
    country: str = ""
    not_met: bool = False
    ended: bool = False


class Known(Struct, frozen=True):
    """A product with its programmes and what became of its endpoints."""

    product: ProductRow
    programmes: tuple[PublicProgramme, ...]
    results: tuple[EndpointResultRow, ...]

    @property
    def verdicts(self) -> Counter[str]:
        """How many endpoints were met, not reached, and are without a public verdict."""
        return Counter(outcome_of(row.verdict.value) for row in self.results)

    @property
    def little(self) -> int:
        """How little is known of it: 0 with a sponsor's programme, 2 without anything."""
        if any(row.activity is not Activity.CITED for row in self.programmes):
            return 0
        return 1 if self.programmes or self.product.approvals else 2


def outcome_of(verdict: Verdict | None) -> str:
    """A verdict as `met`, `not met`, or `open` where none of them is public."""
    if verdict is Verdict.MET:
        return "met"
    return "not met" if verdict in NOT_REACHED else "open"


def wanted_of(asked: Asked) -> Wanted:
    """The question in the address; what is no choice of the form is ignored."""
    kind, disease, country = asked.one("class"), asked.one("disease"), asked.one("country")
    return Wanted(
        text=asked.one("q")[:120],
        atmp_class=kind if kind in set(AtmpClass) else "",
        disease=disease if disease in DISEASES else "",
        country=country,
        not_met=asked.one("not-met") == "yes",
        ended=asked.one("ended") == "yes",
    )


def known_products(snapshot: Snapshot) -> list[Known]:
    """Every product with what is known of it: those with a sponsor's programme first, then those
    with a permit or a published result, then the others; by name."""
    results = endpoint_results(snapshot)
    found = (
        Known(
            row,
            tuple(p for p in snapshot.programmes if p.programme.product_id == row.id),
            tuple(result for result in results if result.product_id == row.id),
        )
        for row in products(snapshot)
    )
    return sorted(found, key=lambda k: (k.little, k.product.name.casefold()))


def suits(known: Known, wanted: Wanted) -> bool:
    """Whether a product is what a reader chose."""
    row = known.product
    return (
        wanted.atmp_class in ("", row.atmp_class)
        and (not wanted.disease or any(wanted.disease in wider(code) for code in row.diseases))
        and (not wanted.country or wanted.country in countries_of(row))
        and (not wanted.not_met or known.verdicts["not met"] > 0)
        and (not wanted.ended or has_ended(known))
    )


def chosen(snapshot: Snapshot, wanted: Wanted, meant: Meant) -> list[Known]:
    """The products that fit the words, as they were understood, and the choices."""
    fits = fitting(snapshot, meant)
    every = once(snapshot, known_products)
    return [known for known in every if suits(known, wanted) and fits(known.product)]


def countries_of(row: ProductRow) -> tuple[str, ...]:
    """Where a product has, or had, a national approval."""
    return tuple(sorted({approval.country for approval in row.approvals}))


def has_ended(known: Known) -> bool:
    """Whether a programme of the product ended, or it left the market."""
    return known.product.marketing_state in OVER or any(map(is_over, known.programmes))


def is_over(row: PublicProgramme) -> bool:
    """Whether a programme stopped, ended or fell silent; of a cited one, what its source says."""
    told = row.programme.status_text.upper()
    events = any(event.kind in ENDS for event in row.programme.events)
    return events or row.silent or any(word in told for word in ENDED_WORDS)
