"""The generated client against a registry that listens: typed answers, tables, refusals."""

import importlib.util
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from live import listening

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.public.client_code import client_source
from registry_graphql.public.schema import operation_files
from tests.views.example import frozen

README = Path(__file__).parents[2] / "README.md"
OPERATIONS = {path.stem.replace("-", "_"): path.read_text() for path in operation_files()}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("client") / "he_registry.py"
    path.write_text(client_source())
    return path


@pytest.fixture(scope="module")
def module(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location("he_registry", file)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with listening(create_public_app(Shelf(frozen()), lambda: "error-1")) as home:
        yield home


@pytest.fixture(scope="module")
def registry(module: Any, address: str) -> Any:
    return module.Registry(address)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_a_method_that_answers_as_the_operation_does(
    registry: Any, address: str, name: str
) -> None:
    direct = httpx.post(f"{address}/graphql", json={"query": OPERATIONS[name]}).json()
    if "errors" in direct:  # it needs a variable that only its reader knows
        assert inspect.signature(getattr(registry, name)).parameters
        return
    assert getattr(registry, name)() == direct["data"]


def test_a_variable_is_passed_on_by_its_name(registry: Any) -> None:
    assert registry.what_works(diseases=["cartilage-defect"])["efficacy"]["totalCount"] == 1
    assert registry.what_works(diseases=[])["efficacy"]["totalCount"] == 0


def test_a_table_comes_whole_and_says_which_lines_are_withheld(registry: Any) -> None:
    lines = registry.table("efficacy")
    assert lines == registry.table("efficacy", snapshot=4)
    statuses = {line["value_status"] for line in lines}
    assert {"shown", "none"} < statuses
    assert all(line["view"] == "efficacy" for line in lines)


def test_what_is_refused_is_an_error_with_the_registrys_words(module: Any, registry: Any) -> None:
    with pytest.raises(module.RegistryProblem, match="nothing"):
        registry.ask("{ nothing }")
    with pytest.raises(module.RegistryProblem, match="404"):
        registry.table("nothing")
    with pytest.raises(ValueError, match="https://"):
        module.Registry("file:///etc")


def test_a_table_that_was_cut_off_is_refused(
    module: Any, registry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = registry._read("/r/4/efficacy.csv")
    for cut in (whole[: len(whole) // 2], whole.replace(b"aurora", b"aurorb", 1)):
        monkeypatch.setattr(registry, "_read", lambda _, cut=cut: cut)
        with pytest.raises(module.RegistryProblem, match="cut off or changed"):
            registry.table("efficacy")


def test_the_commands_of_the_readme_fetch_the_client_and_ask(address: str, tmp_path: Path) -> None:
    readme = README.read_text()
    (shown,) = re.findall(r"```sh\n(curl -sSO [^`]*he_registry.py\n[^`]*)```", readme)
    code = shown.replace("http://127.0.0.1:8000", address).replace("python3", sys.executable)
    command = ["/bin/bash", "-euo", "pipefail", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Begin rehabilitation earlier." in done.stdout


def test_a_registry_serves_its_own_client(address: str) -> None:
    served = httpx.get(f"{address}/r/he_registry.py")
    assert served.text == client_source()
    assert served.headers["cache-control"] == "no-cache"


@pytest.mark.thorough
def test_whoever_checks_types_strictly_can_use_it(file: Path) -> None:
    options = ["--strict", "--no-incremental", "--config-file", "", str(file)]
    command = [sys.executable, "-m", "mypy", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
