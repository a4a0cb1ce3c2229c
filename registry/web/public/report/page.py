"""The annual report as a page: of a year, and of a year in one Member State."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from registry import texts
from registry.model.codes import Verdict
from registry.views.approval_state import ApprovalState, approval_state
from registry.views.names import names_of
from registry.views.report import approvals_of, centres_of, programmes_of, results_of
from registry.views.scope import Scope, countries_of, years_of
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
from registry.web.public.results.cells import Table
from registry.web.public.results.products import NOT_REACHED

ROOT = "/report"
HOW = (
    "Patients are counted in sealed groups of at least 11, whole or not at all. A group is of a "
    "year, or of a country, if everybody in it is: groups that span several are left out, and the "
    "report says how many patients they hold. So the years do not add up to all years."
)


class Section(Struct, frozen=True):
    """A part of the report: words, figures with their data, and tables without a file."""

    id: str
    title: str
    words: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()


def address_of(scope: Scope) -> str:
    """Where a report stands."""
    return "/".join(filter(None, (ROOT, str(scope.year), scope.country)))


def place_of(asked: Asked, scope: Scope) -> str:
    """Where a report is of."""
    return asked.language.country(scope.country) if scope.country else "Europe"


def title_of(asked: Asked, scope: Scope) -> str:
    """The title of a report."""
    return f"Hospital Exemption in {place_of(asked, scope)}, {scope.year}"


def intro_of(asked: Asked, scope: Scope) -> str:
    """What a report is of, in a sentence."""
    where = f" in {place_of(asked, scope)}" if scope.country else ""
    return (
        f"What was used under the Hospital Exemption and in trials{where}, what it brought, what "
        "it cost, and who still owes an answer."
    )


def sections(asked: Asked, scope: Scope) -> Iterator[Section]:
    """The parts of a report, in their order; page and print show the same."""
    yield Section("use", "Patients", (HOW,), tuple(patient_blocks(asked, scope)))
    yield Section("outcomes", "Goals", (), (goals_block(asked, scope),))
    yield Section("safety-part", "Safety", notices(asked, scope), (safety_block(asked, scope),))
    pooled = () if scope.country else (pooled_block(asked, scope),)
    yield Section("money", "Costs", (), (costs_block(asked, scope), *pooled))
    late = (completeness_block(asked, scope), overdue_block(asked, scope))
    yield Section("reporting", "Reporting", tuple(missed(asked, scope)), late)
    coming = coming_table(asked, scope)
    yield Section("opening", "What opens", (), (opened_block(asked, scope),), (coming,))
    known = (programmes_block, approvals_block, centres_block)
    yield Section("known", "What there is", (), tuple(block(asked, scope) for block in known))


def notices(asked: Asked, scope: Scope) -> tuple[str, ...]:
    """The safety notices of the year, by product; a notice has no country."""
    names, year = names_of(asked.snapshot).products, str(scope.year)
    mine = {row.product_id for row in programmes_of(asked.snapshot, scope)}
    found = sorted(
        names[notice.product_id].name if notice.product_id in names else notice.product_id
        for notice in asked.snapshot.safety_notices
        if notice.month[:4] == year and notice.product_id in mine
    )
    said = f"Safety notices of {year}: {', '.join(found)}." if found else ""
    return (said or f"No safety notice was issued in {year}.", texts.NO_SAFETY_NOTICE)


def glance(asked: Asked, scope: Scope) -> list[tuple[str, str, str]]:
    """A few whole numbers of facts; none of them is of patients."""
    snapshot = asked.snapshot
    programmes, known = programmes_of(snapshot, scope), approvals_of(snapshot, scope)
    on, held = min(scope.last, snapshot.as_of), names_of(snapshot).approvals
    stand = [row for row in known if approval_state(held[row.id], on) is ApprovalState.CURRENT]
    new = sum(row.registered_on >= scope.first for row in programmes)
    told = Counter(row.verdict.value for row in results_of(snapshot, scope))
    unmet, unclear = sum(told[each] for each in NOT_REACHED), told[Verdict.NOT_EVALUABLE]
    return [
        ("Programmes", f"{len(programmes):,}", f"{new:,} registered in {scope.year}"),
        ("Approvals held", f"{len(stand):,}",
         f"of {len(known):,} known, {granted_in(known, scope.year):,} granted in {scope.year}"),
        ("Centres", f"{len(centres_of(snapshot, scope)):,}", "as known today"),
        ("Goals met", f"{told[Verdict.MET]:,}", f"verdicts of {scope.year}"),
        ("Goals not met", f"{unmet:,}", f"stopped early counts as not met; {unclear:,} unclear"),
    ]  # fmt: skip


def report_page(asked: Asked, scope: Scope) -> Page:
    """A report."""
    year = (f"{ROOT}/{scope.year}", str(scope.year))
    return framed(
        asked,
        title_of(asked, scope),
        (ROOT, "Annual reports"),
        *((year,) if scope.country else ()),
        glance=glance(asked, scope),
        sections=list(sections(asked, scope)),
        base=address_of(scope),
        running=scope.last > asked.snapshot.as_of,
        year=scope.year,
        intro=intro_of(asked, scope),
        country=scope.country,
        as_of=texts.day(asked.snapshot.as_of),
        countries=[] if scope.country else links(asked, scope),
    )


def links(asked: Asked, scope: Scope) -> list[tuple[str, str]]:
    """The reports of the same year of every country, by name."""
    found = (
        (asked.href(address_of(Scope(scope.year, code))), asked.language.country(code))
        for code in countries_of(asked.snapshot)
    )
    return sorted(found, key=lambda link: link[1])


def reports_page(asked: Asked, missing: str = "") -> Page:
    """Which reports there are; and that the one asked for is none of them."""
    years = [Scope(year) for year in reversed(years_of(asked.snapshot))]
    return framed(
        asked,
        "Annual reports",
        missing=missing,
        years=[(asked.href(address_of(scope)), str(scope.year)) for scope in years],
        countries=links(asked, years[0]),
        latest=str(years[0].year),
        how=HOW,
    )
