"""Drawings: golden files, colours that survive print, names for screen readers, equal sizes."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawings import BARS, FIGURES, POINTS, ROWS, files
from msgspec import structs
from playwright.sync_api import Browser

from registry.web.charts import BarWords, Figure, bars, curve, forest
from registry.web.charts.curve import CurveWords
from registry.web.charts.figure import PHONE
from registry.web.charts.forest import ForestWords

pytestmark = pytest.mark.thorough

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
FILES = files()
CURVE = CurveWords("t", "n", "months", "at risk", ("0", "1", "2", "3", "4"), (), ())
FOREST = ForestWords("t", "n", ("0", "1", "2"), (), ())


@pytest.mark.parametrize("name", FILES)
def test_a_drawing_is_as_it_was_looked_at(name: str) -> None:
    assert (GOLDEN / name).read_text() == FILES[name] + "\n", "python -m drawings, then look at it"


@pytest.mark.parametrize("name", FILES)
def test_a_drawing_is_xml_with_a_name_and_a_size(name: str) -> None:
    root = ElementTree.fromstring(FILES[name])  # noqa: S314 (our own)
    assert root.get("role") == "img"
    assert len(root.get("aria-label", "")) > 20
    assert float(root.get("width", "")) == (640 if "wide" in name else 320)
    assert not re.search(r"style=|<style|<script", FILES[name])


@pytest.mark.parametrize("name", FILES)
def test_every_shape_carries_its_colour_for_print_and_a_class_for_screens(name: str) -> None:
    for shape in ElementTree.fromstring(FILES[name]):  # noqa: S314
        colours = [shape.get("fill"), shape.get("stroke")]
        assert any(colour and colour.startswith("#") for colour in colours), shape.attrib
        assert shape.get("class")


@pytest.mark.parametrize("kind", ["wide", "phone"])
def test_a_long_mark_is_broken_to_fit_and_every_mark_of_a_drawing_is_as_tall(kind: str) -> None:
    marks = ("Goal not met", "Stopped early: success had become unlikely")
    rows = [structs.replace(ROWS[0], tag=words) for words in marks]
    drawn = str(getattr(forest(rows, FOREST), kind))
    boxes = re.findall(r'class="care"[^>]* width="([\d.]+)" height="([\d.]+)"', drawn)
    assert [height for _, height in boxes] == ["36", "36"]
    assert all(float(width) < PHONE for width, _ in boxes)
    assert marks[1] not in drawn
    assert all(word in drawn for word in marks[1].split())


@pytest.mark.parametrize("name", FIGURES)
def test_every_number_of_a_drawing_is_in_its_table(name: str) -> None:
    figure = FIGURES[name]()
    said = " ".join(cell for row in figure.rows for cell in row)
    assert figure.heads
    assert all(len(row) == len(figure.heads) for row in figure.rows)
    assert all(row.said in said for row in ROWS) or name != "forest"


def test_a_failed_endpoint_is_drawn_as_large_as_one_that_was_met() -> None:
    dots = re.findall(r'class="dot"[^>]* r="([\d.]+)"', str(forest(ROWS, FOREST).wide))
    assert dots == ["5.5", "5.5"]
    assert "#b86200" in FILES["forest-wide.svg"]
    assert not re.search("#[c-f][0-9a-f]0[0-9a-f]0", FILES["forest-wide.svg"])


def test_a_withheld_endpoint_has_words_and_no_mark() -> None:
    withheld = structs.replace(ROWS[2], target=None)
    drawn = str(forest([withheld], FOREST).wide)
    assert withheld.said in drawn
    assert "dot" not in drawn
    assert "line-of" not in drawn


def test_a_curve_ends_where_estimates_end_and_says_what_is_beyond() -> None:
    told = structs.replace(CURVE, beyond="not yet")
    assert "not yet" in str(curve(POINTS, told, 1826, 1.0).wide)
    assert "not yet" not in str(curve(POINTS[:5], told, 1096, 1.0).wide)


def test_words_without_room_beyond_a_curve_stand_whole_below_it() -> None:
    told = structs.replace(CURVE, beyond="Veröffentlichungstermin steht aus")
    drawn = curve(POINTS, told, 1826, 1.0)
    in_it, below = (float(at) for at in heights_of("Veröffentlichungstermin", drawn))
    assert in_it < 214 < below
    assert 'viewBox="0 0 320 316"' in str(drawn.phone)


def heights_of(word: str, drawn: Figure) -> list[str]:
    """How far down the line with a word stands, in the wide and in the narrow drawing."""
    line = re.compile(rf'y="([\d.]+)"[^>]*>{word}')
    return [at for each in (drawn.wide, drawn.phone) for at in line.findall(str(each))]


def test_a_curve_without_estimates_is_still_a_drawing() -> None:
    nothing = [structs.replace(point, value=None, low=None, high=None) for point in POINTS]
    drawn = str(curve(nothing, CURVE, 1826, 1.0).wide)
    assert drawn.count("<circle") == 0


def test_bars_share_one_scale_and_a_withheld_one_has_words_only() -> None:
    drawn = str(bars(BARS, BarWords("t", "n", (), ())).wide)
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="16"', drawn)]
    assert widths[0] / widths[3] == pytest.approx(31 / 12, rel=0.02)
    assert "Fewer than 11 so far" in drawn


@pytest.mark.parametrize("name", [name for name in FILES if "wide" in name])
def test_a_drawing_without_a_style_sheet_is_not_black(browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": 660, "height": 460})
    page.set_content(f"<body>{FILES[name]}</body>")
    counted = page.evaluate(
        """async () => {
        const image = new Image(), canvas = document.createElement('canvas');
        const text = new XMLSerializer().serializeToString(document.querySelector('svg'));
        image.src = 'data:image/svg+xml;base64,' + btoa(unescape(encodeURIComponent(text)));
        await image.decode();
        [canvas.width, canvas.height] = [image.width, image.height];
        const at = canvas.getContext('2d'); at.drawImage(image, 0, 0);
        const px = at.getImageData(0, 0, canvas.width, canvas.height).data;
        let black = 0, blue = 0;
        for (let i = 0; i < px.length; i += 4) {
          if (px[i + 3] > 200 && px[i] + px[i + 1] + px[i + 2] < 30) black++;
          if (px[i + 3] > 200 && px[i] < 40 && px[i + 2] > 90) blue++; }
        return [black / (px.length / 4), blue] }"""
    )
    page.close()
    assert counted[0] < 0.001
    assert counted[1] > 50
