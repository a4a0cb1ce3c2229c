"""The version for authorities: the fields of the report profile for every approval of a country."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from registry import texts
from registry.language import ENGLISH, marked
from registry.snapshot import Snapshot
from registry.views import View
from registry.views.authority.counted import AFTERWARDS
from registry.views.authority.profile import report_profile
from registry.views.authority.rows import AuthorityRow, FieldState, authority_rows
from registry.views.extent import Extent
from registry.web.public.frame import Asked, Page
from registry.web.public.report.figures import file_of
from registry.web.public.report.page import ROOT, Section, address_of, place_of, report_frame
from registry.web.public.results.cells import At, Cell, Table, Tag, capital, why

AUTHORITY = "authority"
SENTENCE = marked("A yearly report for an authority, field by field. Not an official form.")
VIEW = View(AUTHORITY, SENTENCE, AuthorityRow, lambda _: ())
MARK = marked(
    "Not an official form. Draft of a report, profile %(version)s, from public data only."
)
INTRO = marked(
    "Every field an authority is known to ask for, for every approval of the country. A field is "
    "filled from public data, or says that it is not collected or not public, and why. Numbers of "
    "patients are sums over whole sealed groups of at least 11 that lie wholly in the year and the "
    "country."
)
NOBODY = marked(
    "No approval and no exempted use of %(place)s is known here by the end of %(year)s."
)
ENDINGS = {"pdf": marked("As PDF"), "csv": marked("As CSV"), "json": marked("As JSON")}
STATES = {
    FieldState.NOT_COLLECTED: Tag(marked("Not collected")),
    FieldState.WITHHELD: Tag(marked("Withheld"), "closed"),
    FieldState.NOT_STATED: Tag(marked("Not stated")),
}
ITEMS: Mapping[str, str] = {
    **texts.BATCHES,
    **texts.NOT_INFUSED,
    **texts.NO_SUCCESS,
    **texts.APPROVAL_EVENTS,
}


def authority_page(asked: Asked, extent: Extent) -> Page:
    """The report for the authority of a country."""
    found = list(authority_rows(asked.snapshot, extent))
    place, base = place_of(extent), address_of(extent)
    return report_frame(
        asked,
        extent,
        ENGLISH.say("Report for authorities: %(place)s, %(year)s", place=place, year=extent.year),
        (ROOT, marked("Annual reports")),
        (f"{ROOT}/{extent.year}", str(extent.year)),
        (base, place),
        marks=[ENGLISH.say(MARK, version=report_profile().version)],
        intro=INTRO,
        files=[(f"{base}/{AUTHORITY}.{ending}", words) for ending, words in ENDINGS.items()],
        sections=list(sections(asked.snapshot, found)),
        none="" if found else ENGLISH.say(NOBODY, place=place, year=extent.year),
    )


def authority_file(snapshot: Snapshot, extent: Extent, ending: str) -> bytes:
    """The same as a file. The ending is one of `FILES`."""
    return file_of(VIEW, authority_rows(snapshot, extent), snapshot, ending)


def sections(snapshot: Snapshot, rows: Iterable[AuthorityRow]) -> Iterator[Section]:
    """One part for each approval, with a table for each part of the profile."""
    titles = {part.id: part.title for part in report_profile().parts}
    for subject, some in groupby(rows, key=lambda row: row.subject_id):
        mine = list(some)
        parts = groupby(mine, key=lambda row: row.part_id)
        tables = tuple(table_of_part(titles[part], list(each)) for part, each in parts)
        words = (marked("Fictional."),) if mine[0].synthetic else ()
        yield Section(f"of-{subject}", title_of(snapshot, subject), words, tables=tables)


def title_of(snapshot: Snapshot, subject: str) -> str:
    """What a part is of: a product, under an approval or without one."""
    products = {product.id: product.name for product in snapshot.directory.products}
    for approval in snapshot.directory.approvals:
        if approval.id == subject:
            number = approval.local_id or approval.id
            product = products.get(approval.product_id, approval.product_id)
            return ENGLISH.say("%(product)s, approval %(number)s", product=product, number=number)
    row = next(row for row in snapshot.programmes if row.programme.id == subject)
    product = products.get(row.programme.product_id, row.programme.product_id)
    return ENGLISH.say(
        "%(product)s, %(programme)s: no approval is known here",
        product=product,
        programme=row.programme.title,
    )


def table_of_part(title: str, rows: Sequence[AuthorityRow]) -> Table:
    """The fields of a part, each with its answers."""
    return Table(title, (marked("Field"), marked("Answer")), tuple(map(cells_of, rows)))


def cells_of(row: AuthorityRow) -> tuple[Cell, ...]:
    """A field and one answer of it."""
    return Cell(row.title, item_words(row.item)), answer(row)


def answer(row: AuthorityRow) -> Cell:
    """A number, a text, or why there is neither."""
    at = At(AUTHORITY, row.id, "number")
    if row.number is not None and row.number.value is not None:
        return Cell(f"{row.number.value:,}", at=at)
    if row.number is not None and row.number.withheld is not None:
        return Cell(why(row.number.withheld, ENGLISH), tags=(STATES[row.state],), at=at, quiet=True)
    if row.state is FieldState.FILLED:
        return Cell(row.text)
    return Cell(row.text, tags=(STATES[row.state],), quiet=True)


def item_words(item: str) -> str:
    """What tells an answer from others of its field, in plain words."""
    what = item.removeprefix(AFTERWARDS).removeprefix("/")
    late = marked("registered afterwards") if item.startswith(AFTERWARDS) else ""
    return capital(", ".join(filter(None, (late, code_words(what)))))


def code_words(code: str) -> str:
    """A code in words: a term with its grade, what groups span, or what the catalogue calls it."""
    if code.count("|") == 4:
        kind, term, system, version, grade = code.split("|")
        coded = " ".join(filter(None, (system, version, term)))
        graded = ENGLISH.say("grade %(grade)s", grade=grade) if grade else ""
        return ", ".join(filter(None, (texts.EVENT_CLASSES.get(kind, kind), coded, graded)))
    spanned = code.split("+")
    if all(each in texts.SPANNED for each in spanned):
        return ENGLISH.say(" and ").join(texts.several(each) for each in spanned)
    return ITEMS.get(code, code)
