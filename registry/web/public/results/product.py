"""The page of one product: does it work, is it safe, what does it cost, what is not known yet?"""

from collections.abc import Iterator, Sequence
from datetime import date

from registry import texts
from registry.language import Language, marked
from registry.model.codes import MarketingState
from registry.model.decision import Activity
from registry.snapshot import Snapshot
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.names import disease_label
from registry.views.notices import NoticeRow
from registry.views.products import ProductRow, product
from registry.views.programmes import ProgrammeRow, programmes
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.offers import KINDS, source_of
from registry.web.public.results.cells import Tag, day, fictional, sentences
from registry.web.public.results.citing import cite
from registry.web.public.results.endpoints import endpoints_block
from registry.web.public.results.facts import costs_block, permit_tags, said_by_regulators
from registry.web.public.results.known import NOT_REACHED
from registry.web.public.results.of_programme import programme_part
from registry.web.public.results.plain_words import plain_words
from registry.web.public.results.products import TITLE, counts_of_goals
from registry.web.public.wording import english, name

CELLS = {"AUTOLOGOUS": marked("the patient's own"), "ALLOGENEIC": marked("a donor's")}
NOT_COMPARED = marked(
    "The registry counts no comparison group: these numbers alone cannot say whether it is better "
    "than another treatment."
)
NOT_WATCHED = marked(
    "No sponsor reports on this product to the registry, so it cannot issue a safety notice for "
    "it. Ask your doctor or the national authority."
)


def product_page(asked: Asked) -> Page | None:
    """Everything public of a product; None where nothing has its id."""
    row = product(asked.snapshot, asked.keys["id"])
    if row is None:
        return None
    language, results = asked.language, endpoint_results(asked.snapshot, product=row.id)
    rows = in_order(programmes(asked.snapshot, product=row.id))
    return framed(
        asked,
        name(row.name),
        ("/products", language.say(TITLE)),
        in_words_of_others=True,
        tags=list(tags(asked, row, results)),
        facts=facts(row, language),
        summary=summary(rows, results, language),
        notice=notice(row.safety_notice, any(each.sponsor_id for each in rows), language),
        words=plain_words(asked.snapshot, row.id, language),
        goals=endpoints_block(row.id, results, language),
        parts=[programme_part(asked, each, activities(asked.snapshot)) for each in rows],
        costs=costs_block(asked.snapshot, row, language),
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
        yield Tag(asked.language.say(KINDS[row.atmp_class]))
    told = [result for result in results if result.verdict.value is not None]
    failed = [result for result in told if result.verdict.value in NOT_REACHED]
    if failed:
        words = asked.language.say(
            "Goal not met in %(some)s of %(all)s with a public verdict",
            some=len(failed),
            all=len(told),
        )
        yield Tag(words, "care")
    yield from fictional(row.synthetic, asked.language)


def facts(row: ProductRow, language: Language) -> list[tuple[str, str]]:
    """What the product is, as its source says."""
    say = language.say
    told = {
        say("Active substance"): english(row.active_substance, language),
        say("Cells"): say(CELLS[row.origin]) if row.origin else "",
        say("For"): "; ".join(say(disease_label(d)) for d in row.diseases)
        or english(row.indication_text, language),
        say("Responsible"): name(row.sponsor_name),
        say("Marketing authorisation"): marketing(row, language),
    }
    return [(label, words) for label, words in told.items() if words]


def marketing(row: ProductRow, language: Language) -> str:
    """The state of the central marketing authorisation, with its year where that is known."""
    state = language.say(texts.MARKETING[row.marketing_state])
    if row.marketing_state is MarketingState.NONE or not row.marketing_year:
        return state
    year = str(row.marketing_year)
    return language.say("%(state)s (authorised in %(year)s)", state=state, year=year)


def summary(
    rows: Sequence[ProgrammeRow], results: Sequence[EndpointResultRow], language: Language
) -> str:
    """In few sentences: what there is, what became of its goals, and what no number says."""
    own = [each for each in rows if each.sponsor_id is not None]
    return sentences(
        *there_is(len(own), len(rows) - len(own), language),
        goals_said(results, language),
        language.say(NOT_COMPARED) if own else "",
    )


def there_is(own: int, cited: int, language: Language) -> Iterator[str]:
    """How many programmes of sponsors and how many published trials there are."""
    if not own and not cited:
        yield language.say("No programme is registered for it here.")
    if own:
        yield language.plural(
            "%(num)s programme is registered by a sponsor.",
            "%(num)s programmes are registered by a sponsor.",
            own,
        )
    if cited:
        yield language.plural(
            "%(num)s trial is known from publications.",
            "%(num)s trials are known from publications.",
            cited,
        )


def goals_said(results: Sequence[EndpointResultRow], language: Language) -> str:
    """How many goals were met and how many were not."""
    if not results:
        return ""
    told = [row.verdict.value for row in results]
    missed = sum(verdict in NOT_REACHED for verdict in told)
    met = sum(verdict == "MET" for verdict in told)
    counts = counts_of_goals(met, missed, len(told) - met - missed, language)
    return language.plural(
        "Of %(num)s goal: %(counts)s.", "Of %(num)s goals: %(counts)s.", len(told), counts=counts
    )


def notice(row: NoticeRow, watched: bool, language: Language) -> Page:
    """The safety notice, or that none was issued and what that means.

    Only what a sponsor reports is `watched`: of anything else the registry would not know.
    """
    say = language.say
    if row.issued is not None:
        first = date.fromisoformat(f"{row.issued}-01")
        return {"issued": language.month(first), "words": say(texts.SAFETY_NOTICE)}
    if not watched:
        return {"issued": "", "words": say(NOT_WATCHED)}
    on = row.checked_on
    looked = say("Last looked at on %(day)s.", day=day(on, language)) if on else ""
    none = say("No safety notice has been issued.")
    return {"issued": "", "words": sentences(none, looked, say(texts.NO_SAFETY_NOTICE))}
