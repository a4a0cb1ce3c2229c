"""A sponsor signs what it sends: its receipt binds it, older receipts verify as before."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from commands import installed, run
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from logbook import opened
from logs import KEY, receipt_for
from logs import opening as leaf_of
from msgspec import structs
from running import OTHER_UNIVERSITY, UNIVERSITY, Running, running_registry
from sending import register
from signed import SECRET, announce, client, content, said

from registry.client import RegistryClient
from registry.errors import AccessRefused, AccountError
from registry.log.fault import Fault
from registry.log.receipts import LeafOpening, Receipt, Verified, leaf_content, verify_receipt
from registry.log.signatures import (
    SponsorSignature,
    digest_of_body,
    encoded,
    public_of,
    read_header,
    sign,
)
from registry.model.submission import Accepted, EpisodeNotice, SubmissionBatch

pytestmark = pytest.mark.anyio
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
OTHER = bytes(range(2, 34))


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        await announce(running, UNIVERSITY, SECRET)
        yield running


async def batch(registry: Running) -> SubmissionBatch:
    programme = await register(registry.house, BEGAN)
    registry.clock.today = MARCH
    return SubmissionBatch(programme, (EpisodeNotice(f"{1:032x}", "2027-03"),))


async def sent(registry: Running, secret: bytes | None = SECRET) -> Receipt:
    """The receipt of a submission."""
    answer = await client(registry, secret).submit_outcomes(await batch(registry))
    assert isinstance(answer, Accepted)
    return opened(answer.receipt)


def opening(receipt: Receipt) -> LeafOpening:
    assert isinstance(receipt.leaf, LeafOpening)
    return receipt.leaf


async def test_a_receipt_of_a_signed_submission_binds_its_sponsor(registry: Running) -> None:
    receipt = await sent(registry)
    signed = opening(receipt).signature
    assert isinstance(signed, SponsorSignature)
    assert (signed.key, signed.holds) == (public_of(SECRET), True)
    assert encoded(public_of(SECRET)) in said(registry, receipt)


async def test_the_receipt_is_the_same_when_it_is_asked_for_again(registry: Running) -> None:
    one, told = client(registry, SECRET), await batch(registry)
    first, again = await one.submit_outcomes(told), await one.submit_outcomes(told)
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (again.repeated, again.receipt) == (True, first.receipt)


async def test_a_receipt_without_signature_is_what_it_always_was(registry: Running) -> None:
    receipt = await sent(registry, None)
    assert b"signature" not in msgspec.json.encode(receipt)
    assert "Signed by" not in said(registry, receipt)


FORGED: dict[str, Any] = {
    "another key": {"key": public_of(OTHER)},
    "another content": {"content": content(b"another body")},
    "another signature": {"signature": bytes(64)},
}


@pytest.mark.parametrize("part", FORGED)
async def test_nothing_of_a_signature_can_be_changed_afterwards(
    registry: Running, part: str
) -> None:
    receipt = await sent(registry)
    leaf = opening(receipt)
    assert isinstance(leaf.signature, SponsorSignature)
    forged = structs.replace(leaf, signature=structs.replace(leaf.signature, **FORGED[part]))
    key = registry.house.publisher.signer.key
    assert isinstance(verify_receipt(structs.replace(receipt, leaf=forged), key), Fault)


def test_whoever_keeps_the_log_cannot_sign_for_a_sponsor() -> None:
    """The log holds the leaf, and still the receipt proves nothing."""
    signed = read_header(sign(SECRET, content(b"a body")), content(b"a body"))
    assert signed is not None
    leaf = structs.replace(leaf_of(2), signature=signed)
    assert isinstance(verify_receipt(receipt_for(leaf), KEY), Verified)
    for change in FORGED.values():
        forged = structs.replace(leaf, signature=structs.replace(signed, **change))
        assert isinstance(verify_receipt(receipt_for(forged), KEY), Fault)


def test_a_receipt_that_was_signed_over_the_body_alone_verifies_as_before() -> None:
    digest = digest_of_body(b"a body")
    secret = Ed25519PrivateKey.from_private_bytes(SECRET)
    earlier = secret.sign(b"he-registry signed request v1 " + digest.hex().encode())
    signed = SponsorSignature(public_of(SECRET), digest, earlier)
    leaf = structs.replace(leaf_of(2), signature=signed)
    assert isinstance(verify_receipt(receipt_for(leaf), KEY), Verified)


async def test_a_signature_cannot_be_taken_off_later(registry: Running) -> None:
    receipt = await sent(registry)
    leaf, key = opening(receipt), registry.house.publisher.signer.key
    bare = structs.replace(leaf, signature=msgspec.UNSET)
    assert leaf_content(bare) != leaf_content(leaf)
    assert isinstance(verify_receipt(structs.replace(receipt, leaf=bare), key), Fault)


async def test_a_signature_that_does_not_count_stores_nothing(registry: Running) -> None:
    await announce(registry, OTHER_UNIVERSITY, OTHER)
    told = await batch(registry)
    before = await registry.house.database.fetch("SELECT id FROM submission", [])
    wrong = sign(SECRET, content(b"another body"))
    for each in (
        client(registry, bytes(32)),
        client(registry, OTHER),
        RegistryClient(registry.http, registry.keys[UNIVERSITY], lambda *_: wrong),
    ):
        with pytest.raises(AccessRefused):
            await each.submit_outcomes(told)
    assert await registry.house.database.fetch("SELECT id FROM submission", []) == before


@pytest.mark.parametrize("header", ["", "x", "a b", "YQ== YQ==", "ä ä"])
async def test_what_is_no_signature_is_refused_in_words(registry: Running, header: str) -> None:
    told = {"Authorization": f"Bearer {registry.keys[UNIVERSITY]}", "Registry-Signature": header}
    answer = await registry.http.post(
        "/sponsor/graphql",
        json={"query": "{ me { id } }"},
        headers={name.encode(): value.encode() for name, value in told.items()},
    )
    assert (answer.status_code, "not by a registered key" in answer.text) == (403, True)


@pytest.mark.parametrize(("days", "signs"), [(13, True), (14, False)])
async def test_an_earlier_key_signs_until_the_overlap_ends(
    registry: Running, days: int, signs: bool
) -> None:
    told = await batch(registry)
    await announce(registry, UNIVERSITY, OTHER, days=14)
    registry.clock.today = MARCH + timedelta(days=days)
    assert isinstance(await client(registry, OTHER).submit_outcomes(told), Accepted)
    try:
        await client(registry, SECRET).submit_outcomes(told)
    except AccessRefused:
        assert not signs
    else:
        assert signs


async def test_a_key_is_registered_once_and_only_for_somebody(registry: Running) -> None:
    for organisation, secret in ((OTHER_UNIVERSITY, SECRET), ("nobody", OTHER)):
        with pytest.raises(AccountError):
            await announce(registry, organisation, secret)


def test_a_sponsor_makes_its_key_in_a_file_of_its_own(tmp_path: Path) -> None:
    here = installed(tmp_path)
    made = run(here, "keys", "new-signing", "signing.key")
    assert (made.returncode, (here / "signing.key").stat().st_mode & 0o077) == (0, 0)
    assert (here / "signing.key").read_text().strip() not in made.stdout + made.stderr
    told = run(here, "keys", "register-signing", "nobody", made.stdout.strip())
    assert (told.returncode, "No organisation" in told.stderr) == (1, True)
    again = run(here, "keys", "new-signing", "signing.key")
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
