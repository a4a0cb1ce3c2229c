"""A snapshot of any number of sealed groups, made up: what a large registry would publish.

The same arguments give the same bytes. 10,000 groups hold about 160,000 patients of 250 programmes
over ten years; patients, hospitals and products are invented.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random

from large_groups import COUNTRIES, WAIT, Place, group, releases
from msgspec import structs
from public_files import entries_for, log_files, snapshot_files, write

from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import (
    ApprovalEventKind,
    AtmpClass,
    Clock,
    EndpointKind,
    EndpointRole,
    Origin,
    Population,
    ResultSource,
    Route,
    Vector,
    Verdict,
)
from registry.model.decision import Activity, PublicDecision, PublicGate, Standing
from registry.model.endpoint import Endpoint, EndpointResult, SuccessCriterion, lock
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, ApprovalEvent, Product
from registry.model.programme import Programme
from registry.model.sealed import SealedGroup
from registry.model.source import Source
from registry.release.stages import load_policy, policy_digest
from registry.snapshot import (
    Directory,
    FrozenSnapshot,
    PublicEndpointResult,
    PublicProgramme,
    Snapshot,
    freeze,
)

BEGAN, AS_OF = date(2027, 1, 11), releases()[-1]
PER_PROGRAMME, PER_PRODUCT = 40, 4
SPONSORS = 40
DISEASES = ("lbcl", "b-all", "multiple-myeloma", "acute-gvhd", "cartilage-defect", "sma", "mcl")
STAGES = ("R0", "R1", "R2", "R3", "R4", "R5", "R6")
SENTENCE = (
    "At least 20 patients are in open groups whose observation window has closed, or the first "
    "such group closed 12 months ago (then labelled small)."
)
INVENTED = Source("fictional", verified=False)


def response(programme: int) -> Endpoint:
    """The primary endpoint of a programme."""
    return Endpoint(
        id="response",
        label="Complete metabolic response at day 100",
        role=EndpointRole.PRIMARY,
        kind=EndpointKind.RESPONDER,
        measure="LUGANO",
        clock=Clock.FIRST_ADMINISTRATION,
        population=Population.ACCEPTED,
        day=100,
        criterion=SuccessCriterion(30 + programme % 30),
        success_categories=("CMR",),
    )


def directory(programmes: int) -> Directory:
    """Sponsors, a hospital and an authority of each country, products with an approval each."""
    places = [(f"sponsor-{n:02}", COUNTRIES[n % len(COUNTRIES)]) for n in range(SPONSORS)]
    products = [f"product-{n:03}" for n in range(-(-programmes // PER_PRODUCT))]
    return Directory(
        organisations=tuple(
            Organisation(id, f"University {id} (fictional)", country, synthetic=True)
            for id, country in places
        ),
        centres=tuple(
            Centre(f"{id}-hospital", id, f"Hospital of {id} (fictional)", "Tarn", country, True)
            for id, country in places
        ),
        authorities=tuple(
            Authority(f"authority-{c}", f"Authority of {c} (fictional)", c, c,
                      "https://authority.example", "yes", "fictional", True, INVENTED, True)
            for c in COUNTRIES
        ),
        products=tuple(product(n, id) for n, id in enumerate(products)),
        approvals=tuple(
            Approval(f"approval-{id}", id, f"authority-{COUNTRIES[n % len(COUNTRIES)]}",
                     COUNTRIES[n % len(COUNTRIES)], DISEASES[n % len(DISEASES)], "granted",
                     (ApprovalEvent(ApprovalEventKind.GRANTED, "2026"),), synthetic=True)
            for n, id in enumerate(products)
        ),
        offers=tuple(
            Offer(f"offer-{id}", f"{places[n % SPONSORS][0]}-hospital", f"approval-{id}", id,
                  DISEASES[n % len(DISEASES)], AS_OF, True, True, False, synthetic=True)
            for n, id in enumerate(products)
        ),
    )  # fmt: skip


def product(number: int, id: str) -> Product:
    """A product; classes, vectors and origins in turn."""
    return Product(
        id,
        f"Tarncel {number} (fictional)",
        "cells",
        [*AtmpClass][number % len(AtmpClass)],
        [*Origin][number % len(Origin)],
        [*Vector][number % len(Vector)],
        sponsor_id=f"sponsor-{number % SPONSORS:02}",
        synthetic=True,
        source=INVENTED,
    )


def programme(number: int) -> PublicProgramme:
    """A programme with seven decisions, all but the last open."""
    sponsor, made = f"sponsor-{number % SPONSORS:02}", number // PER_PRODUCT
    declared = Programme(
        f"programme-{number:03}",
        f"product-{made:03}",
        sponsor,
        f"Study {number} (fictional)",
        DISEASES[made % len(DISEASES)],
        Route.HOSPITAL_EXEMPTION,
        f"product-{made:03}",
        BEGAN,
        centre_ids=(f"{sponsor}-hospital",),
        planned_patients=400,
        planned_end=date(2045, 1, 1),
        longest_wait_days=WAIT,
        endpoints=(lock(response(number), BEGAN),),
        synthetic=True,
    )
    return PublicProgramme(declared, "R5", Activity.OPEN, tuple(map(decision, STAGES)))


def decision(stage: str) -> PublicDecision:
    """What is said of a stage."""
    gate = PublicGate("enough-followed", SENTENCE, True, 20, 180)
    opened = None if stage == "R6" else releases()[3]
    told = f"Open since {opened}." if opened else f"Not open yet. Still needed: {SENTENCE}"
    return PublicDecision(
        stage, opened is not None, opened, (gate,), told, opened, "1.0.0", "ab" * 32
    )


def result(row: PublicProgramme, met: bool) -> PublicEndpointResult:
    """The verdict on a programme's endpoint."""
    own, locked = row.programme, row.programme.endpoints[0].endpoint
    verdict = Verdict.MET if met else Verdict.NOT_MET
    stated = EndpointResult(
        f"{own.id}.{locked.id}", own.id, locked.label, ResultSource.SPONSOR, locked.id, verdict,
        synthetic=True,
    )  # fmt: skip
    return PublicEndpointResult(stated, Standing.PUBLISHED)


