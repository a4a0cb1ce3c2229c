"""A public node has no way to a person, a key or a database: not loaded, not needed, not there."""

import json
import re
import site
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from commands import answers, environment, free_port, until
from image import RECIPE, ROOT, built, installed_in, instructions
from logs import KEY
from nodes import chain, publish, published

pytestmark = pytest.mark.thorough

SECRET_PARTS = (
    "registry.storage",
    "registry.intake",
    "registry.access",
    "registry.app",
    "registry.client",
    "registry.log.signer",
    "registry.release.publish",
    "registry.release.steps",
    "registry.web.desk",
    "registry_graphql.sponsor",
    "anonymise",
    "seeds",
    "piccolo",
    "asyncpg",
    "aiosqlite",
    "sqlite3",
    "openpyxl",
    "stdnum",
)
PROGRAM = """
import json, runpy, signal, sys
def tell(*_):
    print(json.dumps(sorted(sys.modules)), flush=True)
    raise KeyboardInterrupt
signal.signal(signal.SIGUSR1, tell)
sys.argv[0] = "he-registry"
runpy.run_module("registry", run_name="__main__")
"""
QUESTIONS = (
    "{ snapshot { number } centres(first: 2) { totalCount } products(first: 2) { totalCount } }",
    "{ efficacy(by: [COUNTRY]) { totalCount } programmes(first: 2) { totalCount } }",
    "{ endpointResults(first: 5) { totalCount } approvals(first: 1) { totalCount } }",
)
PAGES = ("/", "/health", "/log/keys", "/r/latest.json", "/r/1/efficacy.csv", "/r/1/SHA256SUMS")


@contextmanager
def node_in(here: Path, folder: Path, path: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A node whose process finds modules in `path` only, and no setting of a registry."""
    port = free_port()
    words = ["--debug", "serve", "--public-only", str(folder), "--log-key", KEY.encoded]
    words += ["--port", str(port)]
    process = subprocess.Popen(
        # without site, so that no path file leads back to this checkout
        [sys.executable, "-S", "-B", "-c", PROGRAM, *words],
        env=environment(PYTHONPATH=path),
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}"))
        assert process.poll() is None, process.communicate()[1]
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.communicate()


def loaded(process: "subprocess.Popen[str]") -> list[str]:
    """The modules of a running node, which ends by telling."""
    from signal import SIGUSR1

    process.send_signal(SIGUSR1)
    assert process.stdout is not None
    found: list[str] = json.loads(process.stdout.readline())
    return found


def ask_everything(address: str) -> None:
    """Pages, files and questions, so that whatever is imported late is imported."""
    for page in PAGES:
        assert (
            httpx.get(f"{address}{page}", follow_redirects=True, timeout=60).status_code == 200
        ), page
    for query in QUESTIONS:
        answer = httpx.post(f"{address}/graphql", json={"query": query}, timeout=60).json()
        assert "errors" not in answer, answer


def packages() -> str:
    return site.getsitepackages()[0]


def secret(modules: list[str]) -> list[str]:
    return [
        name
        for name in modules
        if any(name == part or name.startswith(f"{part}.") for part in SECRET_PARTS)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return publish(tmp_path / "public", published(1))


def test_a_node_of_the_whole_checkout_loads_nothing_of_persons_keys_or_databases(
    folder: Path, tmp_path: Path
) -> None:
    paths = f"{ROOT}:{ROOT / 'graphql'}:{packages()}"
    with node_in(tmp_path, folder, paths) as (address, process):
        ask_everything(address)
        modules = loaded(process)
    assert "registry.node.app" in modules
    assert secret(modules) == []


def test_what_the_image_holds_starts_and_answers_and_is_all_there_is(
    folder: Path, tmp_path: Path
) -> None:
    image, installed = built(tmp_path / "srv"), installed_in(tmp_path / "packages")
    there = {path.relative_to(image).as_posix() for path in image.rglob("*.py")}
    as_modules = [path.removesuffix(".py").replace("/", ".").removeprefix("graphql.")
                  for path in there]  # fmt: skip
    assert secret([name.removesuffix(".__init__") for name in as_modules]) == []
    with node_in(tmp_path, folder, f"{image}:{image / 'graphql'}:{installed}") as (address, node):
        ask_everything(address)
        digest = httpx.get(f"{address}/r/latest.json").json()["digest"]
        modules = loaded(node)
    assert digest == chain(1)[0].digest
    assert secret(modules) == []


def test_nothing_in_the_image_is_a_key_or_names_one(tmp_path: Path) -> None:
    image = built(tmp_path / "srv")
    hexadecimal = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
    for path in (path for path in image.rglob("*") if path.is_file()):
        data = path.read_bytes()
        assert b"PRIVATE KEY" not in data, path
        says_digests = path.name == "manifest.json" or "vendor" in path.parts
        assert says_digests or not hexadecimal.search(data), path
        assert path.suffix not in (".key", ".pem", ".sqlite"), path


def test_the_recipe_runs_as_nobody_from_pinned_hashes_and_takes_no_secret() -> None:
    words = instructions()
    assert ["USER", "10001:10001"] in words
    assert "--require-hashes" in RECIPE.read_text()
    named = {word for line in words if line[0] in ("ENV", "ARG") for word in line[1:]}
    assert not [word for word in named if re.search("KEY|SECRET|PASSWORD|DATABASE", word)]
    assert {line[0] for line in words} <= {"FROM", "COPY", "RUN", "WORKDIR", "ENV", "USER",
                                           "EXPOSE", "HEALTHCHECK", "CMD"}  # fmt: skip


def test_a_node_writes_nothing(folder: Path, tmp_path: Path) -> None:
    """So its file system may be read-only."""
    image = built(tmp_path / "srv")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with node_in(tmp_path, folder, f"{image}:{image / 'graphql'}:{packages()}") as (address, _):
        ask_everything(address)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
