"""The page of one product: does it work, is it safe, what does it cost, what is not known yet?"""

from collections.abc import Iterator, Sequence
from datetime import date

from registry import texts
from registry.language import ENGLISH
from registry.model.decision import Activity
from registry.snapshot import Snapshot
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.names import disease_label
from registry.views.notices import NoticeRow
from registry.views.products import ProductRow, product
from registry.views.programmes import ProgrammeRow, programmes
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.offers import KINDS, source_of
from registry.web.public.results.cells import FICTIONAL, Tag, listed, sentences
from registry.web.public.results.citing import cite
from registry.web.public.results.endpoints import endpoints_block
from registry.web.public.results.facts import costs_block, permit_tags, said_by_regulators
from registry.web.public.results.of_programme import programme_part
from registry.web.public.results.products import NOT_REACHED

NOT_WATCHED = (
    "No sponsor reports on this product to the registry, so it cannot issue a safety notice for "
    "it. Ask your doctor or the national authority."
)


def product_page(asked: Asked) -> Page | None:
    """Everything public of a product; None where nothing has its id."""
    row = product(asked.snapshot, asked.keys["id"])
    if row is None:
        return None
    results = endpoint_results(asked.snapshot, product=row.id)
    rows = in_order(programmes(asked.snapshot, product=row.id))
    return framed(
        asked,
        row.name,
        ("/products", "Products and results"),
        tags=list(tags(asked, row, results)),
        facts=facts(row),
        summary=summary(rows, results),
        notice=notice(row.safety_notice, any(each.sponsor_id for each in rows)),
        goals=endpoints_block(row.id, results),
        parts=[programme_part(asked, each, activities(asked.snapshot)) for each in rows],
        costs=costs_block(asked.snapshot, row),
        regulators=said_by_regulators(asked, row),
        source=source_of(row.source),
        cite=cite(asked, row),
        number=asked.snapshot.number,
        check=asked.href("/check") if asked.offers("/check") else "",
    )


def activities(snapshot: Snapshot) -> dict[str, Activity]:
    """How far each programme is, by id."""
    return {row.programme.id: row.activity for row in snapshot.programmes}


def in_order(rows: Sequence[ProgrammeRow]) -> list[ProgrammeRow]:
    """Programmes of sponsors before those cited from publications, then by title."""
    return sorted(rows, key=lambda row: (row.sponsor_id is None, row.title))


def tags(asked: Asked, row: ProductRow, results: Sequence[EndpointResultRow]) -> Iterator[Tag]:
    """Permits, class, goals that were not reached, and whether it is invented."""
    yield from permit_tags(asked, row)
    if row.atmp_class:
        yield Tag(KINDS[row.atmp_class])
    told = [result for result in results if result.verdict.value is not None]
    failed = [result for result in told if result.verdict.value in NOT_REACHED]
    if failed:
        yield Tag(f"Goal not met in {len(failed)} of {len(told)} with a public verdict", "care")
    if row.synthetic:
        yield FICTIONAL


def facts(row: ProductRow) -> list[tuple[str, str]]:
    """What the product is, as its source says."""
    cells = {"AUTOLOGOUS": "the patient's own", "ALLOGENEIC": "a donor's"}
    told = {
        "Active substance": row.active_substance,
        "Cells": cells[row.origin] if row.origin else "",
        "For": "; ".join(map(disease_label, row.diseases)) or row.indication_text,
        "Responsible": row.sponsor_name,
        "Marketing authorisation": marketing(row),
    }
    return [(name, words) for name, words in told.items() if words]


def marketing(row: ProductRow) -> str:
    """The state of the central marketing authorisation, with its year where that is known."""
    state = row.marketing_state.value.lower()
    if state == "none":
        return "none known here"
    return f"{state} (authorised in {row.marketing_year})" if row.marketing_year else state


def summary(rows: Sequence[ProgrammeRow], results: Sequence[EndpointResultRow]) -> str:
    """In few sentences: what there is, what became of its goals, and what no number says."""
    own = [each for each in rows if each.sponsor_id is not None]
    there = f"{counted(len(own), 'programme')} registered by a sponsor" if own else ""
    cited = len(rows) - len(own)
    known = f"{counted(cited, 'trial')} known from publications" if cited else ""
    some = listed(tuple(filter(None, (there, known))))
    compared = (
        "The registry counts no comparison group: these numbers alone cannot say whether it is "
        "better than another treatment."
    )
    return sentences(
        f"{some[:1].upper()}{some[1:]}." if some else "No programme is registered for it here.",
        goals_said(results),
        compared if own else "",
    )


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 trial, 2 trials."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def goals_said(results: Sequence[EndpointResultRow]) -> str:
    """How many goals were met and how many were not."""
    if not results:
        return ""
    told = [row.verdict.value for row in results]
    missed = sum(verdict in NOT_REACHED for verdict in told)
    met = sum(verdict == "MET" for verdict in told)
    rest = len(told) - met - missed
    goals = counted(len(told), "goal")
    told_of = ((met, "met"), (missed, "not met"), (rest, "without a public verdict"))
    return f"Of {goals}: {', '.join(f'{n} {words}' for n, words in told_of if n)}."


def notice(row: NoticeRow, watched: bool) -> Page:
    """The safety notice, or that none was issued and what that means.

    Only what a sponsor reports is `watched`: of anything else the registry would not know.
    """
    if row.issued is not None:
        first = date.fromisoformat(f"{row.issued}-01")
        return {"issued": ENGLISH.month(first), "words": texts.SAFETY_NOTICE}
    if not watched:
        return {"issued": "", "words": NOT_WATCHED}
    looked = f"Last looked at on {texts.day(row.checked_on)}." if row.checked_on else ""
    words = sentences("No safety notice has been issued.", looked, texts.NO_SAFETY_NOTICE)
    return {"issued": "", "words": words}
