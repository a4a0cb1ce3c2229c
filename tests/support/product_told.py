"""What the page of a product must tell, worked out from its snapshot by other means than the page.

Each function gives what is missing or false, in words; `untold` asks all of them.
"""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

from registry.model.decision import PublicDecision
from registry.snapshot import FrozenSnapshot, Snapshot
from registry.texts import VERDICTS
from registry.views.advice import advice
from registry.views.cohort import Dimension
from registry.views.curve_rows import CurveKind
from registry.views.efficacy import efficacy
from registry.views.endpoint_results import endpoint_results
from registry.views.figures import Rate
from registry.views.products import product
from registry.views.programmes import ProgrammeRow, programmes
from registry.views.survival import survival

ALWAYS = ["R0", "R1", "R2", "R3", "R4", "R5"]


def untold(frozen: FrozenSnapshot, product_id: str, page: str) -> list[str]:
    """Everything that a page of a product does not tell and should."""
    found = [*goals(frozen.snapshot, product_id, page), *regulators(frozen, product_id, page)]
    for row in programmes(frozen.snapshot, product=product_id):
        part = section(page, f"programme-{row.id}")
        if row.sponsor_id is not None:
            found += [*stages(row, part), *both_denominators(frozen.snapshot, row, part)]
            found += at_risk(frozen.snapshot, row, part)
        found += overdue(row, part)
    return [*found, *cited(frozen, product_id, page)]


def section(page: str, id: str) -> str:
    """The HTML of a section by the id of its heading."""
    found = re.search(rf'aria-labelledby="{re.escape(id)}">(.*?)</section>', page, re.DOTALL)
    assert found, f"no section {id}"
    return found[1]


