"""`/board/accounts`: for administrators, the people of the registry and what they may do."""

from collections.abc import Awaitable, Callable, Sequence

from litestar.handlers import HTTPRouteHandler

from registry.access.because import Because
from registry.access.people import Invitation, People
from registry.board.trail import note_read
from registry.errors import AccountError
from registry.language import marked
from registry.model.access import Account, AccountState, Role
from registry.model.parties import Organisation
from registry.storage.directory import read_facts
from registry.storage.people import accounts, find_account
from registry.web.desk.board.notes import note_faults
from registry.web.desk.board.words import moment
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.frame import Answer, Fault, Visit, form_page, without_identifiers
from registry.web.desk.roles import ROLES, role_words
from registry.web.public.results.cells import Cell, Table, Tag

CHANGE, INVITE = "/board/accounts", "/board/accounts/invite"
STATES = {
    AccountState.INVITED: Tag(marked("Invited"), "closed"),
    AccountState.ACTIVE: Tag(marked("Active"), "good"),
    AccountState.SUSPENDED: Tag(marked("Suspended"), "care"),
}
Done = Invitation | str
Act = Callable[[People, str, str, Because], Awaitable[Done]]


async def grant(people: People, id: str, role: str, because: Because) -> Done:
    """Give a role."""
    await people.grant(id, Role(role), because)
    return marked("Granted. Open sessions ended; the next one has the role.")


async def deprive(people: People, id: str, role: str, because: Because) -> Done:
    """Take a role away."""
    await people.deprive(id, Role(role), because)
    return marked("Revoked. Open sessions ended.")


async def suspend(people: People, id: str, _: str, because: Because) -> Done:
    """Suspend the account."""
    await people.suspend(id, because)
    return marked("Suspended. Sessions, keys and invitations of it work no more.")


async def restore(people: People, id: str, _: str, because: Because) -> Done:
    """Restore a suspended account."""
    return await people.restore(id, because)


async def invite_again(people: People, id: str, _: str, because: Because) -> Done:
    """A new invitation for whoever lost password or second factor."""
    return await people.invite_again(id, because)


async def sign_out(people: People, id: str, _: str, because: Because) -> Done:
    """End every session."""
    await people.sign_out(id, because)
    return marked("Every session of this account ended.")


CHANGES: dict[str, tuple[str, Act]] = {
    "grant": (marked("Give a role"), grant),
    "revoke": (marked("Take a role away"), deprive),
    "suspend": (marked("Suspend"), suspend),
    "restore": (marked("Restore"), restore),
    "invite": (marked("Invite anew"), invite_again),
    "sign-out": (marked("End every session"), sign_out),
}


def account_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The accounts with the form to change one, and the form to invite somebody."""
    return [*change_page(desk), *invite_page(desk)]


def change_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """Everybody, and the form to change what somebody may do."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        await note_read(desk.board.database, because_of(visit), "accounts", "registry")
        return await accounts_page(desk, visit, faults)

    async def send(visit: Visit) -> Answer:
        faults = await missing_of_change(desk, visit)
        if faults:
            return await show(visit, faults)
        _, act = CHANGES[visit.typed("change")]
        because = because_of(visit, visit.typed("note"))
        try:
            done = await act(desk.people, visit.typed("account"), visit.typed("role"), because)
        except AccountError as fault:
            return await show(visit, [Fault("account", f"{fault.what} {fault.remedy}")])
        return await accounts_page(desk, visit, (), done)

    return form_page(desk.front, CHANGE, show, send)


def invite_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form to invite somebody."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        organisations = (await read_facts(desk.board.database)).all(Organisation)
        return shown(
            desk,
            visit,
            "board-invite.html",
            marked("Invite somebody"),
            faults=faults,
            roles=list(ROLES.items()),
            organisations=[(each.id, each.name) for each in organisations],
        )

    async def send(visit: Visit) -> Answer:
        faults = missing_of_invitation(visit)
        if faults:
            return await show(visit, faults)
        organisation = visit.typed("organisation") or None
        roles, state = frozenset({Role(visit.typed("role"))}), AccountState.INVITED
        wanted = Account(visit.typed("id"), visit.typed("name"), organisation, state, roles)
        try:
            done = await desk.people.invite(wanted, because_of(visit, visit.typed("note")))
        except AccountError as fault:
            return await show(visit, [Fault("id", f"{fault.what} {fault.remedy}")])
        return await accounts_page(desk, visit, (), done)

    return form_page(desk.front, INVITE, show, send)


async def accounts_page(
    desk: Workspace, visit: Visit, faults: Sequence[Fault], done: Done | None = None
) -> Answer:
    """Everybody, the forms, and what was just done; an invitation's code is shown this once."""
    found = await accounts(desk.board.database)
    invitation = done if isinstance(done, Invitation) else None
    return shown(
        desk,
        visit,
        "board-accounts.html",
        marked("Accounts"),
        faults=faults,
        typed={} if done else without_identifiers(visit, faults),
        accounts=accounts_table(found),
        people=[(each.id, f"{each.id}, {each.name}") for each in found],
        changes=[(name, words) for name, (words, _) in CHANGES.items()],
        roles=list(ROLES.items()),
        code=invitation.code if invitation else "",
        invited=invitation.account.id if invitation else "",
        until=moment(invitation.expires) if invitation else "",
        done=done if isinstance(done, str) else "",
    )


def missing_of_invitation(visit: Visit) -> list[Fault]:
    """What is not filled in of an invitation."""
    faults = [] if visit.typed("id") else [Fault("id", marked("Choose an id for the account."))]
    if not visit.typed("name"):
        faults.append(Fault("name", marked("Write the person's name.")))
    if visit.typed("role") not in ROLES:
        faults.append(Fault("role", marked("Choose a role.")))
    return [*faults, *note_faults(visit)]


async def missing_of_change(desk: Workspace, visit: Visit) -> list[Fault]:
    """What is not filled in of a change."""
    account = await find_account(desk.board.database, visit.typed("account"))
    faults = [] if account else [Fault("account", marked("Choose an account."))]
    if visit.typed("change") not in CHANGES:
        faults.append(Fault("change", marked("Choose what to change.")))
    if visit.typed("change") in ("grant", "revoke") and visit.typed("role") not in ROLES:
        faults.append(Fault("role", marked("Choose a role.")))
    return [*faults, *note_faults(visit)]


def accounts_table(found: Sequence[Account]) -> Table:
    """Everybody with state and roles."""
    rows = tuple(
        (
            Cell(each.id, each.name),
            Cell(each.organisation_id or marked("The registry")),
            Cell("", tags=(STATES[each.state],)),
            Cell(role_words(each.roles)),
        )
        for each in found
    )
    heads = (marked("Account"), marked("Organisation"), marked("State"), marked("Roles"))
    return Table(marked("Accounts"), heads, rows)
