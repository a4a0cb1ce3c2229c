"""The sponsor schema and its committed SDL."""

from pathlib import Path

from registry_graphql.limits import RegistrySchema
from registry_graphql.scalars import SCALARS
from registry_graphql.sponsor.mutations import Mutation
from registry_graphql.sponsor.queries import Query

CONTRACT = Path(__file__).parents[2]
SDL = CONTRACT / "sponsor.graphql"
OPERATIONS = CONTRACT / "operations" / "sponsor"


def sponsor_schema() -> RegistrySchema:
    """The schema of the sponsor surface, built once per application."""
    return RegistrySchema(Query, Mutation, scalars=SCALARS)
