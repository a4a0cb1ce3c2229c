"""Products: which exist, how far each is, and whether its goals were met. Failed ones stand out."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from registry import texts
from registry.language import Language, marked
from registry.model.codes import AtmpClass, MarketingState, ProgrammeEventKind, Verdict
from registry.model.decision import Activity
from registry.model.diseases import DISEASES, wider
from registry.snapshot import PublicProgramme, Snapshot, once
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.names import disease_label
from registry.views.products import ProductRow, products
from registry.web.public.found import understood
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.naming import Meant
from registry.web.public.offers import KINDS
from registry.web.public.pieces import pieces_of
from registry.web.public.results.cells import (
    Cell,
    Table,
    Tag,
    capital,
    fictional,
    not_stated,
    said,
)
from registry.web.public.results.products_named import fitting, meant_by
from registry.web.public.stencil import CHECKED, SELECTED, Values, written
from registry.web.public.wording import english, name

NOT_REACHED = (Verdict.NOT_MET, Verdict.STOPPED_FUTILITY, Verdict.STOPPED_SAFETY)
OVER = (MarketingState.WITHDRAWN, MarketingState.EXPIRED, MarketingState.DISCONTINUED)
ENDS = (ProgrammeEventKind.STOPPED, ProgrammeEventKind.ENDED)
HEADS = (
    marked("Product"),
    marked("Disease"),
    marked("National permit"),
    marked("How far"),
    marked("Goals"),
)
CITED = marked("Known from publications only")
NOT_REGISTERED = marked("No programme registered")
ENDED_WORDS = ("TERMINATED", "WITHDRAWN", "COMPLETED", "CANCELLED")
TITLE = marked("Products and results")
NOTHING = marked(
    "No product of the registry fits what you typed and chose. That does not mean none exists: "
    "taking part is voluntary."
)


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


def products_page(asked: Asked) -> Page:
    """The form with the choices; what a question changes is left open."""
    every = once(asked.snapshot, known_products)
    return framed(
        asked,
        asked.language.say(TITLE),
        in_words_of_others=True,
        action=asked.href("/products"),
        q=asked.place("q"),
        narrowed=asked.place("narrowed"),
        understood=asked.place("understood"),
        count=asked.place("count"),
        total=len(every),
        fictional=asked.place("fictional"),
        not_met=asked.place("not-met"),
        ended=asked.place("ended"),
        selects=selects(asked, every),
        table=asked.place("table"),
        number=asked.snapshot.number,
    )


def products_found(asked: Asked) -> Values:
    """What a question changes: which choices are taken, and the products that fit them."""
    wanted = wanted_of(asked)
    meant = meant_by(asked.snapshot, wanted.text)
    found = chosen(asked.snapshot, wanted, meant)
    fictional = sum(known.product.synthetic for known in found)
    pieces = pieces_of(asked, "found.html")
    told = pieces.get("fictional", fictional, lambda: pieces.draw.fictional(fictional))
    return {
        "q": written(wanted.text),
        "narrowed": b" open" if wanted != Wanted(text=wanted.text) else b"",
        "understood": understood(asked, pieces, meant, "/centres"),
        "count": written(asked.language.number(len(found))),
        "fictional": told.filled({}) if fictional else b"",
        "table": products_table(asked, found),
        "not-met": CHECKED if wanted.not_met else b"",
        "ended": CHECKED if wanted.ended else b"",
        f"class.{wanted.atmp_class}": SELECTED,
        f"disease.{wanted.disease}": SELECTED,
        f"country.{wanted.country}": SELECTED,
    }


def products_table(asked: Asked, found: Sequence[Known]) -> bytes:
    """One row for each product, as HTML in UTF-8."""
    pieces, say = pieces_of(asked, "results.html"), asked.language.say
    if not found:
        return pieces.get("empty", "", lambda: pieces.draw.empty(say(NOTHING))).filled({})
    table = Table(say("Products of the registry"), said(HEADS, asked.language), ())
    frame = pieces.get(
        "lines", "", lambda: pieces.draw.lines(table, caller=lambda: pieces.place("rows"))
    )
    rows = [
        pieces.get(
            "line",
            each.product.id,
            partial(pieces.draw.line, product_row(asked, each), table.heads),
        )
        for each in found
    ]
    return frame.filled({"rows": [row.filled({}) for row in rows]})


def product_row(asked: Asked, known: Known) -> tuple[Cell, ...]:
    """Name, diseases, permits, how far, and goals of a product."""
    row, language, say = known.product, asked.language, asked.language.say
    kind = say(KINDS[row.atmp_class]) if row.atmp_class else say("Class not stated")
    marks = fictional(row.synthetic, language)
    places = [language.country(code) for code in countries_of(row)]
    diseases = "; ".join(say(disease_label(code)) for code in row.diseases)
    return (
        Cell(name(row.name), kind, asked.href(f"/products/{row.id}"), marks),
        Cell(diseases or english(row.indication_text, language) or not_stated(language)),
        Cell("; ".join(places)) if places else Cell(say("None known here"), quiet=True),
        how_far(known, language),
        goals(known, language),
    )


def how_far(known: Known, language: Language) -> Cell:
    """The furthest stage of a product's programmes, and whether one has ended."""
    say, stages = (
        language.say,
        [each.stage for each in known.programmes if each.activity is not Activity.CITED],
    )
    cited = CITED if known.programmes else NOT_REGISTERED
    words = capital(say(texts.STAGES[max(stages)])) if stages else say(cited)
    late = any(each.overdue for each in known.programmes)
    overdue = (Tag(say("Result overdue"), "care"),) if late else ()
    ended = (Tag(say("Ended")),) if has_ended(known) else ()
    return Cell(words, tags=(*overdue, *ended), quiet=not stages)


