"""Figures by example: what a survival curve, a forest plot and bars are drawn from."""

from pathlib import Path

from registry.web.charts import (
    Bar,
    BarWords,
    CurvePoint,
    CurveWords,
    Figure,
    ForestRow,
    ForestWords,
    bars,
    curve,
    forest,
)

POINTS = (
    CurvePoint(91, "3", 46, 0.93, 0.86, 0.97),
    CurvePoint(183, "6", 42, 0.88, 0.79, 0.94),
    CurvePoint(365, "12", 38, 0.81, 0.70, 0.88),
    CurvePoint(730, "24", 21, 0.64, 0.50, 0.75),
    CurvePoint(1096, "36", 11, 0.60, 0.44, 0.73),
    CurvePoint(1826, "60", 0, None),
)


def a_curve() -> Figure:
    """Survival over five years, of which three are known."""
    rows = tuple((f"{p.label} months", str(p.at_risk), said(p)) for p in POINTS)
    words = CurveWords(
        "Share of patients alive",
        "Survival curve: 81 of 100 patients alive after one year, 60 after three",
        "Months since acceptance",
        "Patients still followed",
        ("0%", "25%", "50%", "75%", "100%"),
        ("After", "Still followed", "Alive"),
        rows,
        "Newer patients not included yet.",
    )
    return curve(POINTS, words, 1826, 1.0)


def said(point: CurvePoint) -> str:
    """An estimate with its interval."""
    if point.value is None or point.low is None or point.high is None:
        return "not yet"
    return f"{point.value:.0%} ({point.low:.0%} to {point.high:.0%})"


ROWS = (
    ForestRow("Response at 2 years", "46 patients, no target", "62% (47 to 75)", 0.62, 0.47, 0.75),
    ForestRow(
        "Remission without residual disease at day 100 <after infusion>",
        "Trial, target 60%",
        "44% (27 to 63)",
        0.44,
        0.27,
        0.63,
        0.6,
        "Goal not met",
    ),
    ForestRow("Knee function", "Target 50%", "Not open yet", target=0.5),
)


def a_forest() -> Figure:
    """Three endpoints: one without a target, one that failed, one that is withheld."""
    words = ForestWords(
        "Main endpoints, also those that failed",
        "Three endpoints with their intervals; one did not meet its goal",
        ("0%", "50%", "100%"),
        ("Endpoint", "Estimate"),
        tuple((row.label, row.said) for row in ROWS),
    )
    return forest(ROWS, words)


BARS = (
    Bar("Spain", (31, 4, 6), "41"),
    Bar("Germany and several other countries together", (12, 0, 3), "15"),
    Bar("Sweden", (), "Fewer than 11 so far"),
)


def some_bars() -> Figure:
    """Stacked bars with a legend, and one that is withheld."""
    words = BarWords(
        "Accepted patients by country",
        "Bars: Spain 41, Germany and others 15, Sweden fewer than 11",
        ("Country", "Infused", "Not infused", "Waiting"),
        (("Spain", "31", "4", "6"), ("Germany and others", "12", "0", "3"), ("Sweden", "", "", "")),
        ("Infused", "Not infused", "Waiting"),
    )
    return bars(BARS, words)


FIGURES = {"curve": a_curve, "forest": a_forest, "bars": some_bars}


def files() -> dict[str, str]:
    """Every drawing by the name of its golden file."""
    made = {name: build() for name, build in FIGURES.items()}
    wide = {f"{name}-wide.svg": str(figure.wide) for name, figure in made.items()}
    return wide | {f"{name}-phone.svg": str(figure.phone) for name, figure in made.items()}


# PYTHONPATH=tests/support python -m drawings
if __name__ == "__main__":
    for name, drawn in files().items():
        (Path(__file__).parents[1] / "web" / "golden" / name).write_text(drawn + "\n")
