"""Marketed and exempted products, their national approvals, authorities, holders and hospitals."""

from typing import Any

from registry.model.codes import (
    ApprovalEventKind,
    AtmpClass,
    MarketingState,
    OrganisationRole,
    Origin,
)
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, ApprovalEvent, Product
from registry.model.source import Source
from seeds.catalogue.files import Row, mapping, rows, slug

# The two rows whose source names a hospital that treats; the others name companies or nobody.
HOSPITALS = ("Hospital Clinic de Barcelona", "Hospital Puerta de Hierro")
CLASSES = {kind.value: kind for kind in AtmpClass}


def products() -> tuple[Product, ...]:
    """Products with a marketing authorisation, then those under a national exemption."""
    return (*map(marketed, rows("eu_ma_atmps")), *map(exempted, rows("he_products")))


def marketed(row: Row) -> Product:
    """A product of the LERU appendix, as printed, or a later one, unverified."""
    note = row["later_status"] and f"later, unverified: {row['later_status']}"
    return Product(
        id=slug(row["product"]),
        name=row["product"],
        active_substance=row["active_substance"],
        atmp_class=None,
        origin=origin_of(row["active_substance"]),
        vector=None,
        marketing_state=MarketingState[row["status"].upper()],
        marketing_year=int(row["ma_year"]),
        indication_text=row["indication"],
        orphan={"Yes": True, "No": False}.get(row["orphan"]),
        source=Source(row["source"], row["verified"] == "yes", note),
    )


def exempted(row: Row) -> Product:
    """A product used under a national exemption."""
    return Product(
        id=slug(row["product_name"]),
        name=row["product_name"],
        active_substance=row["active_substance"],
        atmp_class=CLASSES.get(row["atmp_class"]),
        origin=origin_of(row["active_substance"]),
        vector=None,
        indication_text=row["indication"],
        source=Source(row["source_url"], True, row["note"]),
    )


def origin_of(substance: str) -> Origin | None:
    """Whose cells, where the printed substance says it."""
    words = substance.lower()
    if "autologous" in words:
        return Origin.AUTOLOGOUS
    return Origin.ALLOGENEIC if "allogeneic" in words else None


def authorities() -> tuple[Authority, ...]:
    """National competent authorities and what is known of their exemption route."""
    practice = {row["country"]: row for row in rows("permit_practice")}
    return tuple(
        Authority(
            id=slug(f"{row['country']} {row['abbreviation']}"),
            name=row["authority"],
            abbreviation=row["abbreviation"],
            country=row["country"],
            website=row["website"],
            exemption_route=row["he_route"],
            route_basis=row["he_route_basis"],
            competent=row["he_route"] != "no",
            source=Source(row["source_url"], row["verified"] == "yes", row["note"]),
            **permits(row, practice.get(row["country"])),
        )
        for row in rows("nca")
    )


def permits(authority: Row, practice: Row | None) -> dict[str, Any]:
    """What is known of lists of permits, and of treating without one, where it is competent."""
    if practice is None or authority["he_route"] == "no":
        return {}
    listed = True if practice["public_list"] == "yes" else None
    return {"public_list": listed, "without_permit": practice["without_permit"]}


def holders() -> dict[str, Row]:
    """The first row of each holder that a source names."""
    named: dict[str, Row] = {}
    for row in rows("he_products"):
        if row["hospital_or_holder"]:
            named.setdefault(row["hospital_or_holder"], row)
    return named


def organisations() -> tuple[Organisation, ...]:
    """Holders of national approvals, as their sources name them."""
    return tuple(
        Organisation(
            id=slug(name),
            name=name,
            country=row["country"],
            city=row["city"],
            roles=(OrganisationRole.HOLDER,),
            source=Source(row["source_url"], True),
        )
        for name, row in holders().items()
    )


def centres() -> tuple[Centre, ...]:
    """The hospitals among the holders."""
    named = holders()
    return tuple(
        Centre(
            id=f"{slug(name)}-site",
            organisation_id=slug(name),
            name=name,
            city=named[name]["city"],
            country=named[name]["country"],
            source=Source(named[name]["source_url"], True),
        )
        for name in HOSPITALS
    )


def approvals() -> tuple[Approval, ...]:
    """National approvals. Where the legal basis is inferred, the approval is not verified."""
    diseases, granted = mapping("disease_of_product"), mapping("approval_granted")
    return tuple(approval(row, diseases, granted) for row in rows("he_products"))


def approval(row: Row, diseases: dict[str, str], granted: dict[str, str]) -> Approval:
    """One national approval with the history its source states."""
    name = row["product_name"]
    events = [ApprovalEvent(ApprovalEventKind.GRANTED, granted[name])] if name in granted else []
    return Approval(
        id=f"{slug(name)}-{row['country'].lower()}",
        product_id=slug(name),
        authority_id=slug(f"{row['country']} {row['authority']}"),
        country=row["country"],
        disease=diseases[name],
        status_text=row["status"],
        events=tuple(events),
        holder_id=slug(row["hospital_or_holder"]) or None,
        source=Source(row["source_url"], "inferred" not in row["status"], row["note"]),
    )


def offers() -> tuple[Offer, ...]:
    """What the named hospitals offer; nothing beyond the approval itself is stated."""
    diseases = mapping("disease_of_product")
    return tuple(
        Offer(
            id=f"{slug(row['product_name'])}.{slug(row['hospital_or_holder'])}",
            centre_id=f"{slug(row['hospital_or_holder'])}-site",
            approval_id=f"{slug(row['product_name'])}-{row['country'].lower()}",
            product_id=slug(row["product_name"]),
            disease=diseases[row["product_name"]],
        )
        for row in rows("he_products")
        if row["hospital_or_holder"] in HOSPITALS
    )
