"""The sponsor schema and its committed SDL."""

from functools import cache

from registry_graphql.contract import CONTRACT, trusted_documents
from registry_graphql.limits import Limits, RegistrySchema
from registry_graphql.scalars import SCALARS
from registry_graphql.sponsor.allowed import guarded
from registry_graphql.sponsor.due import MOST_ROWS
from registry_graphql.sponsor.mutations import Mutation
from registry_graphql.sponsor.queries import Query

SDL = CONTRACT / "sponsor.graphql"
# a submission is a long list of values; its body is limited in bytes, and its rows have rules
LIMITS = Limits(values=None, rows=MOST_ROWS, cost=200_000)


@cache
def sponsor_schema() -> RegistrySchema:
    """The schema of the sponsor surface, built once per process."""
    trusted = trusted_documents(["sponsor"])
    schema = RegistrySchema(Query, Mutation, scalars=SCALARS, limits=LIMITS, trusted=trusted)
    return guarded(schema)
