"""The report of `make attacks`: a result in JSON, and the page that is written from it.

The page has no figure that is not in the result; a test writes it again and compares.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.attacks import words
from tests.attacks.battery import ATTACKS, Row, Table, holds
from tests.attacks.measures import ACCRUAL_NAMES, SUCCESS_NAMES
from tests.attacks.practices import WAYS
from tests.attacks.side_channels import TWINS
from tests.attacks.switched_off import ROWS

DOCS = Path(__file__).parents[2] / "docs"
RESULT, PAGE = DOCS / "disclosure-evidence.json", DOCS / "disclosure-evidence.md"
Result = Mapping[str, Any]


def read_result() -> Result:
    """The committed result."""
    found: Result = json.loads(RESULT.read_text())
    return found


def write_result(result: Result) -> None:
    """Keep a result, and write the page from it."""
    RESULT.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(page(read_result()))


def page(result: Result) -> str:
    """The whole page."""
    tables: Mapping[str, Table] = result["tables"]
    size = tables["size"]["all"]
    sections = (
        ("What holds", words.HOLDS, held(tables["attacks"])),
        ("Each rule bites", words.BITES, bitten()),
        ("What differs when one patient is another", words.TWINS, twins(tables["twins"])),
        ("What must stay visible", words.SHARED, shared(tables["shared outcomes"])),
        ("Inside one group", words.INSIDE.format(**inside(tables)), ""),
        ("Publications elsewhere", words.PAPERS, papers(tables)),
        ("Values and amounts from sums", words.SUMS, sums(result["sums"])),
        ("What it costs", words.COSTS, coverage(tables["coverage"])),
        ("Other numbers, other ways", words.WAYS.format(**result), ways(result["ways"])),
        ("Questions that were open", words.OPEN.format(**open_questions(tables)), ""),
        ("What this does not show", words.LIMITS, ""),
    )
    head = flowing(words.HEAD.format(**size, last=size["registries"] - 1))
    return "\n\n".join([head, *(section(*parts) for parts in sections)]) + "\n"


def section(title: str, text: str, rows: str) -> str:
    """A heading, a paragraph, and a table if there is one."""
    return "\n\n".join(part for part in (f"## {title}", flowing(text), rows) if part)


def flowing(text: str) -> str:
    """A text without the line breaks of the source, but between paragraphs and items."""
    return re.sub(r"(?<!\n)\n(?!\n|- )\s*", " ", text.strip())


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown; the head's names stand between bars."""
    names = head.split(" | ")
    lines = [names, ["---"] * len(names), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(part: float, whole: float) -> str:
    """A share in per cent, to two figures; a dash without a whole."""
    if not whole:
        return "-"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent >= 10 or not percent else f"{percent:.2g} %"


def held(rows: Table) -> str:
    """Every attack that must find nobody."""
    return table(
        "Attack | What it does | Tried | Fewest singled out | At least | Holds",
        (
            (
                attack.name,
                attack.sentence,
                f"{rows[attack.name]['tried']:,}",
                rows[attack.name]["fewest"] or "nobody",
                attack.least,
                "yes" if holds(attack, rows[attack.name]) else "**no**",
            )
            for attack in ATTACKS
        ),
    )


def bitten() -> str:
    """Every rule with the attack that succeeds without it."""
    return table(
        "Rule switched off | Attack that then succeeds",
        ((row.rule, (row.attack.__doc__ or "").strip().rstrip(".")) for row in ROWS),
    )


def twins(rows: Table) -> str:
    """What differs between twins."""
    return table(
        "One patient is another | Pairs | Differ before the patient's group opens | Unexplained",
        (
            (
                f"{t.name}: {t.sentence}",
                *(rows[t.name][c] for c in ("tried", "early", "unexplained")),
            )
            for t in TWINS
        ),
    )


def shared(rows: Table) -> str:
    """Whose outcome is certain because everybody in the group has it."""
    return table(
        "True success of the infused | Groups | Patients certain to anyone | to some fellow member",
        (
            (name, row["groups"], share(row["anyone"], row["patients"]),
             share(row["fellow"], row["patients"]))
            for name, row in ((name, rows[name]) for name in SUCCESS_NAMES)
        ),
    )  # fmt: skip


def inside(tables: Mapping[str, Table]) -> dict[str, str]:
    """What follows inside one group."""
    left = tables["never infused"]["all"]
    verdicts, notices = tables["verdict and number"]["all"], tables["notices"]["all"]
    return {
        "few": share(left["with 1 to 10"], left["groups"]),
        "exact": share(left["exact"], left["with 1 to 10"]),
        "certain": share(left["certain"], left["with 1 to 10"]),
        "verdicts": f"{verdicts['tried']:,}",
        "told": str(verdicts["certain"]),
        "patients": f"{tables['size']['all']['patients']:,}",
        "products": str(notices["notices"]),
        "unsealed": share(notices["unsealed"], notices["notices"]),
    }


def papers(tables: Mapping[str, Table]) -> str:
    """What publications elsewhere leave beside our groups."""
    return table(
        "Publication | Programmes | Number | 1 to 10 singled out | one | an outcome certain",
        (
            (
                kind,
                name,
                row["papers"],
                *(share(row[column], row["papers"]) for column in ("few", "one", "certain")),
            )
            for kind in ("programme totals", "papers at any date")
            for name, row in sorted(tables[kind].items())
        ),
    )


def sums(rows: Mapping[str, Mapping[str, float]]) -> str:
    """How much of single values and amounts follows from sums."""
    return table(
        "What is public | Values or sponsors | Single ones follow in",
        (
            (kind, name, share(value, 1))
            for kind, row in rows.items()
            for name, value in sorted(row.items(), key=lambda one: int(one[0]))
        ),
    )


def coverage(rows: Table) -> str:
    """Who is left over, who is never published, how long the others wait."""
    return table(
        "Accepted in half a year | Patients | in programmes below 11 | in remainders | in no group "
        "yet | keyed by country | Months to opening | Months to efficacy",
        ((name, *costs_of(rows[name])) for name in ACCRUAL_NAMES if name in rows),
    )


def costs_of(row: Row) -> list[str]:
    """What publication costs some patients."""
    everybody = row["patients"]
    return [
        f"{everybody:,}",
        *(share(row.get(part, 0), everybody)
          for part in ("in small programmes", "in remainders", "never", "country")),
        f"{row['months to opening'] / max(row['opened'], 1):.0f}",
        f"{row['months to efficacy'] / max(row['told'], 1):.0f}",
    ]  # fmt: skip


def ways(rows: Table) -> str:
    """Other numbers and rules, side by side."""
    return table(
        "Way | Patients | in programmes below 11 | in remainders | in no group yet | keyed by "
        "country | Months to opening | to efficacy | Totals that single out 1 to 10 | one | an "
        "outcome certain",
        (
            (
                way.name,
                *costs_of(rows[way.name]),
                *(
                    share(rows[way.name][c], rows[way.name]["papers"])
                    for c in ("few", "one", "certain")
                ),
            )
            for way in WAYS
        ),
    )


def open_questions(tables: Mapping[str, Table]) -> dict[str, str]:
    """What the questions that were open have for an answer."""
    persons, stale = tables["persons"]["all"], tables["status changes"]["all"]
    covered = [row for name, row in tables["coverage"].items() if name != ACCRUAL_NAMES[0]]
    everybody = sum(row["patients"] for row in covered)
    return {
        "country": share(sum(row["country"] for row in covered), everybody),
        "months": f"{mean_of(covered, 'months to opening', 'opened'):.0f}",
        "corrected": share(stale["corrected"], stale["groups"]),
        "stale": share(stale["stale"], stale["groups"]),
        "stale_patients": share(stale["stale patients"], stale["patients"]),
        "several": share(persons["in several groups"], persons["persons"]),
        "fewest": str(persons["fewest"]),
    }


def mean_of(rows: Iterable[Row], total: str, number: str) -> float:
    """A mean over rows that hold a total and a number."""
    rows = list(rows)
    return sum(row[total] for row in rows) / max(sum(row[number] for row in rows), 1)
