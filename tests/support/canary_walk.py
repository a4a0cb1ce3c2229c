"""A walk on which everything goes wrong, with secrets whose every trace can be recognised."""

import base64
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import httpx
from authenticator import Authenticator
from backing_up import BACKUP_KEY
from browser import Browser
from desk import form_at
from people import PASSWORD, Person, account, invite
from running import LOG_KEY, ROOT_KEY, UNIVERSITY, Running
from sending import notices, send

from anonymise.keys import KeyRing, Label
from registry.access.because import Because
from registry.access.keys import Terms
from registry.access.sign_in import Offered
from registry.access.signing import HEADER
from registry.access.signing import register as register_key
from registry.client import PATH
from registry.log.signatures import content_of, digest_of_body, encoded, public_of, sign
from registry.model.access import Role
from registry.model.submission import Accepted
from registry.storage.columns import data_key_of
from registry.storage.tables import PatientRecord
from registry.storage.vault import StoredPatient

PATIENTS = [hashlib.sha256(bytes([n])).hexdigest()[:32] for n in range(3)]
WRONG_PASSWORD = "seven wrong words typed here"
IDENTIFIER, NAME = "X7654321L", "Mustermann, Erika Friederike"
SIGNING_KEY = hashlib.sha256(b"a sponsor's signing key").digest()
POISON = "Erika, 3 February 1981"
EPISODE = """query ($id: ID!, $who: String!) {
  episode(programmeId: $id, pseudonym: $who) { notice } }"""
SUBMIT = """mutation ($input: SubmitOutcomesInput!) {
  submitOutcomes(input: $input) { __typename ... on Rejected { findings { message remedy } } } }"""


class Walk:
    """What was said, answered and known on the way. An answer may show what it is there to show."""

    def __init__(self, registry: Running, log: io.StringIO) -> None:
        self.registry, self.log = registry, log
        self.answers: list[tuple[httpx.Response, tuple[str, ...]]] = []
        self.known: dict[str, bytes] = known_keys()
        self.careless: object = None
        self.dana = Browser(registry)

    async def ask(self, answer: Any, *shows: str) -> httpx.Response:
        got: httpx.Response = await answer
        self.answers.append((got, shows))
        return got

    def answered(self) -> dict[str, bytes]:
        """Every answer but what it may show."""
        grounds = {}
        for number, (answer, shows) in enumerate(self.answers):
            text = f"{answer.status_code} {answer.headers.raw!r}".encode() + answer.content
            for name in shows:
                assert self.known[name] in text.replace(b" ", b""), (number, name)
                text = text.replace(b" ", b"").replace(self.known[name], b"")
            grounds[f"answer {number} of {answer.request.url.path}"] = text
        return grounds


def known_keys() -> dict[str, bytes]:
    """Keys that an operator holds, and what is derived from them."""
    ring = KeyRing.from_root(ROOT_KEY)
    derived = {label.value: ring.derive(label) for label in Label if label is not Label.BACKUP}
    backup = {"backup key": BACKUP_KEY, "its sealing key": KeyRing(BACKUP_KEY).derive(Label.BACKUP)}
    others = {"root key": ROOT_KEY, "log key": LOG_KEY, "signing key": SIGNING_KEY}
    return derived | backup | others | {"column key": ring.column_key(1)}


async def people(walk: Walk) -> None:
    """Somebody takes over an account, fails to sign in and signs in."""
    registry, browser = walk.registry, walk.dana
    house, now = registry.house, registry.clock()
    steward = account("dana", Role.DATA_STEWARD, organisation=UNIVERSITY)
    invitation = await invite(house, steward, now - timedelta(hours=1))
    offered = await house.reception.offered(invitation.code, now)
    assert isinstance(offered, Offered)
    dana = Person("dana", offered.secret)
    walk.known |= {
        "invitation": invitation.code.encode(),
        "second factor": offered.secret.encode(),
        "its bytes": base64.b32decode(offered.secret),
        "password": PASSWORD.encode(),
        "wrong password": WRONG_PASSWORD.encode(),
    }
    code = {"invitation": invitation.code}
    await walk.ask(browser.post("/invitation", **code), "invitation", "second factor")
    wrong = code | {"password": WRONG_PASSWORD, "code": "000000"}
    await walk.ask(browser.post("/invitation", **wrong), "invitation", "second factor")
    taken = code | {"password": PASSWORD, "code": dana.code(now)}
    got = await browser.post("/invitation", **taken)
    walk.known["session"] = str(browser.session).encode()
    walk.answers.append((got, ("session",)))
    await walk.ask(browser.post("/invitation", **code))
    await walk.ask(
        Browser(registry).post("/sign-in", name="dana", password=WRONG_PASSWORD, code="1")
    )
    await walk.ask(browser.http.get("/account"))
    token = await browser.form_token()
    options = (await walk.ask(browser.post("/account/passkeys/options", form=token))).text
    key = Authenticator().made(options)
    await walk.ask(browser.post("/account/passkeys", form=token, credential=key, name="x"))
    await walk.ask(browser.post("/sign-in/passkey", credential=key))
    page = await walk.ask(browser.http.get("/desk/send"))
    bad = f"pseudonym,acceptedMonth\n{IDENTIFIER},{NAME}\n".encode()
    form = form_at(page.text, "/desk/send")
    await walk.ask(browser.post_files("/desk/send", form, ("patients.csv", bad)))


