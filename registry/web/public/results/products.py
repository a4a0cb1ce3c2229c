"""The list of products: how far each is, and whether its goals were met. Failed ones stand out."""

from collections.abc import Sequence
from functools import partial

from registry import texts
from registry.language import Language, marked
from registry.model.decision import Activity
from registry.model.diseases import wider
from registry.snapshot import once
from registry.views.names import disease_label
from registry.web.public.found import understood
from registry.web.public.frame import Asked, Page, framed
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
from registry.web.public.results.known import (
    Known,
    Wanted,
    chosen,
    countries_of,
    has_ended,
    known_products,
    wanted_of,
)
from registry.web.public.results.products_named import meant_by
from registry.web.public.stencil import CHECKED, SELECTED, Values, written
from registry.web.public.wording import english, name

HEADS = (
    marked("Product"),
    marked("Disease"),
    marked("National permit"),
    marked("How far"),
    marked("Goals"),
)
CITED = marked("Known from publications only")
NOT_REGISTERED = marked("No programme registered")
TITLE = marked("Products and results")
NOTHING = marked(
    "No product of the registry fits what you typed and chose. That does not mean none exists: "
    "taking part is voluntary."
)


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
