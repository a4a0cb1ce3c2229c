"""The annual report as a page: of a year, and of a year in one Member State."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from registry import texts
from registry.language import ENGLISH, Language, marked
from registry.model.codes import Verdict
from registry.views.approval_state import ApprovalState, approval_state
from registry.views.extent import Extent, countries_of, years_of
from registry.views.names import names_of
from registry.views.report import approvals_of, centres_of, programmes_of, results_of
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.report.outcomes import (
    completeness_block,
    costs_block,
    goals_block,
    pooled_block,
    safety_block,
)
from registry.web.public.report.patients import patient_blocks
from registry.web.public.report.reporting import (
    approvals_block,
    centres_block,
    coming_table,
    granted_in,
    missed,
    opened_block,
    overdue_block,
    programmes_block,
)
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import Table, day
from registry.web.public.results.known import NOT_REACHED
from registry.web.public.wording import joined, name

ROOT = "/report"
HOW = marked(
    "Patients are counted in sealed groups of at least 11, whole or not at all. A group is of a "
    "year, or of a country, if everybody in it is. Groups that span several are left out, and the "
    "report says how many patients they hold. So the years do not add up to all years."
)

INTRO = marked(
    "What was used under the Hospital Exemption and in trials, what it brought, what it cost, and "
    "who still owes an answer."
)
INTRO_OF_COUNTRY = marked(
    "What was used under the Hospital Exemption and in trials in %(place)s, what it brought, what "
    "it cost, and who still owes an answer."
)


class Section(Struct, frozen=True):
    """A part of the report: words, figures with their data, and tables without a file."""

    id: str
    title: str
    words: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()


def address_of(extent: Extent) -> str:
    """Where a report stands."""
    return "/".join(filter(None, (ROOT, str(extent.year), extent.country)))


def place_of(extent: Extent, language: Language = ENGLISH) -> str:
    """Where a report is of."""
    return language.country(extent.country) if extent.country else language.say("Europe")


def title_of(extent: Extent, language: Language) -> str:
    """The title of a report."""
    place, year = place_of(extent, language), extent.year
    return language.say("Hospital Exemption in %(place)s, %(year)s", place=place, year=year)


def intro_of(extent: Extent, language: Language) -> str:
    """What a report is of, in a sentence."""
    if extent.country:
        return language.say(INTRO_OF_COUNTRY, place=place_of(extent, language))
    return language.say(INTRO)


def sections(asked: Asked, extent: Extent) -> Iterator[Section]:
    """The parts of a report, in their order; page and print show the same."""
    say = asked.language.say
    yield Section("use", say("Patients"), (say(HOW),), tuple(patient_blocks(asked, extent)))
    yield Section("outcomes", say("Goals"), (), (goals_block(asked, extent),))
    events = (safety_block(asked, extent),)
    yield Section("safety-part", say("Safety"), notices(asked, extent), events)
    pooled = () if extent.country else (pooled_block(asked, extent),)
    yield Section("money", say("Costs"), (), (costs_block(asked, extent), *pooled))
    late = (completeness_block(asked, extent), overdue_block(asked, extent))
    yield Section("reporting", say("Reporting"), tuple(missed(asked, extent)), late)
    coming = coming_table(asked, extent)
    yield Section("opening", say("What opens"), (), (opened_block(asked, extent),), (coming,))
    known = (programmes_block, approvals_block, centres_block)
    blocks = tuple(block(asked, extent) for block in known)
    yield Section("known", say("What there is"), (), blocks)


def notices(asked: Asked, extent: Extent) -> tuple[str, ...]:
    """The safety notices of the year, by product; a notice has no country."""
    names, year, say = names_of(asked.snapshot).products, str(extent.year), asked.language.say
    mine = {row.product_id for row in programmes_of(asked.snapshot, extent)}
    found = sorted(
        names[notice.product_id].name if notice.product_id in names else notice.product_id
        for notice in asked.snapshot.safety_notices
        if notice.month[:4] == year and notice.product_id in mine
    )
    products = joined(", ", map(name, found))
    said = (
        say("Safety notices of %(year)s: %(products)s.", year=year, products=products)
        if found
        else say("No safety notice was issued in %(year)s.", year=year)
    )
    return said, say(texts.NO_SAFETY_NOTICE)


def glance(asked: Asked, extent: Extent) -> list[tuple[str, str, str]]:
    """A few whole numbers of facts; none of them is of patients."""
    snapshot = asked.snapshot
    programmes, known = programmes_of(snapshot, extent), approvals_of(snapshot, extent)
    on, held = min(extent.last, snapshot.as_of), names_of(snapshot).approvals
    stand = [row for row in known if approval_state(held[row.id], on) is ApprovalState.CURRENT]
    new = sum(row.registered_on >= extent.first for row in programmes)
    told = Counter(row.verdict.value for row in results_of(snapshot, extent))
    unmet, unclear = sum(told[each] for each in NOT_REACHED), told[Verdict.NOT_EVALUABLE]
    say, number, year = asked.language.say, asked.language.number, extent.year
    registered = say("%(new)s registered in %(year)s", new=number(new), year=year)
    granted = say(
        "of %(known)s known, %(granted)s granted in %(year)s",
        known=number(len(known)),
        granted=number(granted_in(known, year)),
        year=year,
    )
    stopped = say("stopped early counts as not met; %(number)s unclear", number=number(unclear))
    return [
        (say("Programmes"), number(len(programmes)), registered),
        (say("Approvals held"), number(len(stand)), granted),
        (say("Centres"), number(len(centres_of(snapshot, extent))), say("as known today")),
        (say("Goals met"), number(told[Verdict.MET]), say("verdicts of %(year)s", year=year)),
        (say("Goals not met"), number(unmet), stopped),
    ]


def report_page(asked: Asked, extent: Extent) -> Page:
    """A report."""
    year = (f"{ROOT}/{extent.year}", str(extent.year))
    base, language, say = address_of(extent), asked.language, asked.language.say
    files = [(f"{base}.pdf", say("This report as PDF"))]
    if extent.country:
        files.append((asked.href(f"{base}/authority"), say("Version for authorities")))
    trail = ((ROOT, say("Annual reports")), *((year,) if extent.country else ()))
    return report_frame(
        asked,
        extent,
        title_of(extent, language),
        *trail,
        in_words_of_others=True,
        intro=intro_of(extent, language),
        files=files,
        glance=glance(asked, extent),
        sections=list(sections(asked, extent)),
        countries=[] if extent.country else links(asked, extent),
    )


def report_frame(
    asked: Asked, extent: Extent, title: str, *trail: tuple[str, str], **content: object
) -> Page:
    """A report of any kind: what page and print need of each."""
    empty = {"marks": [], "glance": [], "countries": [], "none": ""}
    return framed(
        asked,
        title,
        *trail,
        **{
            **empty,
            "base": address_of(extent),
            "running": extent.last > asked.snapshot.as_of,
            "year": extent.year,
            "as_of": day(asked.snapshot.as_of, asked.language),
            **content,
        },
    )


def links(asked: Asked, extent: Extent) -> list[tuple[str, str]]:
    """The reports of the same year of every country, by name."""
    found = (
        (asked.href(address_of(Extent(extent.year, code))), asked.language.country(code))
        for code in countries_of(asked.snapshot)
    )
    return sorted(found, key=lambda link: link[1])


def reports_page(asked: Asked, missing: str = "") -> Page:
    """Which reports there are; and that the one asked for is none of them."""
    years = [Extent(year) for year in reversed(years_of(asked.snapshot))]
    return framed(
        asked,
        asked.language.say("Annual reports"),
        missing=missing and asked.language.say(missing),
        years=[(asked.href(address_of(extent)), str(extent.year)) for extent in years],
        countries=links(asked, years[0]),
        latest=str(years[0].year),
        how=asked.language.say(HOW),
    )
