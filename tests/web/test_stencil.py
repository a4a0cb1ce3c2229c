"""Pages with open places: what is filled in is what would have been drawn there."""

import asyncio

import pytest
from drawn_directory import QUESTIONS, snapshots
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from registry.language import LANGUAGES, Language
from registry.snapshot import FrozenSnapshot
from registry.web.public.drawn import Drawn
from registry.web.public.frame import Answers, Asked, query
from registry.web.public.handlers import plan_of
from registry.web.public.listing import Wanted
from registry.web.public.site import MENU, PAGES
from registry.web.public.stencil import cut, open_place
from tests.views.example import frozen

pytestmark = pytest.mark.thorough

EXAMPLE = frozen()
PLANS = {page.path: plan_of(page) for page in PAGES}
NAMES = st.sampled_from(["home", "query", "count.1", "an:other"])
CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "class": st.sampled_from([("GTMP",), ("TEP",), ("none",)]),
        "disease": st.sampled_from([("b-all",), ("blood-cancer",), ("none",)]),
        "country": st.sampled_from([("ES",), ("XX",), ("",)]),
        "not-met": st.sampled_from([("yes",), ("no",)]),
        "ended": st.just(("yes",)),
        "unknown": st.just(("<b>&",)),
    },
)


@given(st.lists(st.tuples(st.text(), NAMES)), st.text())
def test_a_stencil_is_the_page_with_its_places_filled(
    parts: list[tuple[str, str]], last: str
) -> None:
    values = {"home": "http://x", "query": "?q=ü", "count.1": "7", "an:other": ""}
    drawn = "".join(text + open_place(name, EXAMPLE.digest) for text, name in parts) + last
    told = "".join(text + values[name] for text, name in parts) + last
    filled = cut(drawn, EXAMPLE.digest).filled({n: v.encode() for n, v in values.items()})
    assert filled == told.encode()


def test_words_of_another_snapshot_are_left_as_they_are() -> None:
    words = open_place("home", "0" * 64)
    assert cut(words, EXAMPLE.digest).filled({}) == words.encode()


def page(
    drawn: Drawn, frozen: FrozenSnapshot, path: str, answers: Answers, tongue: Language
) -> str:
    """A page of the site as a reader gets it."""
    home, asks = "http://one.example", query(answers)
    asked = Asked(frozen, path, tongue, answers, menu=MENU, home=home, query=asks)
    return asyncio.run(drawn.page(asked, PLANS[path])).decode()


def anew(frozen: FrozenSnapshot, path: str, answers: Answers, tongue: Language) -> str:
    """The same page of a snapshot of which nothing was drawn yet."""
    fresh = structs.replace(frozen, snapshot=structs.replace(frozen.snapshot))
    return page(Drawn(), fresh, path, answers, tongue)


def answers_of(wanted: Wanted) -> Answers:
    """A question as an address asks it."""
    return {
        "q": (wanted.text,),
        "country": (wanted.country,),
        "type": tuple(sorted(wanted.kinds)),
        "who": tuple(sorted(wanted.who)),
        "now": ("accepting",) if wanted.open_now else (),
        "from": (wanted.start,),
    }


@given(snapshots(), st.lists(QUESTIONS, min_size=1, max_size=3), st.sampled_from(LANGUAGES))
@example(EXAMPLE, [Wanted(), Wanted(start="es-madrid"), Wanted(country="DE")], LANGUAGES[2])
def test_a_search_shows_the_same_whatever_was_searched_before(
    frozen: FrozenSnapshot, questions: list[Wanted], tongue: Language
) -> None:
    drawn = Drawn()
    for wanted in questions:
        shown = page(drawn, frozen, "/centres", answers_of(wanted), tongue)
        assert shown == anew(frozen, "/centres", answers_of(wanted), tongue)
        assert frozen.digest not in shown.replace(f'translate="no">{frozen.digest}</span>', "")


@given(st.lists(CHOICES, min_size=1, max_size=3), st.sampled_from(LANGUAGES))
def test_a_choice_of_products_shows_the_same_whatever_was_chosen_before(
    choices: list[dict[str, tuple[str, ...]]], tongue: Language
) -> None:
    drawn = Drawn()
    for chosen in choices:
        shown = page(drawn, EXAMPLE, "/products", chosen, tongue)
        assert shown == anew(EXAMPLE, "/products", chosen, tongue)
