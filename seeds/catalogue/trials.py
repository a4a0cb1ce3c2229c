"""Published results as programmes with cited endpoint results, failed ones like any other."""

from collections.abc import Iterator, Set
from datetime import date

from registry.model.codes import AtmpClass, ResultSource, Route, Verdict
from registry.model.endpoint import EndpointResult
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.source import Source
from seeds.catalogue.exempted import origin_of
from seeds.catalogue.files import Row, mapping, rows, slug

UNCHECKED = "as cited; not checked a second time"


def trials() -> list[Row]:
    """The published results, in the order of the file."""
    return rows("published_atmp_trials")


def product_id_of(row: Row) -> str:
    """The product a row concerns: one of the other files where its code says so."""
    known = mapping("product_of_trial")
    return slug(known.get(row["product_code"], row["product"]))


def programme_id_of(row: Row) -> str:
    """One programme per trial; two data cuts of a trial share it."""
    return slug(f"cited {row['acronym'] or row['product']} {row['trial_id']}")


def source_of(row: Row) -> Source:
    """Both pages a row was taken from."""
    pages = [page for page in (row["source_url"], row["source_url_2"]) if page]
    return Source(" ; ".join(pages), False, UNCHECKED)


def products(known: Set[str]) -> tuple[Product, ...]:
    """Products that are known from published results only; their class is inferred."""
    found: dict[str, Product] = {}
    for row in trials():
        id = product_id_of(row)
        if id not in known:
            found.setdefault(id, tested(id, row))
    return tuple(found.values())


def tested(id: str, row: Row) -> Product:
    """A product as its trial names it."""
    source = source_of(row)
    return Product(
        id=id,
        name=row["product"],
        active_substance=row["product_code"] or row["product"],
        atmp_class=AtmpClass(row["atmp_class_inferred"]),
        origin=origin_of(row["product"]),
        vector=None,
        source=Source(source.reference, False, f"class inferred; {UNCHECKED}"),
    )


def programmes(on: date) -> tuple[Programme, ...]:
    """One programme per published trial or registry study."""
    diseases = mapping("disease_of_trial")
    found: dict[str, Programme] = {}
    for row in trials():
        id = programme_id_of(row)
        found.setdefault(id, programme(id, row, diseases[row["row_id"]], on))
    return tuple(found.values())


def programme(id: str, row: Row, disease: str, on: date) -> Programme:
    """A cited programme: its state and design in the words of the source, no coded events."""
    state = [text for text in (row["trial_status"], row["stop_reason"]) if text]
    return Programme(
        id=id,
        product_id=product_id_of(row),
        sponsor_id=None,
        title=": ".join(filter(None, (row["acronym"] or row["product"], row["indication"]))),
        disease=disease,
        route=route_of(row),
        lineage=product_id_of(row),
        registered_on=on,
        identifiers=(row["trial_id"],),
        design_text=row["design"],
        status_text="; ".join(state),
        source=source_of(row),
    )


def route_of(row: Row) -> Route:
    """The legal route, from sponsor type and design."""
    if row["sponsor_type"] == "registry":
        return Route.MARKETED_USE
    under_exemption = " HE" in row["design"]
    return Route.HOSPITAL_EXEMPTION if under_exemption else Route.CLINICAL_TRIAL


def results() -> tuple[EndpointResult, ...]:
    """One cited result per row; no verdict where the source states none."""
    return tuple(
        EndpointResult(
            id=f"{programme_id_of(row)}.row-{row['row_id']}",
            programme_id=programme_id_of(row),
            label=row["primary_endpoint"] or "not stated",
            source_kind=ResultSource.PUBLICATION,
            verdict=Verdict.__members__.get(row["primary_endpoint_verdict"]),
            measure_text="; ".join(measured(row)),
            estimate=number(row["response_pct"]),
            low=number(row["response_ci95_low"]),
            high=number(row["response_ci95_high"]),
            patients=int(row["n_enrolled"]) if row["n_enrolled"] else None,
            cut_off=row["data_cut"],
            lesson=row["followup_note"],
            source=source_of(row),
        )
        for row in trials()
    )


def measured(row: Row) -> Iterator[str]:
    """What was measured, and the stated effect with its interval, in words."""
    if row["response_metric"]:
        yield row["response_metric"]
    if row["effect_value"]:
        limits = (row["effect_ci95_low"], row["effect_ci95_high"])
        interval = f" (95% CI {limits[0]} to {limits[1]})" if all(limits) else ""
        yield f"{row['effect_measure']} {row['effect_value']}{interval}"


def number(text: str) -> float | None:
    """A printed number, or None for a blank cell."""
    return float(text) if text else None
