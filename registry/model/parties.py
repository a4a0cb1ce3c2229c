"""Organisations, centres, authorities, and what a centre offers."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from registry.model.codes import OrganisationRole
from registry.model.source import Source

Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class Organisation(Struct, frozen=True, forbid_unknown_fields=True):
    """A university, hospital or company. `country` is ISO 3166-1 alpha-2."""

    id: str
    name: str
    country: str
    city: str = ""
    roles: tuple[OrganisationRole, ...] = ()
    ror_id: str | None = None
    ebmt_cic: int | None = None
    synthetic: bool = False
    source: Source | None = None


class Centre(Struct, frozen=True, forbid_unknown_fields=True):
    """A hospital site of an organisation. Degrees are WGS 84; `None` means not stated."""

    id: str
    organisation_id: str
    name: str
    city: str
    country: str
    synthetic: bool = False
    source: Source | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class Authority(Struct, frozen=True, forbid_unknown_fields=True):
    """A national competent authority and what is known of its exemption route.

    `public_list` says whether it keeps a list of permits that anybody can read, None where nobody
    knows here; `without_permit` by which rule hospitals may treat without one, empty if none is
    known.
    """

    id: str
    name: str
    abbreviation: str
    country: str
    website: str
    exemption_route: str
    route_basis: str
    competent: bool
    source: Source
    synthetic: bool = False
    public_list: bool | None = None
    without_permit: str = ""


class Offer(Struct, frozen=True, forbid_unknown_fields=True):
    """What a centre offers under one approval: approval × site × country.

    `None` means the source does not say. Facts are stale twelve months after `confirmed_on`.
    """

    id: str
    centre_id: str
    approval_id: str
    product_id: str
    disease: str
    confirmed_on: date | None = None
    accepting_referrals: bool | None = None
    treats_adults: bool | None = None
    treats_children: bool | None = None
    takes_patients_from_abroad: bool | None = None
    patient_pays: bool | None = None
    authorised_alternative: str | None = None
    synthetic: bool = False
