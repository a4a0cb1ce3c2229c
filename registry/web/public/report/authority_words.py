"""What tells the answers of a field apart, in plain words."""

from collections.abc import Mapping

from msgspec import Struct

from registry import texts
from registry.language import ENGLISH, marked
from registry.model.codes import OrganisationRole, Timing
from registry.snapshot import Snapshot
from registry.views.authority.entries import Scope
from registry.views.authority.rows import AuthorityRow
from registry.views.endpoints import endpoint_rows
from registry.web.public.results.cells import capital

ITEMS: Mapping[str, str] = {
    **texts.BATCHES,
    **texts.NOT_INFUSED,
    **texts.NO_SUCCESS,
    **texts.APPROVAL_REASONS,
    OrganisationRole.SPONSOR: marked("sponsor; no source names the holder"),
}


class Words(Struct, frozen=True):
    """The names of programmes and outcomes by id."""

    programmes: Mapping[str, str]
    outcomes: Mapping[str, str]

    def of(self, row: AuthorityRow) -> str:
        """What tells an answer from others of its field."""
        late = row.timing is Timing.RETROSPECTIVE
        parts = (
            marked("all years and countries") if row.scope is Scope.PROGRAMME else "",
            marked("registered afterwards") if late else "",
            self.outcomes.get(row.outcome_id, ""),
            self.item(row.item_id),
        )
        return capital(", ".join(filter(None, parts)))

    def item(self, id: str) -> str:
        """A day or a year, a programme, or a code in words, by a day where it has one."""
        first, has_more, then = id.partition("/")
        if has_more and first.startswith("day-"):
            return f"{code_words(then)}, {self.item(first)}"
        if has_more and first in self.programmes:
            return f"{self.programmes[first]}, {self.item(then)}"
        kind, _, number = id.partition("-")
        if number.isdecimal() and kind == "day":
            return ENGLISH.say("to day %(day)s", day=ENGLISH.number(int(number)))
        if number.isdecimal() and kind == "year":
            return ENGLISH.say("at year %(number)s", number=number)
        return self.programmes.get(id) or code_words(id)


def words_of(snapshot: Snapshot) -> Words:
    """The words of a report."""
    programmes = [row.programme for row in snapshot.programmes]
    outcomes = (row.outcome for each in programmes for row in endpoint_rows(each))
    return Words(
        {each.id: each.title for each in programmes},
        {outcome.id: outcome.label for outcome in outcomes},
    )


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