def goals(known: Known, language: Language) -> Cell:
    """How many endpoints were met and how many were not, in one size."""
    told = known.verdicts
    if not known.results:
        return Cell(language.say("None registered"), quiet=True)
    marks = (Tag(language.say("Goal not met"), "care"),) if told["not met"] else ()
    words = counts_of_goals(told["met"], told["not met"], told["open"], language)
    return Cell(words, tags=marks)


def counts_of_goals(met: int, missed: int, waiting: int, language: Language) -> str:
    """How many goals are in each state, those that occur."""
    say, number = language.say, language.number
    told = (
        say("%(number)s met", number=number(met)) if met else "",
        say("%(number)s not met", number=number(missed)) if missed else "",
        say("%(number)s without a public verdict", number=number(waiting)) if waiting else "",
    )
    return ", ".join(filter(None, told))


def selects(asked: Asked, every: Sequence[Known]) -> list[Page]:
    """The lists to choose from, with what occurs at all."""
    rows = [known.product for known in every]
    say = asked.language.say
    kinds = {str(row.atmp_class): say(KINDS[row.atmp_class]) for row in rows if row.atmp_class}
    codes = {code for row in rows for disease in row.diseases for code in wider(disease)}
    places = {code: asked.language.country(code) for row in rows for code in countries_of(row)}
    diseases = {code: say(disease_label(code)) for code in codes}
    return [
        select(asked, "class", say("Type of therapy"), say("Any type"), kinds),
        select(asked, "disease", say("Disease"), say("Any disease"), diseases),
        select(asked, "country", say("Country of a national permit"), say("Any country"), places),
    ]


def select(asked: Asked, name: str, label: str, none: str, choices: dict[str, str]) -> Page:
    """A list to choose one from, in order of the labels."""
    options = [
        {"value": value, "label": words, "chosen": asked.place(f"{name}.{value}")}
        for value, words in sorted(choices.items(), key=lambda each: each[1])
    ]
    return {"name": name, "label": label, "none": none, "options": options}
