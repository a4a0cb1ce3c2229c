"""What a publication owes the one before: a new version for new numbers, and missed dates."""

from datetime import date

from registry.errors import PolicyError
from registry.release.stages import Policy, policy_digest, release_on_or_before, releases_between
from registry.snapshot import Snapshot


def check_version(policy: Policy, earlier: Snapshot | None) -> None:
    """PolicyError where the numbers changed and the version did not: decisions name the version."""
    if earlier is None or earlier.policy_version != policy.version:
        return
    if earlier.policy_digest != policy_digest(policy):
        raise PolicyError(
            f"The release policy is not the one published as version {policy.version}.",
            "Give a changed policy a new version, and write down why it changed.",
        )


def latest_release(policy: Policy, earlier: Snapshot | None, day: date) -> date:
    """The latest release date by a day.

    One that another policy puts before a snapshot that is out already is skipped: a date is counted
    with the first snapshot after it, and tells what had come by then (decision record 0121).
    """
    found = release_on_or_before(policy, day)
    if earlier is None or earlier.released_on is None or found > earlier.as_of:
        return found
    return earlier.released_on


def missed_releases(
    policy: Policy, earlier: Snapshot | None, released_on: date
) -> tuple[date, ...]:
    """Every release date since the first snapshot with which nothing was published, in order."""
    if earlier is None:
        return ()
    since = earlier.released_on or earlier.as_of
    passed = (day for day in releases_between(policy, since, released_on) if day < released_on)
    return (*earlier.missed_releases, *passed)
