"""What `make bench` measures, a row each, with its goal."""

from fractions import Fraction
from typing import Any, NamedTuple

Told = dict[str, Any]


class Row(NamedTuple):
    """A row of the page: an id, what is measured over what, and its goal."""

    id: str
    what: str
    size: str
    goal: float | Fraction
    unit: str
    at_least: bool = False

    @property
    def goal_in_words(self) -> str:
        """The goal as a reader says it."""
        return f"{'at least' if self.at_least else 'under'} {self.goal}{self.after}"

    @property
    def after(self) -> str:
        """The unit behind a figure; a ratio has none."""
        return f" {self.unit}" if self.unit else ""

    def met(self, told: Told) -> bool:
        """Whether the median reaches the goal."""
        median: float = told["median"]
        return median >= self.goal if self.at_least else median < self.goal


ROWS = (
    Row(
        "intake",
        "A stream of patients, stored with its receipts, / the least that must be done for it",
        "600 patients a round",
        3,
        "",
    ),
    Row(
        "release",
        "Two publications / reading twice every row they count",
        "1,600 patients a round",
        5,
        "",
    ),
    Row(
        "curves",
        "lifelines over the patients / our survival curves from the counts of their groups, "
        "limits included",
        "500 curves of about 200 patients",
        50,
        "",
        at_least=True,
    ),
    Row(
        "uncached",
        "Strawberry and Litestar by their defaults / our GraphQL, without kept answers, "
        "geometric mean over our own questions",
        "an example snapshot",
        3,
        "",
        at_least=True,
    ),
    Row(
        "cached",
        "The same bytes from plain ASGI / a kept answer, both on uvicorn",
        "1,500 requests a round",
        0.8,
        "",
        at_least=True,
    ),
    Row(
        "nginx",
        "The same bytes as a file from nginx / a kept answer on uvicorn",
        "1,000 requests a round to us, 10,000 to nginx",
        Fraction(1, 6),
        "",
        at_least=True,
    ),
    Row(
        "page",
        "A public page / fixed bytes of the same application, for a reader who gets no kept "
        "answer, slowest of five pages",
        "an example snapshot",
        15,
        "",
    ),
    Row(
        "page-kept",
        "The same page as a kept answer / the same fixed bytes",
        "an example snapshot",
        1.3,
        "",
    ),
    Row(
        "page-first",
        "The slowest of the five the first time after a publish, drawings included",
        "an example snapshot",
        40,
        "ms",
    ),
    Row(
        "page-search",
        "A search that nobody asked before / the same fixed bytes, slowest of six",
        "an example snapshot",
        15,
        "",
    ),
    Row(
        "file",
        "A file of a snapshot once it was made, packed / the same fixed bytes, slowest of four "
        "files",
        "an example snapshot",
        3,
        "",
    ),
    Row(
        "file-made",
        "The four files the first time, made and packed / once they are kept",
        "an example snapshot",
        10,
        "",
        at_least=True,
    ),
    Row(
        "cohort-ms",
        "Filter, group and estimate: processor time beyond GraphQL itself, slowest of four "
        "questions",
        "10,000 sealed groups",
        5,
        "ms",
    ),
    Row(
        "cohort",
        "The same / a loop that takes a present-day core about 5 ms",
        "10,000 sealed groups",
        1,
        "",
    ),
    Row(
        "node-start",
        "A public-only node: processor time until it answers, imports and verification included",
        "10,000 sealed groups, about 160,000 patients",
        3,
        "s",
    ),
    Row(
        "node-memory",
        "The same node: peak memory after 16 readers asked at once",
        "10,000 sealed groups, about 160,000 patients",
        300,
        "MiB",
    ),
    Row(
        "verify",
        "Verifying a log, the command's start included, / plain hashing of its leaves",
        "1,000,000 leaves",
        8,
        "",
    ),
)
