"""The sponsor schema and its committed SDL."""

from registry_graphql.contract import CONTRACT, trusted_documents
from registry_graphql.limits import RegistrySchema
from registry_graphql.scalars import SCALARS
from registry_graphql.sponsor.allowed import guarded
from registry_graphql.sponsor.mutations import Mutation
from registry_graphql.sponsor.queries import Query

SDL = CONTRACT / "sponsor.graphql"


def sponsor_schema() -> RegistrySchema:
    """The schema of the sponsor surface, built once per application."""
    trusted = trusted_documents(["sponsor"])
    return guarded(RegistrySchema(Query, Mutation, scalars=SCALARS, trusted=trusted))
