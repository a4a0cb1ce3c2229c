"""What the recipe of an image would put into it, put into a folder instead."""

import re
import shutil
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
RECIPE, WHOLE = DEPLOY / "Containerfile.public", DEPLOY / "Containerfile"
"""A public node's, and that of the whole registry."""
PINS = {RECIPE: DEPLOY / "requirements-public.txt", WHOLE: DEPLOY / "requirements-registry.txt"}


def instructions(recipe: Path = RECIPE) -> list[list[str]]:
    """The recipe's instructions, each as its words; continued and commented lines have no place."""
    lines = (line.strip() for line in recipe.read_text().splitlines())
    return [line.split() for line in lines if line and not line.startswith("#")]


def built(folder: Path, recipe: Path = RECIPE) -> Path:
    """The recipe's files in a folder: its COPY lines, then what it removes."""
    for word, *rest in instructions(recipe):
        if word == "COPY" and not rest[0].startswith("--from") and rest[-1] != "/":
            for pattern in rest[:-1]:
                for source in sorted(ROOT.glob(pattern)):
                    copied(source, folder / rest[-1], keeps_name=rest[-1].endswith("/"))
        elif (word, rest[0]) == ("RUN", "rm"):
            for path in rest[1:]:
                (folder / path).unlink()
    return folder


def copied(source: Path, target: Path, keeps_name: bool) -> None:
    """A file into a folder, or a folder's contents as a folder."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        place = target / source.name if keeps_name else target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)


def pinned(recipe: Path = RECIPE) -> set[str]:
    """The names of the distributions that the recipe installs."""
    return set(re.findall(r"^([a-z0-9-]+)==", PINS[recipe].read_text(), flags=re.MULTILINE))


def installed_in(folder: Path, recipe: Path = RECIPE) -> Path:
    """A folder of packages with those that the recipe installs, and no other."""
    folder.mkdir()
    for name in pinned(recipe):
        with suppress(PackageNotFoundError):  # for another platform
            found = distribution(name)
            for part in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
                (folder / part).symlink_to(Path(str(found.locate_file(part))))
    return folder