def bundle(groups: tuple[SealedGroup, ...]) -> PublicBundle:
    """Three groups together; for the curves of the infused stand those of the first group."""
    first = groups[0]
    curves = (structs.replace(c, curve=f"{c.curve}-of-infused") for c in first.curves)
    return PublicBundle(
        f"{first.id}.infused",
        first.programme_id,
        BundleKind.INFUSED,
        first.timing,
        tuple(each.id for each in groups),
        first.opened_on or AS_OF,
        curves=tuple(curves),
    )


@lru_cache(2)
def large_snapshot(groups: int = 10_000, number: int = 1) -> FrozenSnapshot:
    """A frozen snapshot, the `number`-th of its chain; each has other bytes and the same groups."""
    chance = Random(1)  # noqa: S311 - nothing here is a secret
    days = releases()
    rows = tuple(programme(n) for n in range(-(-groups // PER_PROGRAMME)))
    sealed = tuple(
        group(Place(rows[n // PER_PROGRAMME].programme.id, "response", n % PER_PROGRAMME + 1,
                    days[n % PER_PROGRAMME * len(days) // PER_PROGRAMME]), chance)
        for n in range(groups)
    )  # fmt: skip
    opened = [each for each in sealed if each.curves]
    return freeze(
        Snapshot(
            number=number,
            as_of=AS_OF,
            predecessor=large_snapshot(groups, number - 1).digest if number > 1 else None,
            policy_version="1.0.0",
            policy_digest=policy_digest(load_policy()),
            next_release=date(2037, 3, 31),
            directory=directory(len(rows)),
            programmes=rows,
            endpoint_results=tuple(result(row, n % 3 > 0) for n, row in enumerate(rows)),
            groups=sealed,
            released_on=AS_OF,
            bundles=tuple(
                bundle(tuple(opened[at : at + 3])) for at in range(0, len(opened) - 2, 3)
            ),
        )
    )


def large_folder(folder: Path, groups: int = 10_000, snapshots: int = 1) -> Path:
    """The public folder of a registry whose last snapshot has so many groups."""
    chain = [large_snapshot(groups, number) for number in range(1, snapshots + 1)]
    return write(folder, {**log_files(entries_for(chain)), **snapshot_files(chain)})
