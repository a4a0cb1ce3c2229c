"""Templates and sheet without a browser: contrast, marks, escaping, nothing from elsewhere."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import structs

from registry.public_app import shown_operations
from registry.snapshot import Directory, FrozenSnapshot, freeze
from registry.web.public.frame import Asked
from registry.web.public.handlers import rendered
from registry.web.public.home import home
from registry.web.public.pages import Operation, explorer_page
from tests.views.example import frozen

WEB = Path(__file__).parents[2] / "registry" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEET = (WEB / "static" / "site.css").read_text()
VENDOR = WEB / "static" / "vendor"

TEXT_ON_GROUND = [
    *((text, ground) for text in ("ink", "ink-soft", "link") for ground in ("paper", "tint")),
    *((text, "paper") for text in ("link-hover", "fault", "note-ink", "good-ink", "closed-ink")),
    *((f"{kind}-ink", kind) for kind in ("note", "good", "closed", "head")),
    ("head-soft", "head"),
    ("on-link", "link"),
    ("on-link", "link-hover"),
    ("ink", "land"),
    ("ink", "land-known"),
]
LINE_ON_GROUND = [
    *((line, "paper") for line in ("field", "bar", "focus", "fault")),
    *((f"{kind}-line", kind) for kind in ("note", "good", "closed", "head")),
    ("focus", "tint"),
    ("bar", "bar-rest"),
    ("bar", "land"),
    ("bar", "land-known"),
]


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


LIGHT = tokens(SHEET.split("}", 1)[0])
DARK = LIGHT | tokens(SHEET.split("@media (prefers-color-scheme: dark)")[1].split("}", 1)[0])
PRINT = LIGHT | tokens(SHEET.split("@media print")[1].split("}", 1)[0])
SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])


def test_a_dark_screen_changes_colours_and_nothing_else() -> None:
    """So that a page in the dark need only be held to axe's rules about colours."""
    sheets = "".join(sheet.read_text() for sheet in sorted((WEB / "static").glob("*.css")))
    dark = re.findall(r"prefers-color-scheme: dark\) {(.*?}\s*)}", sheets, re.DOTALL)
    assert len(dark) == sheets.count("prefers-color-scheme") > 0
    declared = [each for rule in dark for each in re.split(r"[;{}]", rule) if ": " in each]
    assert len(declared) > 20
    assert [each for each in declared if not each.strip().startswith(("--", ".tool:not("))] == []


@SCHEMES
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@SCHEMES
@pytest.mark.parametrize(("line", "ground"), LINE_ON_GROUND)
def test_a_mark_stands_out_from_its_ground(scheme: dict[str, str], line: str, ground: str) -> None:
    assert contrast(scheme[line], scheme[ground]) >= 3


def test_every_colour_is_in_a_tested_pair_or_only_decorates() -> None:
    decorates = {"line", "bar-soft", "land-line"}
    tested = {token for pair in (*TEXT_ON_GROUND, *LINE_ON_GROUND) for token in pair}
    assert set(LIGHT) - tested == decorates
    assert set(DARK) == set(LIGHT)


def test_colours_are_named_once_and_used_by_name() -> None:
    blocks = re.sub(r":root \{.*?\n  ?\}", "", SHEET, flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", blocks) == ["#ffd166"]


def page_of(snapshot: FrozenSnapshot, template: str) -> str:
    asked = Asked(snapshot, "/")
    explorer = template == "graphiql.html"
    page = explorer_page(asked, shown_operations()) if explorer else home(asked)
    return rendered(asked.language, template, page)


@pytest.mark.parametrize("template", ["home.html", "graphiql.html"])
def test_fictional_data_is_marked_on_every_page_and_real_data_never(template: str) -> None:
    real = freeze(structs.replace(frozen().snapshot, directory=Directory(), programmes=()))
    assert "Demonstration with fictional data" in page_of(frozen(), template)
    assert "Demonstration with fictional data" not in page_of(real, template)


def test_a_hostile_question_cannot_become_markup() -> None:
    asked = Asked(frozen(), "/")
    hostile = Operation("x", "x", "'><script>alert(1)</script>")
    page = rendered(asked.language, "graphiql.html", explorer_page(asked, [hostile]))
    assert "<script>alert" not in page


def test_a_registry_without_programmes_still_has_a_start_page() -> None:
    empty = freeze(structs.replace(frozen().snapshot, programmes=()))
    assert 'width="0"' in page_of(empty, "home.html")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_page_needs_nothing_inline_and_nothing_from_elsewhere(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script>", text)
    assert not re.search(r'(\ssrc|<link rel="(?!alternate)[^>]*\shref)="(?!/static/)', text)


def test_vendored_files_are_the_ones_the_readme_names() -> None:
    named = re.findall(
        r"^\| `(\S+)` .*`([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.M
    )
    present = [*VENDOR.glob("*.js"), *VENDOR.glob("*.css")]
    assert dict(named) == {f.name: sha256(f.read_bytes()).hexdigest() for f in present}
