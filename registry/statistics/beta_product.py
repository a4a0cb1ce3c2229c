"""The beta product interval of a survival curve, from the counts of its intervals.

After Fay, Brittain & Proschan (2013), Biostatistics 14:723-736, by the method of moments. That it
takes n' = n - w/2 where losses lie inside an interval is an adaptation of ours. Without losses it
is the interval of Clopper & Pearson.
"""

from collections.abc import Iterable, Sequence
from math import expm1, log1p

from registry.statistics.intervals import Interval

TAIL = 0.025
Shape = tuple[float, float]


def beta_limits(intervals: Iterable[tuple[float, int, int]]) -> list[Interval]:
    """95 % limits after each interval, given as n', first events of any cause, and m who stay.

    Above, the product of Beta(n' - d + 1, d) over the intervals with events, exactly 1 before the
    first; below, the same with Beta(m, 1) more, exactly 0 where m is 0.
    """
    upper: list[Shape | None] = []
    lower: list[Shape | None] = []
    mean, spread = 1.0, 0.0
    for exposed, failures, staying in intervals:
        if failures:
            free = exposed - failures + 1
            mean *= free / (free + failures)
            spread += _spread(free, failures)
        upper.append(_shape(mean, spread) if spread else None)
        last = (mean * staying / (staying + 1), spread + _spread(staying, 1)) if staying else None
        lower.append(_shape(*last) if last else None)
    return list(map(Interval, _quantiles(lower, TAIL, 0.0), _quantiles(upper, 1 - TAIL, 1.0)))


def _spread(a: float, b: float) -> float:
    """log(E[X^2] / E[X]^2) of Beta(a, b). Spreads of independent factors add up."""
    return log1p(b / (a * (a + b + 1)))


def _shape(mean: float, spread: float) -> Shape:
    """The beta distribution with this mean and spread."""
    total = (1 - mean) / (mean * expm1(spread)) - 1
    return mean * total, (1 - mean) * total


def _quantiles(shapes: Sequence[Shape | None], level: float, without: float) -> list[float]:
    """The quantile of each distribution, and `without` where there is none."""
    # Imported here because it is slow to load and few answers need it.
    from scipy.special import betaincinv

    found = betaincinv(
        [s[0] if s else 1 for s in shapes], [s[1] if s else 1 for s in shapes], level
    )
    return [q if shape else without for q, shape in zip(found.tolist(), shapes, strict=True)]
