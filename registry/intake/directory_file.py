"""A TOML file of organisations, centres and authorities."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec import Struct

from registry.errors import DataError
from registry.model.identifiers import IdentifierKind, normalise
from registry.model.parties import Authority, Centre, Organisation
from registry.model.regions import is_country

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 100
"""A row that says sealed whose it is must not be longer than those of others."""


class DirectoryFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds; every list may be left out."""

    organisations: tuple[Organisation, ...] = ()
    centres: tuple[Centre, ...] = ()
    authorities: tuple[Authority, ...] = ()

    def all(self) -> tuple[Organisation | Centre | Authority, ...]:
        """Every fact."""
        return (*self.organisations, *self.centres, *self.authorities)


class Flaw(NamedTuple):
    """What is wrong with a fact: its id, which field, and a sentence."""

    id: str
    field: str
    words: str


def read_directory(text: bytes) -> DirectoryFile:
    """The facts of a file. DataError names every fault and its place."""
    try:
        read = msgspec.toml.decode(text, type=DirectoryFile)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise DataError(f"This is no directory file: {fault}.", "Mend the place named.") from None
    faults = [flaw.words for flaw in faults_of(read)]
    if faults:
        raise DataError("\n".join(faults), "Nothing was entered; mend the places named.")
    return read


def faults_of(read: DirectoryFile) -> Iterator[Flaw]:
    """Ids that cannot stay for ever, stand twice, or name an organisation that is not there."""
    ids = [fact.id for fact in read.all()]
    for fact in read.all():
        if not ID.fullmatch(fact.id):
            words = f"The id of {fact.name} is not of lower-case words joined by hyphens."
            yield Flaw(fact.id, "id", words)
        if len(fact.id) > LONGEST_ID:
            words = f"The id of {fact.name} has more than {LONGEST_ID} characters."
            yield Flaw(fact.id, "id", words)
        if ids.count(fact.id) > 1:
            yield Flaw(fact.id, "id", f"The id of {fact.name} stands twice.")
        if not is_country(fact.country):
            words = f"The country of {fact.name} is not a code of two capital letters (GB, GR)."
            yield Flaw(fact.id, "country", words)
    for organisation in read.organisations:
        ror = organisation.ror_id
        if ror is not None and normalise(IdentifierKind.ROR, ror) != ror:
            words = f"The ROR id of {organisation.name} is not right; write it as 021018s57."
            yield Flaw(organisation.id, "rorId", words)
    owners = {organisation.id for organisation in read.organisations}
    for centre in read.centres:
        if centre.organisation_id not in owners:
            words = f"The organisation of {centre.name} is not in the file."
            yield Flaw(centre.id, "organisationId", words)
