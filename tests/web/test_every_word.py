"""On a translated page every word is translated, marked as foreign, or a name: nothing slips by.

The pages are drawn in a language that only tests have, which marks every text it says.
"""

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs
from untranslated import untranslated

from registry.language import ENGLISH, LANGUAGES, Language
from registry.model.codes import ApprovalEventKind, ApprovalReason, MarketingState
from registry.model.product import ApprovalEvent
from registry.model.transparency import Delay, Erratum, ErratumReason
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public.check import ELSEWHERE, QUESTIONS
from registry.web.public.pages import no_snapshot_page, not_found_page
from registry.web.public.rendering import rendered
from registry.web.public.site import MENU
from tests.views.example import AS_OF, OPENS, PROGRAMMES, SNAPSHOT
from tests.web.conftest import in_languages
from tests.web.pseudo import PSEUDO, marked
from tests.web.site_paths import PATHS

Client = TestClient[Litestar]
LOST = (
    ApprovalEvent(ApprovalEventKind.GRANTED, "2019"),
    ApprovalEvent(ApprovalEventKind.RENEWED, "2020-03"),
    ApprovalEvent(ApprovalEventKind.REVOKED, "2021-03-04", ApprovalReason.SAFETY),
)
NAMED = "Some words on this page are not available in your language."


def raw(page: str) -> list[str]:
    return list(untranslated(page, PSEUDO.code))


@pytest.mark.parametrize("path", PATHS)
def test_every_word_of_a_page_is_translated_or_marked(pseudo_site: Client, path: str) -> None:
    answer = pseudo_site.get(PSEUDO.href(path))
    assert answer.status_code == 200
    assert raw(answer.text) == []


@pytest.mark.parametrize("country", ["ES", "DE", "FR", ELSEWHERE])
@pytest.mark.parametrize("place", [0, -1], ids=["no sign", "warning signs"])
def test_every_word_of_an_answer_to_an_offer_is_translated_or_marked(
    pseudo_site: Client, place: int, country: str
) -> None:
    bad = {question.name: question.bad for question in QUESTIONS}
    good = {question.name: "unsure" for question in QUESTIONS}
    form = {**(good if place == 0 else bad), "sent": "yes", "country": country}
    form |= {"product": "Aurocel", "hospital": "Hospital Ejemplo", "approval": "HE-1"}
    assert raw(pseudo_site.post(PSEUDO.href("/check"), data=form).text) == []


def test_every_word_about_a_form_that_is_not_filled_in_is_translated(pseudo_site: Client) -> None:
    page = pseudo_site.post(PSEUDO.href("/check"), data={"sent": "yes"}).text
    assert marked("There is a problem") in page.replace(" ~~~~~~~~~~~~", "")
    assert raw(page) == []


@pytest.mark.parametrize("page", [not_found_page, no_snapshot_page])
def test_every_word_where_there_is_no_page_is_translated(page: object) -> None:
    assert callable(page)
    assert raw(rendered(PSEUDO, "notice.html", page(PSEUDO, MENU))) == []


def rare() -> FrozenSnapshot:
    """The example with what happens seldom: late, overdue, silent, put off, counted anew, lost."""
    row, directory = PROGRAMMES[0], SNAPSHOT.directory
    late = structs.replace(row.decisions[0], opened_on=AS_OF, missed=True, latest_on=OPENS)
    others = row.decisions[1:]
    first = structs.replace(row, decisions=(late, *others), overdue=True, due_on=AS_OF, silent=True)
    gone = tuple(structs.replace(each, events=LOST) for each in directory.approvals)
    sold = (
        structs.replace(
            each, marketing_state=MarketingState.WITHDRAWN, marketing_year=2020,
            indication_text="Cartilage defects",
        )
        for each in directory.products
    )  # fmt: skip
    return freeze(
        structs.replace(
            SNAPSHOT,
            programmes=(first, *PROGRAMMES[1:]),
            directory=structs.replace(directory, approvals=gone, products=tuple(sold)),
            missed_releases=(OPENS,),
            errata=(Erratum("e-1", "aurora-1", "funnel", ErratumReason.TOLD_WRONGLY, AS_OF),),
            delays=(Delay("d-1", OPENS, "A source is being read again.", AS_OF),),
            compared_sponsors=("hospital-es",),
        )
    )


