"""The registry's own rules on a file, without a registry: what can be known beforehand."""

from collections.abc import Iterator
from datetime import date

from msgspec import structs

from registry.intake.importers.assemble import OF_UNREAD_ROWS, ReadFile
from registry.intake.importers.findings import FileFinding, Place, at_row, placed
from registry.intake.importers.own_codes import Codes, own_codes
from registry.intake.rules import check
from registry.intake.rules.known import Known
from registry.intake.rules.registration import check_draft
from registry.intake.rules.situation import Situation
from registry.model.programme import ProgrammeDocument
from registry.model.registration import Draft
from registry.model.submission import Finding, Severity

# whether these hold depends on what the registry has stored already
DEPENDS_ON_STORED = {
    "episode-registered",
    "notice-in-time",
    "acceptance-open",
    "outcome-after-registration",
    "retrospective-when-late",
    "submission-not-empty",
}


def check_file(read: ReadFile, document: ProgrammeDocument, on: date) -> tuple[FileFinding, ...]:
    """Everything wrong with a file that can be known offline, by sheet and row.

    What only the registry can decide is a warning, never an error.
    """
    found = [*read.findings, *(placed(f, read.places) for f in rule_findings(read, document, on))]
    known = known_offline(document, on)
    drafts: list[tuple[Draft, Place]] = [*read.results, *read.costs]
    for draft, place in drafts:
        found += (at_row(finding, place, finding.path) for finding in check_draft(draft, known))
    codes = own_codes(document)
    helped = (with_codes(finding, codes) for finding in found)
    return tuple(sorted(helped, key=lambda f: (f.sheet, f.row or 0, f.column or "")))


def with_codes(finding: FileFinding, codes: Codes) -> FileFinding:
    """A finding with what its column takes in this programme, where that is a list."""
    listed = codes.get((finding.sheet, finding.column or ""))
    if not listed:
        return finding
    return structs.replace(finding, expected="one of " + ", ".join(listed))


def known_offline(document: ProgrammeDocument, on: date) -> Known:
    """What the rules on endpoint results and costs may know of the programme alone."""
    programme = document.programme
    return Known(
        sponsor_id=programme.sponsor_id or "",
        synthetic=programme.synthetic,
        received_on=on,
        products={},
        centres={},
        authorities={},
        programmes={programme.id: programme},
        results={},
    )


def rule_findings(read: ReadFile, document: ProgrammeDocument, on: date) -> Iterator[Finding]:
    """The findings of the rules of submissions on the rows that could be read."""
    programme = document.programme
    situation = Situation(programme, programme.sponsor_id or "", {}, on, document.windows)
    left_out = OF_UNREAD_ROWS if read.findings else ()
    for finding in check(read.batch, situation):
        if finding.rule in left_out:
            continue
        if finding.rule in DEPENDS_ON_STORED:
            yield structs.replace(finding, severity=Severity.WARNING)
        else:
            yield finding