async def sponsors(walk: Walk, programme_id: str) -> None:
    """A sponsor sends what is right, and names and numbers of a patient in every wrong way."""
    registry = walk.registry
    walk.known |= {"identifier": IDENTIFIER.encode(), "name": NAME.encode()}
    walk.known |= {f"patient {n}": patient.encode() for n, patient in enumerate(PATIENTS)}
    day = registry.clock.today
    assert isinstance(await send(registry.house, programme_id, day, notices(PATIENTS)), Accepted)
    rows = await registry.house.database.run(PatientRecord.select())
    wrapping = registry.house.database.sealing.wrapping
    for number, row in enumerate(rows):
        walk.known[f"data key {number}"] = data_key_of(wrapping, StoredPatient(**row))
    await walk.ask(registry.send(EPISODE, id=programme_id, who=PATIENTS[0]))
    for who in (IDENTIFIER, NAME):
        told = {"programmeId": programme_id, "notices": [{"pseudonym": who, "acceptedMonth": who}]}
        await walk.ask(registry.send(SUBMIT, input=told))
        await walk.ask(
            registry.send(f'{{ episode(programmeId: "{who}", pseudonym: 5) {{ notice }} }}')
        )
        await walk.ask(registry.send(EPISODE, id={"name": who}, who=[who]))
        await walk.ask(registry.ask_raw("/sponsor/graphql", f'{{"query": "{who}'))
        await walk.ask(registry.ask_raw("/sponsor/submissions", json.dumps({"pseudonym": who})))
        await walk.ask(registry.ask_raw(f"/sponsor/{who}", who))
    await withdrawal(walk, programme_id)
    await keys(walk)


async def withdrawal(walk: Walk, programme_id: str) -> None:
    """A steward withdraws a patient by the form, after names and numbers in its place."""
    path, browser = "/desk/acts/withdraw", walk.dana
    form = form_at((await walk.ask(browser.http.get(path))).text, path)
    form |= {"programmeId": programme_id, "scope": "STOP_FOLLOW_UP"}
    for who in (IDENTIFIER, NAME):
        refused = await walk.ask(browser.post(path, **form | {"pseudonym": who}))
        assert refused.status_code == 422
    seen = await walk.ask(browser.post(path, **form | {"pseudonym": PATIENTS[2]}), "patient 2")
    sure = form_at(seen.text, path) | {"step": "declare", "sure": "yes"}
    done = await walk.ask(browser.post(path, **sure))
    assert done.status_code == 303
    await walk.ask(browser.http.get(done.headers["location"]))


async def keys(walk: Walk) -> None:
    """A request signed with a registered key, and one with an API key that was revoked."""
    registry = walk.registry
    house, because = registry.house, Because("ada", registry.clock())
    public = encoded(public_of(SIGNING_KEY))
    await register_key(house.database, UNIVERSITY, public, timedelta(), because)
    gone = await house.doorkeeper.issue(Terms(UNIVERSITY), because, house.intake.random_bytes)
    await house.doorkeeper.revoke(gone.id, because)
    walk.known["revoked key"] = gone.token.encode()
    body = json.dumps({"query": "{ me { id } }"}).encode()
    for token in (registry.keys[UNIVERSITY], gone.token):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        headers |= {HEADER: sign(SIGNING_KEY, content_of(PATH, digest_of_body(body)))}
        await walk.ask(registry.http.post(PATH, content=body, headers=headers))


async def faults(walk: Walk, programme_id: str) -> None:
    """A table is gone, a row is damaged, the database is away: under every address in use."""
    registry, browser = walk.registry, Browser(walk.registry)
    database = registry.house.database

    async def everywhere() -> set[int]:
        form = {"name": "dana", "password": PASSWORD, "code": "123456"}
        asked = (
            registry.send(EPISODE, id=programme_id, who=PATIENTS[0]),
            browser.post("/sign-in", **form),
            browser.post("/invitation", invitation=walk.known["invitation"].decode()),
            browser.http.get("/health"),
            registry.ask_raw("/sponsor/submissions", PATIENTS[0]),
        )
        return {(await walk.ask(each)).status_code for each in asked}

    for table in ("episode", "account", "audit_event"):
        await database.run_ddl(f"ALTER TABLE {table} RENAME TO elsewhere")
        assert await everywhere() - {200, 303}
        await database.run_ddl(f"ALTER TABLE elsewhere RENAME TO {table}")
    kept = await database.fetch("SELECT pseudonym, wrapped_key FROM patient", ())
    await database.run_many("UPDATE patient SET wrapped_key = ?", [("damaged",)])
    await everywhere()
    back = [(row["wrapped_key"], row["pseudonym"]) for row in kept]
    await database.run_many("UPDATE patient SET wrapped_key = ? WHERE pseudonym = ?", back)
    await database.run_many("UPDATE account SET state = ? WHERE id = ?", [(POISON, "dana")])
    walk.known["poison"] = POISON.encode()
    assert 500 in await everywhere(), "a fault whose own words hold what is stored"
    await database.run_many("UPDATE account SET state = ? WHERE id = ?", [("ACTIVE", "dana")])
    await database.stop()
    assert await everywhere() & {500, 503}
    await database.start()
