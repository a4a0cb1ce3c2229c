"""Whether an attack succeeds on a registry that is published in some way."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

from tests.attacks.figures import figures_subtracted
from tests.attacks.filters import answers
from tests.attacks.lattice import (
    INSIDERS,
    insider_subtracts,
    pairs_of_answers,
)
from tests.attacks.papers import cut_at, subtracted, totals
from tests.attacks.populations import bundles_subtracted
from tests.attacks.public import Reading
from tests.attacks.publication import Practice, publish
from tests.attacks.reconstruction import is_unique
from tests.attacks.truth import successes
from tests.attacks.twins import differences, never_infused, with_patient, without_patient
from tests.attacks.verdicts import sets_subtracted, verdict_and_number
from tests.attacks.world import World

ENOUGH, OTHERS, PROGRAMMES = 11, 5, 3
RESPONSES = "endpoints.response."
DATED = {
    "state",
    "opened_on",
    "funnel",
    "funnel_opens_on",
    "latest_on",
    "silent",
    "overdue",
    "open",
}


def read(world: World, practice: Practice) -> Reading:
    """What is public of a registry."""
    return Reading(publish(world, practice))


def filters_isolate_few(world: World, practice: Practice) -> bool:
    """One answer less another one is an exact count of fewer than 11 patients."""
    reading = read(world, practice)
    sets = [accepted.patients for accepted, _ in answers(reading, len(reading.snapshots) - 1)]
    alone = min((patients.bit_count() for patients in sets), default=ENOUGH)
    return 0 < pairs_of_answers(sets).fewest < ENOUGH or alone < ENOUGH


def insider_is_left_with_few(world: World, practice: Practice) -> bool:
    """Somebody who knows some patients of a group takes them off and is left with 1 to 4."""
    reading = read(world, practice)
    having = successes(reading)
    found = [insider_subtracts(reading, having, kind).fewest for kind in INSIDERS]
    return any(0 < fewest < OTHERS for fewest in found)


def total_leaves_few(world: World, practice: Practice) -> bool:
    """A full publication of a programme elsewhere, less our groups, is of fewer than 11."""
    reading = read(world, practice)
    papers = totals(reading, successes(reading))
    return any(0 < subtracted(reading, paper).fewest < ENOUGH for paper in papers)


def paper_at_the_cut_off_leaves_few(world: World, practice: Practice) -> bool:
    """A paper on whom a programme accepted up to its announced cut-off, less our groups."""
    reading = read(world, practice)
    having = successes(reading)
    papers = [cut_at(study, study.cut_offs[0].on, reading, having) for study in world.studies]
    return any(0 < subtracted(reading, paper).fewest < ENOUGH for paper in papers)


def own_figures_leave_few(world: World, practice: Practice) -> bool:
    """What a sponsor states of its own patients, less our groups, is of fewer than 11."""
    return 0 < figures_subtracted(read(world, practice)).fewest < ENOUGH


def a_number_moves(world: World, practice: Practice) -> bool:
    """A published table of an endpoint moves, by the outcome of one to four patients."""
    seen: dict[str, list[Counter[str]]] = defaultdict(list)
    for number in read(world, practice).numbers:
        if number.content.startswith(RESPONSES):
            tables = seen[number.group_id]
            if not tables or number.content in tables[-1]:
                tables.append(Counter())
            tables[-1][number.content] = number.value
    both = (pair for tables in seen.values() for pair in pairwise(tables))
    return any(
        0 < max((one - other).total(), (other - one).total()) < OTHERS for one, other in both
    )


def one_programme_is_told_apart(world: World, practice: Practice) -> bool:
    """With one programme's own publication, another one's last patients are counted exactly."""
    reading = read(world, practice)
    leftovers = [patients for id, patients in reading.members.items() if "remainder" in id]
    known, *others = (
        reading.bits(patient.id for patient in world.of(study.programme.id))
        for study in world.studies
    )
    rests = [patients & ~known for patients in leftovers]
    return any(rest and rest & other == rest for rest in rests for other in others)


def few_persons_share_a_remainder(world: World, practice: Practice) -> bool:
    """A group's patients are fewer than 11 different persons."""
    roll = publish(world, practice).roll
    persons = {patient.id: patient.person for patient in world.patients}
    return any(len({persons[id] for id in mine}) < ENOUGH for mine in roll.values())


def a_date_moves_with_a_fate(world: World, practice: Practice) -> bool:
    """What opens when differs between two registries in which one patient fares otherwise."""
    twin = with_patient(world, never_infused(world.patients[0]))
    found = differences(publish(world, practice), publish(twin, practice))
    return any(difference.path[-1] in DATED for difference in found)


def a_waiting_patient_shows(world: World, practice: Practice) -> bool:
    """Something public differs between a registry with one more patient who waits, and without."""
    last = world.patients[-1]
    twin = without_patient(world, last.id)
    return any(differences(publish(world, practice), publish(twin, practice)))


def chosen_successes_count(world: World, practice: Practice) -> bool:
    """Patients registered when they had responded raise the success of those registered in time."""
    reading = read(world, practice)
    timely = [g for g in reading.snapshots[-1]["groups"] if g["timing"] == "PROSPECTIVE"]
    shown = sum(int(e["success"]) for g in timely for e in g["endpoints"])
    true = reading.bits(p.id for p in world.patients if p.timing == "PROSPECTIVE")
    return shown > (true & successes(reading)).bit_count()


def patients_stay_hidden(world: World, practice: Practice) -> bool:
    """Somebody accepted more than five years ago is in no group."""
    published = publish(world, practice)
    sealed = {id for mine in published.roll.values() for id in mine}
    old = date.fromisoformat("2030-01-01")
    return any(p.id not in sealed for p in world.patients if p.accepted_on < old)


def a_date_tells_a_month(world: World, practice: Practice) -> bool:
    """A group's public date is no release date, so it tells the month of its last acceptance."""
    groups = [group for snapshot in read(world, practice).snapshots for group in snapshot["groups"]]
    dates = {group["funnel_opens_on"] for group in groups} - {None}
    return any(day[5:] not in practice.policy.calendar.release_dates for day in dates)


def accepted_less_infused_are_few(world: World, practice: Practice) -> bool:
    """The curves of the accepted less those of the infused are of fewer than 11 never infused."""
    return 0 < bundles_subtracted(read(world, practice)).fewest < ENOUGH


def values_follow_from_sums(world: World, practice: Practice) -> bool:
    """The changes of single patients follow from their number, their sum and that of squares."""
    bundles = read(world, practice).snapshots[-1]["bundles"]
    return any(is_unique(row["sums"]) for row in bundles if row["sums"])


def a_set_tells_one_verdict(world: World, practice: Practice) -> bool:
    """Sets of verdicts, subtracted from each other, tell of fewer than three programmes."""
    return 0 < sets_subtracted(read(world, practice)).fewest < PROGRAMMES


def a_verdict_tells_an_outcome(world: World, practice: Practice) -> bool:
    """A verdict and the number of the accepted make somebody's outcome certain."""
    reading = read(world, practice)
    return verdict_and_number(reading, successes(reading)).certain > 0