@pytest.mark.parametrize(
    "path", ["/", "/products", "/products/aurocel", "/failures", "/releases", "/status", "/centres"]
)
def test_every_word_of_what_happens_seldom_is_translated_or_marked(path: str) -> None:
    with TestClient(in_languages(ENGLISH, PSEUDO, read=rare)) as client:
        assert raw(client.get(PSEUDO.href(path)).text) == []


PLANTED = {
    "a sentence": "<p>Never translated.</p>",
    "a sentence after a said one": "<p>⟦Said.⟧ Never translated.</p>",
    "a word between two said ones": "<p>⟦One⟧ and ⟦another⟧</p>",
    "a word after a foreign one": '<p><span lang="en">Foreign.</span> Raw.</p>',
    "a word after a name": '<p><b translate="no">Aurocel</b> helps</p>',
    "a name for those who do not see": '<nav aria-label="Never translated"></nav>',
    "a picture's words": '<img src="x" alt="Never translated">',
    "a hint": '<a href="/" title="Never translated">⟦Said⟧</a>',
    "the head of a cell on a phone": '<td data-head="Never translated">1</td>',
    "words of the page's own language": '<p lang="qps">Never translated.</p>',
    "a line of a drawing": "<svg><text>Never translated</text></svg>",
    "the title": "<title>Never translated · HE Registry</title>",
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_word_is_found(pseudo_site: Client, planted: str) -> None:
    page = pseudo_site.get(PSEUDO.href("/methods")).text
    assert raw(page.replace("</main>", f"{planted}</main>")) != []


GOOD = {
    "a said sentence": "<p>⟦Said of ⟦4 May 2026⟧.⟧</p>",
    "a said sentence around a foreign word": '<p>⟦Said: <q lang="en">foreign</q>.⟧</p>',
    "numbers": "<td>1,250.5 (3% / 4%)</td>",
    "a foreign name for those who do not see": '<a lang="en" aria-label="Foreign">1</a>',
}


@pytest.mark.parametrize("good", GOOD.values(), ids=GOOD)
def test_what_is_said_foreign_or_a_number_is_not(pseudo_site: Client, good: str) -> None:
    page = pseudo_site.get(PSEUDO.href("/methods")).text
    assert raw(page.replace("</main>", f"{good}</main>")) == []


def test_a_text_that_is_cut_in_two_is_found(pseudo_site: Client) -> None:
    page = pseudo_site.get(PSEUDO.href("/methods")).text
    with pytest.raises(AssertionError, match="cut in two"):
        raw(page.replace("</main>", "<p>⟦Cut</p><p>in two⟧</p></main>"))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/products", ""),
        ("/products/aurocel", "Remission"),
        ("/products/chondracel", "Knee function after a year"),
        ("/failures", "Knee function after a year"),
        ("/releases", "CHONDRA"),
        ("/centres/barcelona", ""),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_words_of_others_are_marked_as_english_and_a_note_says_so(
    site: Client, language: Language, path: str, words: str
) -> None:
    page, foreign = site.get(language.href(path)).text, language != ENGLISH
    before, _, main = page.partition("<main")
    assert (language.say(NAMED) in before) is foreign
    assert not words or (f'<span lang="en">{words}' in main) is foreign


@pytest.mark.parametrize("path", ["/", "/centres", "/check", "/methods"])
def test_a_page_all_in_its_language_has_no_such_note(site: Client, path: str) -> None:
    spanish = LANGUAGES[1]
    assert spanish.say(NAMED) not in site.get(spanish.href(path)).text


def test_a_summary_in_another_language_says_so_and_is_marked_as_it_is(site: Client) -> None:
    said = {each.code: site.get(each.href("/products/aurocel")).text for each in LANGUAGES}
    note = {each.code: each.say("Not available in your language.") for each in LANGUAGES}
    assert [code for code in said if note[code] in said[code]] == ["es"]
    assert said["es"].index(note["es"]) < said["es"].index('<div lang="en">')
    assert '<div lang="de">' in said["de"]
