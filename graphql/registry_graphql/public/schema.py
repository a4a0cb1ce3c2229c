"""The public schema, its committed SDL and the operations that show how to ask."""

from functools import cache
from pathlib import Path

from registry_graphql.contract import CONTRACT, operations_of, trusted_documents
from registry_graphql.limits import Limits, RegistrySchema
from registry_graphql.public.paging import MOST_ROWS
from registry_graphql.public.root import Query
from registry_graphql.scalars import SCALARS

SDL = CONTRACT / "public.graphql"
READERS = ("patient", "researcher")
LIMITS = Limits(rows=MOST_ROWS)
READY = (
    "find-a-centre",
    "about-a-treatment",
    "check-an-offer",
    "what-works",
    "how-long-patients-live",
    "how-safe",
    "how-it-is-made",
    "what-failed",
    "what-it-costs",
    "what-opens-when",
)
"""The questions that the explorer offers, patients' first; every other one is a file away."""


@cache
def public_schema() -> RegistrySchema:
    """The read-only schema. Built once per process: its operations take 0.2 s to read."""
    trusted = trusted_documents(READERS)
    return RegistrySchema(Query, scalars=SCALARS, limits=LIMITS, trusted=trusted)


def operation_files() -> list[Path]:
    """The questions shown to public readers, by kind of reader and name."""
    return operations_of(READERS)


def ready_files() -> list[Path]:
    """The ten questions of the explorer, in its order."""
    by_name = {path.stem: path for path in operation_files()}
    return [by_name[name] for name in READY]
