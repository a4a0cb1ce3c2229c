"""Where the public log stands, so that a client can verify what it reads."""

import strawberry

from registry.archive import ReadFile
from registry.errors import StorageError
from registry.log.checkpoint import parse_checkpoint
from registry.log.encoding import to_base64
from registry.log.fault import Fault
from registry.log.note import parse_note
from registry_graphql.public.context import Info, archive, keep_nothing
from registry_graphql.public.describing import said

CHECKPOINT, KEYS = "log/checkpoint", "log/keys"


@strawberry.type(description="A signature below the checkpoint.")
class CheckpointSignature:
    name: str = said("Name of the key; the log's own has the log's origin.")
    key_id: str = said("The 4 bytes that tell keys of one name apart, lower-case hex.")


@strawberry.type(
    description="The public checkpoint of the day, and where everything is that it speaks for. "
    "Nothing here proves itself: take the verifier key from elsewhere and run `he-registry verify`."
)
class Log:
    origin: str = said("Name of the log.")
    size: int = said("Number of leaves.")
    root_hash: str = said("Root of the Merkle tree (RFC 6962, 2.1), base64.")
    note: str = said("The checkpoint as it is signed (C2SP tlog-checkpoint), to be verified.")
    signatures: list[CheckpointSignature] = said("Who signed it.")
    verifier_keys: list[str] = said("Every key the log has had, oldest first: name+id+base64.")
    handovers: list[str] = said("Where each change of key is signed by the old and the new one.")

    @strawberry.field(description="Where the checkpoint is. It moves once a day.")
    def checkpoint_path(self) -> str:
        return f"/{CHECKPOINT}"

    @strawberry.field(description="Where all keys are, one a line.")
    def keys_path(self) -> str:
        return f"/{KEYS}"

    @strawberry.field(description="Below which path the tiles of hashes are (C2SP tlog-tiles).")
    def tiles_path(self) -> str:
        return "/log/tile/"

    @strawberry.field(description="Below which path the leaves are.")
    def entries_path(self) -> str:
        return "/log/tile/entries/"


async def read_log(read_file: ReadFile) -> Log | None:
    """The public state of the log; None where its files are not here.

    StorageError where the checkpoint cannot be read.
    """
    data, keys = await read_file(CHECKPOINT), await read_file(KEYS)
    if data is None or keys is None:
        return None
    note = parse_note(data)
    checkpoint = note if isinstance(note, Fault) else parse_checkpoint(note.text)
    if isinstance(note, Fault) or isinstance(checkpoint, Fault):
        raise StorageError(
            "The public checkpoint of the log cannot be read.",
            "Fetch the public files again, or restore the database from a backup.",
        )
    known = keys.decode().split()
    return Log(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root_hash=to_base64(checkpoint.root),
        note=data.decode(),
        signatures=[
            CheckpointSignature(name=each.name, key_id=each.key_id.hex())
            for each in note.signatures
        ],
        verifier_keys=known,
        handovers=[f"/log/handovers/{number}" for number in range(1, len(known))],
    )


@strawberry.type
class LogQueries:
    """The root field on the log."""

    @strawberry.field(
        description="Where the public log stands today; null where its files are not here. Its "
        "answer is not kept, for it moves once a day."
    )
    async def log(self, info: Info) -> Log | None:
        keep_nothing(info)
        return await read_log(archive(info).read_file)
