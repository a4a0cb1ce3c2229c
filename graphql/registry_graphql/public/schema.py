"""The public schema, its committed SDL and the operations that show how to ask."""

from pathlib import Path

from registry_graphql.contract import CONTRACT, operations_of, trusted_documents
from registry_graphql.limits import Limits, RegistrySchema
from registry_graphql.public.paging import MOST_ROWS
from registry_graphql.public.root import Query
from registry_graphql.scalars import SCALARS

SDL = CONTRACT / "public.graphql"
READERS = ("patient", "researcher")
LIMITS = Limits(rows=MOST_ROWS)


def public_schema() -> RegistrySchema:
    """The read-only schema. Built once per application: it takes some ten milliseconds."""
    trusted = trusted_documents(READERS)
    return RegistrySchema(Query, scalars=SCALARS, limits=LIMITS, trusted=trusted)


def operation_files() -> list[Path]:
    """The questions shown to public readers, by kind of reader and name."""
    return operations_of(READERS)
