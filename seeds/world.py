"""The fictional world: universities, hospitals and authorities that do not exist.

Towns are put together with a fixed seed and every name carries "(fictional)", so that nobody can
take one for a real hospital. Countries are real codes, because keys of sealed groups are countries.
"""

from faker import Faker
from msgspec import Struct

from registry.model.codes import OrganisationRole
from registry.model.parties import Authority, Centre, Organisation
from registry.model.source import Source

FICTION = Source("invented for the demonstration", verified=False)
BEGINNINGS = ("Alva", "Brenna", "Corda", "Elmi", "Falko", "Grama", "Ilse", "Kelva", "Luma", "Mirra",
              "Norda", "Ostra", "Pelka", "Quena", "Runda", "Silva", "Tarna", "Urda")  # fmt: skip
ENDINGS = {"ES": "gosa", "DE": "hagen", "FR": "ville", "IT": "renza", "NL": "waard", "SE": "lunda"}
SITES = (*("ES", "ES", "ES"), *("DE", "DE"), *("FR", "FR"), "IT", "NL", "SE")
# Somewhere in each country, where no town of this name is.
POINTS = {
    "ES": ((41.6, -1.6), (38.6, -4.2), (42.2, -5.3)),
    "DE": ((52.4, 11.2), (49.3, 9.6)),
    "FR": ((47.3, 1.9), (44.6, 3.4)),
    "IT": ((43.4, 11.9),),
    "NL": ((52.5, 6.1),),
    "SE": ((59.2, 15.0),),
}
SPONSORS = ("ES", "DE", "FR", "NL")


class World(Struct, frozen=True):
    """Everything fictional that stands in the directory before the first programme."""

    organisations: tuple[Organisation, ...]
    centres: tuple[Centre, ...]
    authorities: tuple[Authority, ...]

    def all(self) -> tuple[Organisation | Centre | Authority, ...]:
        """Everything, in an order in which nothing names a later one."""
        return (*self.organisations, *self.centres, *self.authorities)

    def centres_in(self, *countries: str) -> tuple[str, ...]:
        """Ids of the centres in these countries."""
        return tuple(centre.id for centre in self.centres if centre.country in countries)


def fictional_world(seed: int) -> World:
    """The same world for the same seed."""
    names = Faker()
    names.seed_instance(seed)
    beginnings = iter(names.random_sample(BEGINNINGS, len(SPONSORS) + len(SITES)))
    universities = tuple(
        university(number, country, next(beginnings) + ENDINGS[country])
        for number, country in enumerate(SPONSORS)
    )
    hospitals = tuple(
        hospital(number, country, next(beginnings) + ENDINGS[country])
        for number, country in enumerate(SITES)
    )
    points = {country: iter(places) for country, places in POINTS.items()}
    sites = tuple(site(each, *next(points[each.country])) for each in hospitals)
    return World((*universities, *hospitals), sites, tuple(map(authority, ENDINGS)))


def university(number: int, country: str, town: str) -> Organisation:
    """A sponsor."""
    return Organisation(
        id=f"fictional-university-{number + 1}",
        name=f"University of {town} (fictional)",
        country=country,
        city=town,
        roles=(OrganisationRole.SPONSOR, OrganisationRole.MANUFACTURER, OrganisationRole.HOLDER),
        synthetic=True,
        source=FICTION,
    )


def hospital(number: int, country: str, town: str) -> Organisation:
    """A treating hospital."""
    return Organisation(
        id=f"fictional-hospital-{number + 1}",
        name=f"Hospital of {town} (fictional)",
        country=country,
        city=town,
        roles=(OrganisationRole.TREATING, OrganisationRole.FOLLOW_UP),
        synthetic=True,
        source=FICTION,
    )


def site(organisation: Organisation, latitude: float, longitude: float) -> Centre:
    """The site of a hospital."""
    return Centre(
        id=f"{organisation.id}-site",
        organisation_id=organisation.id,
        name=organisation.name,
        city=organisation.city,
        country=organisation.country,
        synthetic=True,
        source=FICTION,
        latitude=latitude,
        longitude=longitude,
    )


def authority(country: str) -> Authority:
    """An invented authority, so that no real one seems to have decided on an invented product."""
    return Authority(
        id=f"fictional-authority-{country.lower()}",
        name=f"Medicines authority for {country} (fictional)",
        abbreviation=f"F-{country}",
        country=country,
        website="https://authority.example/",
        exemption_route="fictional",
        route_basis="invented for the demonstration",
        competent=True,
        source=FICTION,
        synthetic=True,
    )
