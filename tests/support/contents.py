"""What is public of a sealed group, content by content."""

from typing import Any

from msgspec import structs

from registry.model.sealed import SealedGroup, contents_of, tables_in

COUNTED = ("funnel", "endpoints", "known", "manufacturing", "safety", "best_responses", "curves")


def numbers_of(group: SealedGroup) -> dict[str, Any]:
    """Every table and every interval that is public, by the id of the content."""
    rows = {f"{curve.curve}/{row.day}": row for curve in group.curves for row in curve.intervals}
    return {**tables_in(group), **rows}


def without_numbers(group: SealedGroup) -> dict[str, Any]:
    """What is public of a group but its counts: its keys, its dates, and which contents are open.

    The reasons of who was not infused are outcomes of nobody who was.
    """
    left = {name: value for name, value in structs.asdict(group).items() if name not in COUNTED}
    return {**left, "contents": sorted(contents_of(group)), "funnel": group.funnel}
