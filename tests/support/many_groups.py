"""A snapshot with many sealed groups, made by a fixed rule: what an answer has to sum over."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import structs

from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import AtmpClass, Origin, Route, Timing, Vector
from registry.model.decision import Activity
from registry.model.endpoint import Endpoint, lock
from registry.model.parties import Organisation
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.sealed import (
    GRID,
    SEVERAL,
    CurveCounts,
    Funnel,
    GroupState,
    IntervalCounts,
    SealedGroup,
)
from registry.snapshot import Directory, PublicProgramme, Snapshot
from tests.views.example import KNEE, REMISSION, SNAPSHOT, counts, open_group, remainder_group

REGISTERED = date(2015, 1, 10)
DISEASES = ("b-all", "aml", "lbcl", "mcl", "multiple-myeloma", "cartilage-defect", "mld", "scid")
COUNTRIES = ("AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "HU", "IE", "IT", "LT", "LU",
             "NL", "PL", "PT", "RO", "SE", "SI", SEVERAL)  # fmt: skip
CLASSES = (AtmpClass.GTMP, AtmpClass.SCTMP, AtmpClass.TEP)
FIRST_EVENTS = ("DEATH", "MALIGNANCY", "NEXT_THERAPY", "RELAPSE")
FORMING, REMAINDER = 37, 97
"""Every so manieth group still forms; is what was left of three programmes."""


def many_groups(number: int, programmes: int = 200, products: int = 40) -> Snapshot:
    """A snapshot of `number` groups of programmes that ask for two outcomes."""
    rows = tuple(_programme(place, products) for place in range(programmes))
    groups = tuple(_groups(number, rows))
    return structs.replace(
        SNAPSHOT,
        directory=Directory(
            organisations=tuple(Organisation(f"s{n}", f"Sponsor {n}", "ES") for n in range(30)),
            products=tuple(_product(place) for place in range(products)),
        ),
        programmes=rows,
        groups=groups,
        bundles=tuple(_bundles(groups)),
        endpoint_results=(),
        safety_notices=(),
    )


def _product(place: int) -> Product:
    return Product(
        f"product-{place}",
        f"Product {place}",
        "cells",
        CLASSES[place % len(CLASSES)],
        list(Origin)[place % 2],
        list(Vector)[place % 3],
        synthetic=True,
    )


def _programme(place: int, products: int) -> PublicProgramme:
    made = Programme(
        f"p{place:04}",
        f"product-{place % products}",
        f"s{place % 30}",
        f"Study {place}",
        DISEASES[place % len(DISEASES)],
        list(Route)[place % 4],
        f"product-{place % products}",
        REGISTERED,
        endpoints=(lock(_asked(place), REGISTERED),),
        synthetic=True,
    )
    return PublicProgramme(made, "R4", Activity.OPEN, SNAPSHOT.programmes[0].decisions)


def _asked(place: int) -> Endpoint:
    return KNEE if DISEASES[place % len(DISEASES)] == "cartilage-defect" else REMISSION


def _groups(number: int, rows: tuple[PublicProgramme, ...]) -> Iterator[SealedGroup]:
    for place in range(number):
        id, row = f"g{place:05}", rows[place % len(rows)].programme
        if place % REMAINDER == 1:
            ids = tuple(
                sorted({rows[(place + step) % len(rows)].programme.id for step in (0, 1, 8)})
            )
            yield remainder_group(id, ids, 13, funnel=Funnel(12, {"FUNDING": 1}))
        elif place % FORMING == 1:
            formed = SNAPSHOT.as_of
            yield SealedGroup(id, row.id, GroupState.FORMING, formed, Timing.PROSPECTIVE)
        else:
            yield _open(id, place, row)


def _open(id: str, place: int, row: Programme) -> SealedGroup:
    """From 11 to 20 patients, of whom some were not infused, some died and one was lost."""
    accepted, endpoint = 11 + place % 10, row.endpoints[0].endpoint.id
    half_year = f"{2016 + place % 9}-H{1 + place % 2}"
    tables = (counts(endpoint, accepted - 8, 2, 3, 1, 2),) if place % 5 else ()
    return open_group(
        id,
        row.id,
        COUNTRIES[(place // 7) % len(COUNTRIES)],
        accepted,
        timing=list(Timing)[place % 11 == 0],
        first_period=half_year,
        last_period=half_year,
        age_class="0-17" if place % 13 == 0 else "18+",
        funnel=Funnel(accepted - 2, {"FUNDING": 1, "DEATH": 1}),
        endpoints=tables,
        curves=_curves("", accepted, place) if tables else (),
    )


def _curves(end: str, at_risk: int, place: int) -> tuple[CurveCounts, ...]:
    return (
        _curve(f"survival{end}", at_risk, place, ("DEATH",)),
        _curve(f"first-event{end}", at_risk, place, FIRST_EVENTS),
    )


def _bundles(groups: Sequence[SealedGroup]) -> Iterator[PublicBundle]:
    """Three groups of a programme and timing at a time; the last one or two are in none yet."""
    runs: dict[tuple[str, Timing], list[SealedGroup]] = {}
    for group in groups:
        if group.curves:
            runs.setdefault((group.programme_id, group.timing), []).append(group)
    for (programme, timing), some in runs.items():
        for start in range(0, len(some) - 2, 3):
            three = some[start : start + 3]
            infused = sum(group.funnel.infused for group in three if group.funnel)
            yield PublicBundle(
                f"{three[0].id}.infused",
                programme,
                BundleKind.INFUSED,
                timing,
                tuple(group.id for group in three),
                SNAPSHOT.as_of,
                curves=_curves("-of-infused", infused, start),
            )


def _curve(curve: str, accepted: int, place: int, causes: tuple[str, ...]) -> CurveCounts:
    at_risk, rows = accepted, []
    for step, day in enumerate(GRID[: 3 + place % 6]):
        dies, lost = int((place + step) % 3 == 0 < at_risk), int(step == 2 and at_risk > 1)
        events = dict.fromkeys(causes, 0) | {causes[step % len(causes)]: dies}
        rows.append(IntervalCounts(day, at_risk, events, lost, 0, 0))
        at_risk -= dies + lost
    return CurveCounts(curve, tuple(rows), (SNAPSHOT.as_of,) * len(rows))
