"""Templates and style sheet without a server: marks, escaping, contrast, nothing from elsewhere."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

WEB = Path(__file__).parents[2] / "registry" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEET = (WEB / "static" / "site.css").read_text()
VENDOR = WEB / "static" / "vendor"

PAGE: dict[str, Any] = {
    "title": "Start",
    "synthetic": True,
    "minimum_group": 11,
    "snapshot": {
        "number": 4,
        "as_of": "2026-09-30",
        "digest": "9f2c" * 16,
        "policy_version": "1.0.0",
        "next_release": "2027-03-31",
    },
    "figures": [{"label": "programmes", "real": 3, "fictional": 2}],
    "fictional": 2,
    "cited": 1,
    "stages": [{"id": "R0", "label": "registered", "count": 3}],
    "doors": [{"title": "Patients", "text": "Find.", "link": "/x", "link_text": "Go"}],
    "queries": [{"title": "Snapshot", "query": "{ snapshot { number } }"}],
}


def render(name: str, **changes: object) -> str:
    folder = FileSystemLoader(WEB / "templates")
    house = Environment(loader=folder, autoescape=True, undefined=StrictUndefined)
    return house.get_template(name).render(page={**PAGE, **changes})


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


LIGHT = tokens(SHEET.split("@media (prefers-color-scheme: dark)")[0])
DARK = LIGHT | tokens(SHEET.split("@media (prefers-color-scheme: dark)")[1].split("@media")[0])


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "ink-soft", "link") for ground in ("paper", "tint")),
        ("link-hover", "paper"),
        ("note-ink", "note"),
        ("head-ink", "head"),
        ("focus-ink", "focus"),
    ],
)
def test_text_stands_out_from_its_ground(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_bar_stands_out_from_its_track(scheme: dict[str, str]) -> None:
    assert contrast(scheme["bar"], scheme["bar-rest"]) >= 3


@pytest.mark.parametrize("name", ["start.html", "graphiql.html"])
def test_fictional_data_is_marked_on_every_page_and_real_data_never(name: str) -> None:
    assert "Demonstration with fictional data" in render(name)
    assert "Demonstration with fictional data" not in render(name, synthetic=False)


def test_a_hostile_name_cannot_become_markup() -> None:
    door = {"title": "<img src=x>", "text": "<b>", "link": '"><script>', "link_text": "'"}
    assert not re.search(r"<img src=x|<script", render("start.html", doors=[door]))
    query = {"title": "x", "query": "'><script>alert(1)</script>"}
    assert "<script>alert" not in render("graphiql.html", queries=[query])


def test_a_registry_without_programmes_still_has_a_start_page() -> None:
    stage = {"id": "R0", "label": "registered", "count": 0}
    assert 'width="0"' in render("start.html", stages=[stage])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_page_needs_nothing_inline_and_nothing_from_elsewhere(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script>", text)
    assert not re.search(r'(src|<link[^>]*href)="(?!/static/)', text)


def test_vendored_files_are_the_ones_the_readme_names() -> None:
    named = re.findall(
        r"^\| `(\S+)` .*`([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.M
    )
    present = [*VENDOR.glob("*.js"), *VENDOR.glob("*.css")]
    assert dict(named) == {f.name: sha256(f.read_bytes()).hexdigest() for f in present}
