"""The version for authorities: the fields of the report profile for every approval of a country."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby

from registry import texts
from registry.language import ENGLISH, marked
from registry.snapshot import Snapshot
from registry.views import View
from registry.views.authority.origin import DIRECTORY, origin_of
from registry.views.authority.profile import ProfileField, report_profile
from registry.views.authority.rows import AuthorityRow, authority_rows
from registry.views.extent import Extent
from registry.web.public.frame import Asked, Page
from registry.web.public.report.authority_tables import AUTHORITY, table_of_part
from registry.web.public.report.authority_words import words_of
from registry.web.public.report.figures import file_of
from registry.web.public.report.page import ROOT, Section, address_of, place_of, report_frame
from registry.web.public.results.cells import Cell, Table, capital

SENTENCE = marked("A yearly report for an authority, field by field. Not an official form.")
VIEW = View(AUTHORITY, SENTENCE, AuthorityRow, lambda _: ())
MARK = marked(
    "Not an official form. Draft of a report, profile %(version)s, from public data only."
)
INTRO = marked(
    "Every field an authority is known to ask for, for every approval of the country. A field is "
    "filled from public data, or says that it is not collected or not public, and why. Numbers of "
    "patients are sums over whole sealed groups of at least 11 that lie wholly in the country. "
    "They stand twice: of those who were accepted in the year, and of those of all years."
)
NOBODY = marked(
    "No approval and no exempted use of %(place)s is known here by the end of %(year)s."
)
ENDINGS = {"pdf": marked("As PDF"), "csv": marked("As CSV"), "json": marked("As JSON")}
FIELDS, LIST = marked("What the fields mean"), marked("Fields")
READ = marked(
    "Which fields each text asks for is our reading of it: only Spain and Germany name some of "
    "theirs. Days count from the first administration, else from acceptance."
)
FIELD_HEADS = (
    marked("Field"),
    marked("What it means here"),
    marked("Asked for by"),
    marked("Where it comes from"),
)
TEXT_HEADS = (marked("In short"), marked("Text"), marked("What it asks for"))
FROM_TABLE = marked("Open groups, added up: table %(table)s")
FROM_DIRECTORY = marked("Directory and register of programmes")
NOT_COLLECTED = marked("Not collected by this registry: %(why)s")


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
        sections=[*sections(asked.snapshot, extent, found), *meanings()],
        translated=asked.language == ENGLISH,
        as_of=texts.day(asked.snapshot.as_of),
        none="" if found else ENGLISH.say(NOBODY, place=place, year=extent.year),
    )


def authority_file(snapshot: Snapshot, extent: Extent, ending: str) -> bytes:
    """The same as a file. The ending is one of `FILES`."""
    return file_of(VIEW, authority_rows(snapshot, extent), snapshot, ending)


def sections(snapshot: Snapshot, extent: Extent, rows: Iterable[AuthorityRow]) -> Iterator[Section]:
    """One part for each approval, with a table for each part of the profile."""
    titles = {part.id: part.title for part in report_profile().parts}
    names = words_of(snapshot)
    for subject, some in groupby(rows, key=lambda row: row.subject_id):
        mine = list(some)
        parts = groupby(mine, key=lambda row: row.part_id)
        table = partial(table_of_part, names=names, year=extent.year)
        tables = tuple(table(titles[part], list(each)) for part, each in parts)
        said = (marked("Fictional."),) if mine[0].synthetic else ()
        yield Section(f"of-{subject}", title_of(snapshot, subject), said, tables=tables)


def meanings() -> Iterator[Section]:
    """What the fields mean, where they come from, and which texts ask for them."""
    profile = report_profile()
    names = {text.id: text.name for text in profile.texts}
    fields = tuple(field_cells(field, names) for field in profile.fields)
    asks = tuple((Cell(t.name), Cell(t.title), Cell(capital(t.asks))) for t in profile.texts)
    tables = (Table(LIST, FIELD_HEADS, fields), Table(marked("Texts"), TEXT_HEADS, asks))
    yield Section("fields", FIELDS, (READ,), tables=tables)


def field_cells(field: ProfileField, names: Mapping[str, str]) -> tuple[Cell, ...]:
    """A field of the profile, explained."""
    asked_by = "; ".join(names[id] for id in field.asked_by)
    return Cell(field.label), Cell(field.says), Cell(asked_by), Cell(comes_from(field))


def comes_from(field: ProfileField) -> str:
    """Where a field comes from, or why from nowhere."""
    if field.withheld is not None:
        return f"{texts.withheld(field.withheld, None, ENGLISH)} {field.because}"
    if not field.source:
        return ENGLISH.say(NOT_COLLECTED, why=field.because)
    origin = origin_of(field)
    return FROM_DIRECTORY if origin == DIRECTORY else ENGLISH.say(FROM_TABLE, table=origin)


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
