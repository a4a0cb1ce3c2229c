"""That no sponsor is set beside others before its time: opening days and the policy say when."""

from registry.release.reporting import compared_sponsors
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding


def sponsors_compared_in_time(moment: Moment) -> Checked:
    """Every sponsor that is compared had its release dates first, where the policy is known.

    Snapshots of before there was a comparison compare nobody.
    """
    now, policy = moment.now, moment.policy
    if policy is None:
        return
    programmes = (row.programme for row in now.programmes)
    on = now.released_on or now.as_of
    known = compared_sponsors(policy, programmes, now.groups, on)
    for sponsor in now.compared_sponsors:
        place = moment.place(f"sponsor {sponsor}")
        in_time = sponsor in known
        yield None if in_time else Finding(place, "It stands beside others before its time.")
