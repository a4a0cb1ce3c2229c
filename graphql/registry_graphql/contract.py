"""Where the contract lies: committed SDL and the operations that show how to ask.

In a checkout that is the folder `graphql/`; an installed package carries a copy beside itself.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

_PACKAGED, _CHECKOUT = Path(__file__).with_name("contract_files"), Path(__file__).parents[1]
CONTRACT = _PACKAGED if _PACKAGED.exists() else _CHECKOUT
OPERATIONS = CONTRACT / "operations"
MANIFEST = OPERATIONS / "manifest.json"


def operations_of(readers: Iterable[str]) -> list[Path]:
    """The operation files for some kinds of reader, by kind and name."""
    return [path for reader in readers for path in sorted((OPERATIONS / reader).glob("*.graphql"))]


def document_id(text: str) -> str:
    """The id under which a document may be asked for: SHA-256 of its text, in lower-case hex.

    Source: GraphQL over HTTP, draft appendix on persisted documents.
    """
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def trusted_documents(readers: Iterable[str]) -> dict[str, str]:
    """The text of every operation of some kinds of reader, by its id."""
    texts = (path.read_text() for path in operations_of(readers))
    return {document_id(text): text for text in texts}
