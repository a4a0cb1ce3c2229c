"""Nothing is left out: every registered programme, as it was registered, with every endpoint."""

from collections import Counter, defaultdict

from registry.intake.registered import registration_leaf
from registry.model.decision import Activity, Standing
from registry.model.endpoint import endpoint_digest
from registry.model.programme import Programme
from registry.model.sealed import GroupState
from registry.release.labels import labelled
from registry.release.stages import EFFICACY_STAGES
from registry.snapshot import PublicProgramme
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding


def programmes_complete(moment: Moment) -> Checked:
    """The registered programmes are the listed ones, each listed once.

    A snapshot the checkpoint does not cover yet may list programmes whose leaf is not due either.
    """
    listed = Counter(row.programme.id for row in moment.now.programmes)
    for id in sorted({*listed, *moment.registered}):
        yield standing_of(moment, id, listed[id])


def standing_of(moment: Moment, id: str, times: int) -> Finding | None:
    """What is wrong with how often a programme is listed."""
    registered = id in moment.registered
    if registered and not times:
        return Finding(moment.path, f"Programme {id} is registered and not listed.")
    if times > 1:
        return Finding(moment.path, f"Programme {id} is listed {times} times.")
    if not registered and moment.leaves is not None:
        return Finding(moment.path, f"Programme {id} is listed and no leaf registers it.")
    return None


def programmes_as_registered(moment: Moment) -> Checked:
    """Plan and endpoints of a sponsor's programme are the ones that were first registered.

    A cited programme may be entered anew from its source.
    """
    for row in moment.now.programmes:
        programme = row.programme
        leaf = moment.registered.get(programme.id)
        same = leaf is None or programme.sponsor_id is None or registration_leaf(programme) == leaf
        place = moment.place(f"programme {programme.id}")
        if not same:
            yield Finding(place, "Its plan or its endpoints are not those that were registered.")
        elif not endpoints_fit(programme):
            yield Finding(place, "An endpoint does not fit the digest it was locked with.")
        else:
            yield None


def endpoints_fit(programme: Programme) -> bool:
    """Whether every locked endpoint is the one its digest is of."""
    return all(endpoint_digest(each.endpoint) == each.digest for each in programme.endpoints)


def holds_logged(moment: Moment) -> Checked:
    """The holds that are public are those whose leaves stand in the log, field by field."""
    listed = Counter(
        (each.programme_id, each.asked_on, each.until, each.reason.value)
        for each in moment.now.directory.holds
    )
    logged = Counter(
        (each.programme, each.requested_on, each.until, each.reason) for each in moment.holds
    )
    for hold in {**listed, **logged}:
        missing = listed[hold] < logged[hold]
        too_many = listed[hold] > logged[hold] and moment.leaves is not None
        place = moment.place(f"hold of {hold[1]} on programme {hold[0]}")
        told = "It has a leaf and is not public." if missing else "It is public without a leaf."
        yield Finding(place, told) if missing or too_many else None


def endpoints_complete(moment: Moment) -> Checked:
    """Every locked endpoint has its row, with its verdict or why there is none to see."""
    rows = Counter(
        (row.result.programme_id, row.result.endpoint_id) for row in moment.now.endpoint_results
    )
    for row in moment.now.programmes:
        for locked in row.programme.endpoints:
            id = locked.endpoint.id
            place = moment.place(f"programme {row.programme.id}", f"endpoint {id}")
            once = rows[(row.programme.id, id)] == 1
            yield None if once else Finding(place, "It does not have exactly one row of results.")


def verdicts_open_with_efficacy(moment: Moment) -> Checked:
    """A sponsor's verdict is shown only where a stage that exposes efficacy is open."""
    opened = {
        row.programme.id
        for row in moment.now.programmes
        if row.programme.sponsor_id is None
        or any(d.open for d in row.decisions if d.stage in EFFICACY_STAGES)
    }
    for row in moment.now.endpoint_results:
        early = row.standing is Standing.PUBLISHED and row.result.programme_id not in opened
        place = moment.place(f"endpoint result {row.result.id}")
        yield Finding(place, "Its verdict is shown and no stage is open for it.") if early else None


def stage_and_activity(moment: Moment) -> Checked:
    """A programme's stage is its highest open one, and its activity that of its groups."""
    states: dict[str, set[GroupState]] = defaultdict(set)
    for group in moment.now.groups:
        states[group.programme_id].add(group.state)
    for row in moment.now.programmes:
        stage = max([d.stage for d in row.decisions if d.open] or ["R0"])
        right = (row.stage, row.activity) == (stage, activity_of(row, states[row.programme.id]))
        place = moment.place(f"programme {row.programme.id}")
        yield (
            None
            if right
            else Finding(place, "Its stage or activity is not what its decisions and groups say.")
        )


def activity_of(row: PublicProgramme, states: set[GroupState]) -> Activity:
    """What a programme's groups say of how many patients it has accepted."""
    if row.programme.sponsor_id is None:
        return Activity.CITED
    if GroupState.OPEN in states:
        return Activity.OPEN
    return Activity.SEALED if states else Activity.FEWER_THAN_11


def labels_match(moment: Moment) -> Checked:
    """Labels are those that anybody puts on from the groups, where the policy is known here."""
    now, policy = moment.now, moment.policy
    if policy is None or not moment.is_release:
        return
    for row, right in zip(
        now.programmes, labelled(now.programmes, now.groups, policy), strict=True
    ):
        place = moment.place(f"programme {row.programme.id}")
        yield None if row == right else Finding(place, "Its labels are not what its groups say.")
