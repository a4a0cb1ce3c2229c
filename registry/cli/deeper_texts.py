"""Texts of deeper layers, for the catalogues: rules, kinds of proposals, acts of the audit trail.

They are read where they stand. Those layers know no language: a rule's sentence is the same for
a page, a file and a command; whoever shows it can say it in another language.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

ROOT = Path(__file__).parents[2]
NO_ACTS = "registry/web/desk/sponsor/acts"  # the forms of a sponsor's acts, which have that name
ARGUMENTS = {
    **{"act": 0, "Act": 2, "Proposal": 0, "_issue": 2},
    **{"note": 2, "note_read": 2, "enter_in_ledger": 3},
}
"""Which argument of these calls names an act of the audit trail, counted from 0."""
NAMING = re.compile(rf"\b({'|'.join(ARGUMENTS)})\(")


def rule_texts() -> Iterator[str]:
    """What the rules of everything that arrives say is wrong, and what to do."""
    from anonymise.identifiers import RULES
    from registry.intake.importers.findings import FILE_RULES
    from registry.intake.rules import SUBMISSION_RULES
    from registry.intake.rules.corrections import CORRECTION_RULES
    from registry.intake.rules.registration import DRAFT_RULES

    for rules in (SUBMISSION_RULES, CORRECTION_RULES, DRAFT_RULES):
        for rule in rules:
            yield from (rule.sentence, rule.remedy)
    for told in FILE_RULES.values():
        yield from told
    yield from (rule.sentence for rules in RULES.values() for rule in rules)


def proposal_texts() -> Iterator[str]:
    """The kinds of what the board decides together."""
    from registry.board.proposals import KINDS

    yield from (kind.words for kind in KINDS.values())


def acts() -> Iterator[str]:
    """Every kind of act of the audit trail, up to a colon."""
    from registry.model.registration import Draft

    yield from (f"{draft.__name__} accepted" for draft in get_args(Draft))
    for path in sorted((ROOT / "registry").rglob("*.py")):
        if not path.is_relative_to(ROOT / NO_ACTS) and NAMING.search(path.read_text()):
            yield from acts_in(path)


def acts_in(path: Path) -> Iterator[str]:
    """The acts named in one file, by a text or by a constant."""
    for call in ast.walk(tree_of(path)):
        if isinstance(call, ast.Call):
            at = ARGUMENTS.get(name_of(call.func), len(call.args))
            if at < len(call.args) and (named := words(call.args[at], path)):
                yield f"{named} read" if name_of(call.func) == "note_read" else named


def name_of(function: ast.expr) -> str:
    """The last name of what is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def words(told: ast.expr, path: Path) -> str:
    """The kind of act that an argument names; empty where it is passed on from elsewhere."""
    if isinstance(told, ast.JoinedStr):
        told = told.values[0]
    if isinstance(told, ast.Name):
        return constants(path).get(told.id, "")
    if isinstance(told, ast.Constant) and isinstance(told.value, str):
        return told.value.partition(":")[0].strip()
    return ""


@cache
def tree_of(path: Path) -> ast.Module:
    """The code of a file."""
    return ast.parse(path.read_text())


@cache
def constants(path: Path) -> Mapping[str, str]:
    """The texts that a file names in capitals, and those it takes from other files of ours."""
    found: dict[str, str] = {}
    for each in tree_of(path).body:
        if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("registry."):
            found |= imported(each)
        if isinstance(each, ast.Assign):
            found |= dict(assigned(each.targets[0], each.value))
    return found


def imported(line: ast.ImportFrom) -> dict[str, str]:
    """The texts in capitals that a line takes from another file."""
    path = ROOT.joinpath(*str(line.module).split(".")).with_suffix(".py")
    names = [alias.name for alias in line.names if alias.name.isupper()]
    known = constants(path) if names and path.exists() else {}
    return {name: known[name] for name in names if name in known}


def assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    """The names of a line with their texts: one, or several beside each other."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from assigned(one, other)
    elif isinstance(target, ast.Name) and isinstance(value, ast.Constant):
        yield target.id, str(value.value)
