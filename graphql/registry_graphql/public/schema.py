"""The public schema, its committed SDL and the operations that show how to ask."""

from pathlib import Path

from registry_graphql.contract import CONTRACT, operations_of, trusted_documents
from registry_graphql.limits import RegistrySchema
from registry_graphql.public.root import Query
from registry_graphql.scalars import SCALARS

SDL = CONTRACT / "public.graphql"
READERS = ("patient", "researcher")


def public_schema() -> RegistrySchema:
    """The read-only schema. Built once per application: it takes some ten milliseconds."""
    return RegistrySchema(Query, scalars=SCALARS, trusted=trusted_documents(READERS))


def operation_files() -> list[Path]:
    """The questions shown to public readers, by kind of reader and name."""
    return operations_of(READERS)
