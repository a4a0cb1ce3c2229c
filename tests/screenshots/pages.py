"""Which pages of the demo are looked at, by the name of their pictures and their address."""

from collections.abc import Iterator

from registry.model.access import Role
from registry.model.codes import Verdict
from registry.snapshot import Snapshot
from registry.views.endpoint_results import endpoint_results
from registry.views.products import products
from registry.views.programmes import programmes

Places = dict[str, str]
SPONSOR = "fictional-university-1"
PEOPLE: dict[str, tuple[Role, str | None]] = {
    "dana": (Role.DATA_STEWARD, SPONSOR),
    "bea": (Role.BOARD_MEMBER, None),
    "cora": (Role.CURATOR, None),
    "ann": (Role.AUDITOR, None),
    "ada": (Role.ADMINISTRATOR, None),
}
"""Who signs in for the pictures, by account: the role and the organisation."""

SIGNED_OUT = ("/sign-in", "/invitation")
WORKSPACES: dict[str, tuple[str, ...]] = {
    "dana": (
        "/desk",
        "/desk/send",
        "/desk/correct",
        "/desk/due",
        "/desk/completeness",
        "/desk/preview",
        "/desk/template",
        "/desk/receipts",
        "/desk/acts",
        "/desk/acts/product",
        "/desk/acts/approval",
        "/desk/acts/approval-change",
        "/desk/acts/programme",
        "/desk/acts/endpoint",
        "/desk/acts/status",
        "/desk/acts/cut-off",
        "/desk/acts/result",
        "/desk/acts/attest",
        "/desk/acts/costs",
        "/desk/acts/advice",
        "/desk/acts/key",
        "/desk/acts/withdraw",
        "/desk/summary",
        "/desk/hold",
        "/board",
        "/account",
    ),
    "bea": (
        "/board",
        "/board/publication",
        "/board/delay",
        "/board/erratum",
        "/board/wishes",
    ),
    "cora": (
        "/board/duplicates",
        "/board/withdrawals",
        "/board/permits",
        "/board/organisations",
        "/board/hospitals",
        "/board/lineages",
        "/board/wish",
    ),
    "ann": ("/board/audit",),
    "ada": ("/board/accounts", "/board/accounts/invite", "/board/keys"),
}
FOR_EVERYBODY = (
    "/",
    "/centres",
    "/centres?q=knee&from=es-madrid",
    "/centres?q=gene+therapy+in+Spain",
    "/centres?q=nothing-like-this",
    "/check",
    "/products",
    "/products?q=CAR-T",
    "/failures",
    "/releases",
    "/report",
    "/methods",
    "/privacy",
    "/accessibility",
    "/status",
    "/changelog",
    "/data",
    "/nothing-here",
    "/de",
    "/es/check",
)


def public_places(snapshot: Snapshot) -> tuple[str, ...]:
    """The pages for everybody, with the products, centres and reports of a snapshot."""
    year = snapshot.as_of.year - 1
    return (
        *FOR_EVERYBODY,
        *(f"/products/{id}" for id in sorted(shown_products(snapshot))),
        *(f"/centres/{centre.id}" for centre in snapshot.directory.centres[-1:]),
        *(f"/report/{year}{of}" for of in ("", "/ES", "/ES/authority")),
    )


def shown_products(snapshot: Snapshot) -> Iterator[str]:
    """Every invented product with programmes, and a real one that is known from publications."""
    rows = {row.product_id for row in programmes(snapshot)}
    for real in (False, True):
        found = [each.id for each in products(snapshot) if each.synthetic is not real]
        yield from [id for id in found if id in rows][: 1 if real else None]


def telling(snapshot: Snapshot) -> str:
    """An invented product with a goal that was met and one that was not."""
    verdicts: dict[str, set[Verdict | None]] = {}
    for row in endpoint_results(snapshot):
        if row.synthetic:
            verdicts.setdefault(row.product_id, set()).add(row.verdict.value)
    both = {Verdict.MET, Verdict.NOT_MET}
    return next(id for id, found in sorted(verdicts.items()) if both <= found)


def name_of(path: str) -> str:
    """The name of the pictures of an address."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in path.strip("/"))
    return kept or "start"
