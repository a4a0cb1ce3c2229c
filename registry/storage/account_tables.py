"""The tables of people: accounts, roles, invitations, sessions, failed sign-ins."""

from piccolo.columns import Integer, Text
from piccolo.table import Table

from registry.storage.engine import ENGINE


class AccountRecord(Table, db=ENGINE, tablename="account"):
    """A person. `password` is an Argon2 hash, `second_factor` is sealed."""

    id = Text(primary_key=True)
    name = Text()
    organisation_id = Text(null=True, default=None)
    state = Text()
    created_at = Text()
    password = Text(null=True, default=None)
    second_factor = Text(null=True, default=None)
    issuer = Text(null=True, default=None)
    subject = Text(null=True, default=None)


class AccountRoleRecord(Table, db=ENGINE, tablename="account_role"):
    """A role of an account."""

    account_id = Text(primary_key=True)
    role = Text()


class InvitationRecord(Table, db=ENGINE, tablename="invitation"):
    """An invitation that waits, as keyed digest; it is removed when it is used."""

    digest = Text(primary_key=True)
    account_id = Text()
    expires_at = Text()


class FailureRecord(Table, db=ENGINE, tablename="sign_in_failure"):
    """Failed sign-ins under one name, by keyed digest of what was typed."""

    subject = Text(primary_key=True)
    failures = Integer()
    last_at = Text()


class SessionRecord(Table, db=ENGINE, tablename="person_session"):
    """A session, as keyed digest of what the browser holds; `id` names it in lists.

    `sealed` says whose it is: beside the time of a submission that would say who sent it.
    """

    digest = Text(primary_key=True)
    id = Text()
    sealed = Text()
    started_at = Text()
    seen_at = Text()


class ProviderRequestRecord(Table, db=ENGINE, tablename="provider_request"):
    """A sign-in under way at an identity provider; it is removed when it comes back."""

    state = Text(primary_key=True)
    browser = Text()
    nonce = Text()
    verifier = Text()
    invitation = Text(null=True, default=None)
    expires_at = Text()


class PasskeyRecord(Table, db=ENGINE, tablename="passkey"):
    """A passkey and its public key. Nothing of it is secret."""

    id = Text(primary_key=True)
    account_id = Text()
    name = Text()
    public_key = Text()
    added_at = Text()


class PasskeyChallengeRecord(Table, db=ENGINE, tablename="passkey_challenge"):
    """What a browser has to sign, as keyed digest; it is removed when it comes back."""

    digest = Text(primary_key=True)
    expires_at = Text()
