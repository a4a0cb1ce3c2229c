"""A file between its check and its storing: read, sealed into the sender's own page, opened again.

The registry keeps nothing of a file that was only checked (decision 83).
"""

import asyncio
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import PurePath

import msgspec
from msgspec import Struct

from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.findings import FileFinding
from registry.intake.importers.layout import sheet_named
from registry.model.submission import CorrectionBatch
from registry.web.desk.frame import Visit
from registry.web.desk.uploads import Uploaded

MOST_BYTES, MOST_UNPACKED, MOST_CARRIED = 5_000_000, 30_000_000, 12_000_000
CHECKED, GIVEN_BACK = "checked file", "file to give back"
AT_ONCE = asyncio.Semaphore(2)
"""Reading a workbook is the most work a page asks for: others wait."""
Content = bytes | Mapping[str, bytes]


class Checked(Struct, frozen=True):
    """A file as it was read, and the corrections it asks for, made from what was stored then."""

    read: ReadFile
    corrections: CorrectionBatch | None = None


class GivenBack(Struct, frozen=True):
    """A file made of what was sent, for its sender alone."""

    name: str
    media_type: str
    content: bytes


def content_of(files: Sequence[Uploaded]) -> Content | None:
    """A workbook, or CSV files by sheet; None where it is neither, or too large unpacked."""
    if all(file.name.lower().endswith(".csv") for file in files):
        return in_sheets({PurePath(file.name).stem: file.content for file in files})
    content = files[0].content
    return content if len(files) == 1 and is_small(content) else None


def in_sheets(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """CSV files by the sheet each holds; one alone holds patients unless it is named otherwise."""
    return (
        {sheet_named(stem): content for stem, content in files.items()}
        if len(files) == 1
        else files
    )


def is_small(content: bytes) -> bool:
    """Whether a workbook stays small when it is unpacked; what is none is told by its reader."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(part.file_size for part in archive.infolist()) <= MOST_UNPACKED
    except Exception:  # whatever ZIP meets in a broken file, as in `read_workbook`
        return True


async def read_in(programme_id: str, content: Content) -> ReadFile:
    """What a file holds, read beside the server's other work."""
    from registry.intake.importers.files import read_sheets  # slow to import

    async with AT_ONCE:
        return await asyncio.to_thread(read_sheets, programme_id, content)


async def with_errors(content: Content, findings: Sequence[FileFinding]) -> bytes | None:
    """The workbook with its errors beside the rows, and without what may name a patient.

    CSV files come back as one workbook; None where they are too large for one.
    """
    async with AT_ONCE:
        return await asyncio.to_thread(marked_in, content, findings)


def marked_in(content: Content, findings: Sequence[FileFinding]) -> bytes | None:
    """The same, in the thread that reads files."""
    from registry.intake.importers.as_workbook import workbook_of  # slow to import
    from registry.intake.importers.blanked import blanked_workbook
    from registry.intake.importers.template import marked_workbook

    book = content if isinstance(content, bytes) else workbook_of(content)
    return marked_workbook(blanked_workbook(book, findings), findings) if book else None


def seal(visit: Visit, purpose: str, parcel: Checked | GivenBack) -> str:
    """A parcel for the page of whoever is signed in; empty where it is too large for one."""
    owner = visit.desk.owner(visit.signed_in.account.id)
    content = msgspec.msgpack.encode(parcel)
    sealed = visit.desk.carrier.sealed(purpose, owner, content, visit.now)
    return sealed if len(sealed) <= MOST_CARRIED else ""


def unseal(visit: Visit, purpose: str) -> bytes | None:
    """The parcel a form brought back; None where it is somebody else's, altered or too old."""
    owner = visit.desk.owner(visit.signed_in.account.id)
    return visit.desk.carrier.opened(purpose, owner, visit.typed("carried"), visit.now)


def carried_file(visit: Visit) -> Checked | None:
    """The checked file that a form brought back."""
    found = unseal(visit, CHECKED)
    return msgspec.msgpack.decode(found, type=Checked) if found else None


def carried_back(visit: Visit) -> GivenBack | None:
    """The file to give back that a form brought."""
    found = unseal(visit, GIVEN_BACK)
    return msgspec.msgpack.decode(found, type=GivenBack) if found else None
