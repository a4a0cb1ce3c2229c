"""Everything anybody can do has a row that says who may; what has none is open to nobody."""

from collections.abc import Iterable, Iterator
from importlib import import_module

import click
import pytest
import strawberry
from litestar import Litestar, get, post
from litestar.handlers import HTTPRouteHandler
from running import LOG_KEY, ROOT_KEY, counted_bytes

from registry.access.principal import Denial, Principal, denial
from registry.access.routes import check_routes, routes_without_row
from registry.access.table import ROWS, Ownership, row_of
from registry.app import build_house, create_app
from registry.cli import COMMANDS
from registry.errors import SettingsError
from registry.model.access import EVERY_SCOPE, Role, Scope
from registry.model.parties import Organisation
from registry.settings import Settings, system_clock
from registry_graphql.limits import RegistrySchema
from registry_graphql.public.schema import public_schema
from registry_graphql.scalars import SCALARS
from registry_graphql.sponsor.allowed import guarded
from registry_graphql.sponsor.schema import sponsor_schema

TARN = Organisation("tarn", "University of Tarn (fictional)", "ES", synthetic=True)
GUARDED = [row for row in ROWS if row.ownership in (Ownership.OWN, Ownership.REGISTRY)]


def root_fields(schema: RegistrySchema) -> list[str]:
    core = schema._schema
    kinds = filter(None, (core.query_type, core.mutation_type))
    return [f"{kind.name}.{name}" for kind in kinds for name in kind.fields]


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    for inner, found in command.commands.items():
        yield from leaves(f"{name} {inner}", found)


def commands() -> dict[str, click.Command]:
    names = [name for part in COMMANDS.values() for name in part]
    found = [(name, import_module(f"registry.cli.{name}").command) for name in names]
    return {n: c for name, command in found for n, c in leaves(f"he-registry {name}", command)}


def application() -> Litestar:
    settings = Settings("sqlite:///never-opened.sqlite", ROOT_KEY, LOG_KEY)
    return create_app(build_house(settings, system_clock, counted_bytes()))


def without_row(places: Iterable[str]) -> list[str]:
    return [place for place in places if row_of(place) is None]


def test_every_root_field_of_both_surfaces_has_a_row() -> None:
    sponsor = root_fields(sponsor_schema())
    public = [f"public {field}" for field in root_fields(public_schema())]
    assert len(sponsor) > 18
    assert without_row([*sponsor, *public]) == []


def test_every_command_has_a_row() -> None:
    assert without_row(commands()) == []


def test_every_command_of_a_role_asks_in_whose_name_it_acts() -> None:
    found = {name: row_of(name) for name in commands()}
    of_roles = [n for n, row in found.items() if row and row.ownership is Ownership.REGISTRY]
    assert len(of_roles) > 20
    options = {n: {o for p in commands()[n].params for o in p.opts} for n in of_roles}
    assert [name for name in of_roles if "--as" not in options[name]] == []


def test_every_route_has_a_row() -> None:
    assert list(routes_without_row(application())) == []


def test_every_row_is_about_something_that_is_there() -> None:
    routes = {f"{m} {r.path}" for r in application().routes for m in r.methods}
    routes |= {"POST /sign-in/provider", "GET /sign-in/callback"}  # only with a provider
    there = {*root_fields(sponsor_schema()), *commands(), *routes}
    named = [place for row in ROWS for place in row.places if not place.endswith("*")]
    assert [place for place in named if place not in there] == []


def test_no_two_rows_speak_about_one_place() -> None:
    named = [place for row in ROWS for place in row.places]
    assert len(named) == len(set(named))
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_a_field_without_a_row_is_open_to_nobody() -> None:
    assert row_of("Query.everybodysPatients") is None
    principal = Principal("k", TARN, EVERY_SCOPE, frozenset(Role))
    assert denial(principal, None) is Denial.NO_ROW


def test_a_public_field_may_not_stand_on_the_sponsor_surface() -> None:
    assert row_of("public Query.efficacy") is not None
    assert row_of("Query.efficacy") is None


async def _patients() -> str:
    return "everything"


def planted(method: str) -> HTTPRouteHandler:
    route = {"GET": get, "POST": post}[method]
    return route("/board/patients")(_patients)  # type: ignore[no-any-return]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_application_with_a_route_without_a_row_does_not_start(method: str) -> None:
    app = Litestar([planted(method)], openapi_config=None)
    with pytest.raises(SettingsError, match=f"{method} /board/patients"):
        check_routes(app)


@strawberry.type
class Query:
    @strawberry.field
    def unheard_of(self) -> str:
        return "everything"


@pytest.mark.anyio
async def test_a_planted_field_answers_nobody() -> None:
    class AtTheDesk:
        principal = Principal("k", TARN, EVERY_SCOPE, frozenset(Role))

    schema = guarded(RegistrySchema(Query, scalars=SCALARS))
    answer = await schema.execute("{ unheardOf }", context_value={"desk": AtTheDesk()})
    assert answer.data is None
    assert answer.errors
    assert Denial.NO_ROW in answer.errors[0].message


@pytest.mark.parametrize("row", GUARDED, ids=lambda row: row.id)
@pytest.mark.parametrize("role", list(Role))
def test_a_person_may_do_exactly_what_a_role_of_theirs_may(row: object, role: Role) -> None:
    found = next(each for each in ROWS if each is row)
    person = Principal("account", TARN, None, frozenset({role}))
    assert (denial(person, found) is None) == (role in found.roles)


@pytest.mark.parametrize("row", GUARDED, ids=lambda row: row.id)
@pytest.mark.parametrize("scope", list(Scope))
def test_an_organisations_key_may_do_exactly_what_its_scope_says(row: object, scope: Scope) -> None:
    found = next(each for each in ROWS if each is row)
    allowed = found.ownership is Ownership.OWN and found.scope in (None, scope)
    assert (denial(Principal("key", TARN, frozenset({scope})), found) is None) == allowed


@pytest.mark.parametrize("row", GUARDED, ids=lambda row: row.id)
def test_somebody_without_role_or_scope_may_do_nothing_of_it(row: object) -> None:
    found = next(each for each in ROWS if each is row)
    assert denial(Principal("account", TARN, None, frozenset()), found) is Denial.ROLE


def test_nobody_without_an_organisation_reaches_what_belongs_to_one() -> None:
    for row in (row for row in ROWS if row.ownership is Ownership.OWN):
        person = Principal("account", None, None, frozenset(Role))
        assert denial(person, row) is Denial.NO_ORGANISATION


def test_no_key_opens_what_is_the_whole_registrys() -> None:
    for row in (row for row in ROWS if row.ownership is Ownership.REGISTRY):
        key = Principal("key", TARN, EVERY_SCOPE, frozenset(Role))
        assert denial(key, row) is Denial.ROLE