def words(html: str) -> str:
    """What a reader reads of a part of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def written(day: date) -> str:
    """A day as English pages write it."""
    return f"{day.day} {day:%B} {day.year}"


def stages(row: ProgrammeRow, part: str) -> Iterator[str]:
    """The stepper: each stage in order, open since when, or opening when at the latest."""
    stepper = part.partition('class="steps"')[2].partition("</ol>")[0]
    shown = re.findall(r'<li class="(\w+)">(.*?)</li>', stepper, re.DOTALL)
    decided = {decision.stage: decision for decision in row.decisions}
    beyond = [stage for stage in decided if stage not in ALWAYS and decided[stage].open]
    expected = [decided.get(stage) for stage in (*ALWAYS, *beyond) if decided]
    states = ["open" if decision and decision.open else "closed" for decision in expected]
    if "closed" in states[: len(ALWAYS)]:
        states[states.index("closed")] = "next"
    if [state for state, _ in shown] != states:
        yield f"{row.id}: stages {states}"
    for decision, (_, html) in zip(expected, shown, strict=False):
        wanted = days_of(decision) if decision else []
        yield from (f"{row.id}: {each}" for each in wanted if each not in words(html))


def days_of(decision: PublicDecision) -> list[str]:
    """The days that the stepper tells of a stage."""
    if decision.open:
        return [f"Public since {written(decision.opened_on)}."] if decision.opened_on else []
    told = []
    if decision.latest_on:
        told.append(f"Opens on {written(decision.latest_on)} at the latest.")
    if decision.hold:
        told.append(f"Held back by its sponsor until {written(decision.hold.until)}")
    return told


def overdue(row: ProgrammeRow, part: str) -> Iterator[str]:
    """The amber tag of a programme that owes its result, and of no other."""
    if ('<span class="tag care">! Result overdue</span>' in part) != row.overdue:
        yield f"{row.id}: whether its result is overdue"
    if row.overdue and row.result_due_on:
        sentence = f"Overdue: a result was due on {written(row.result_due_on)}"
        if sentence not in words(part):
            yield f"{row.id}: since when its result is overdue"


def both_denominators(snapshot: Snapshot, row: ProgrammeRow, part: str) -> Iterator[str]:
    """Of all accepted and of the infused, side by side in one row."""
    rows = [words(line) for line in re.findall(r"<tr role=.*?</tr>", part, re.DOTALL)]
    where = {Dimension.PROGRAMME: frozenset({row.id})}
    for each in efficacy(snapshot, by=(Dimension.PROGRAMME, Dimension.COUNTRY), where=where):
        shares = (each.result.of_accepted, each.result.of_infused)
        told = [of(share) for share in shares if share.value is not None]
        if told and not any(all(one in line for one in told) for line in rows):
            yield f"{row.id}: {' and '.join(told)} in one row"


def of(share: Rate) -> str:
    """Both counts of a share, as a page writes them."""
    return f"{share.numerator:,} of {share.denominator:,}"


def at_risk(snapshot: Snapshot, row: ProgrammeRow, part: str) -> Iterator[str]:
    """Below each curve, on both drawings, how many were at risk at its last day."""
    where = {Dimension.PROGRAMME: frozenset({row.id})}
    for kind in CurveKind:
        for each in survival(snapshot, by=(Dimension.PROGRAMME,), where=where, curve=kind):
            if not each.of_accepted.points:
                continue
            id = f"{kind}-of_accepted-{each.timing}-{row.id}".lower().replace("_", "-")
            block = part.partition(f'id="{id}"')[2].partition("<details")[0]
            drawings = re.findall(r"<svg.*?</svg>", block, re.DOTALL)
            last = each.of_accepted.points[-1].at_risk
            for drawing in drawings:
                below = re.findall(r'font-weight="bold">([^<]+)<', drawing)
                if str(last) not in below or "Patients at risk" not in below:
                    yield f"{id}: {last} patients at risk below the curve"
            if len(drawings) != 2:
                yield f"{id}: drawn on phones and wide"


def goals(snapshot: Snapshot, product_id: str, page: str) -> Iterator[str]:
    """The forest plot: each endpoint with its verdict, drawn alike whatever became of it."""
    block = page.partition('id="goals"')[2].partition("</details>")[0]
    drawings = re.findall(r"<svg.*?</svg>", block, re.DOTALL)
    for what, pattern in ALIKE.items():
        if len(set(re.findall(pattern, "".join(drawings)))) > 1:
            yield f"{product_id}: {what} of one size for every goal"
    for drawing in drawings:
        told = words(drawing)
        for row in endpoint_results(snapshot, product=product_id):
            if row.label.split()[0] not in told:
                yield f"{product_id}: {row.label} in the plot"
    for row in endpoint_results(snapshot, product=product_id):
        verdict = VERDICTS[row.verdict.value].rstrip(".") if row.verdict.value else ""
        if words(row.label) not in words(block) or verdict not in words(block):
            yield f"{product_id}: {row.label} {verdict} in the table"


ALIKE = {
    "dots": r'<circle class="dot"[^>]* r="([^"]+)"',
    "lines": r'<line class="line-of"[^>]* stroke-width="([^"]+)"',
    "tags": r'<rect class="care"[^>]* height="([^"]+)"',
    "letters": r'font-size="([^"]+)"',
}


def regulators(frozen: FrozenSnapshot, product_id: str, page: str) -> Iterator[str]:
    """What regulators said: every approval by its authority, every advice with its summary."""
    part = words(section(page, "regulators"))
    row = product(frozen.snapshot, product_id)
    assert row is not None
    said = [each.authority_name for each in row.approvals if each.authority_name]
    said += [
        each.public_summary or each.topic for each in advice(frozen.snapshot, product=product_id)
    ]
    said = said or ["No national permit and no advice is known here."]
    yield from (f"{product_id}: {each}" for each in said if words(each) not in part)


def cited(frozen: FrozenSnapshot, product_id: str, page: str) -> Iterator[str]:
    """How to cite it, by snapshot and digest, and its numbers as files that stay."""
    part = section(page, "use")
    number = frozen.snapshot.number
    wanted = [f"/r/{number}/cite.{ending}" for ending in ("bib", "ris", "json")]
    wanted += [f"/r/{number}/{v}.{e}" for v in ("efficacy", "survival") for e in ("csv", "json")]
    yield from (f"{product_id}: {path}" for path in wanted if f'href="{path}"' not in part)
    told = f"snapshot {number} of {written(frozen.snapshot.as_of)}, digest {frozen.digest[:12]}"
    if told not in words(part):
        yield f"{product_id}: {told}"
