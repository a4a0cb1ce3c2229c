"""Drawings of public numbers as SVG: pure functions of rows, safe for pages, print and PDF."""

from registry.web.charts.bars import Bar, BarWords, bars
from registry.web.charts.curve import CurvePoint, CurveWords, curve
from registry.web.charts.figure import Figure
from registry.web.charts.forest import ForestRow, ForestWords, forest

__all__ = [
    "Bar",
    "BarWords",
    "CurvePoint",
    "CurveWords",
    "Figure",
    "ForestRow",
    "ForestWords",
    "bars",
    "curve",
    "forest",
]
