"""What a reader must know of shown results beside the numbers: rows of id, sentence and function.

Labels are read off what is public of the groups, after every decision: none opens or closes a
stage, and anybody can put them on anew from a snapshot.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from msgspec import Struct, structs

from registry.model.codes import Timing
from registry.model.decision import Label, PublicDecision
from registry.model.programme import Programme
from registry.model.sealed import EndpointCounts, NoSuccess, SealedGroup
from registry.release.evidence import cohort_of
from registry.release.stages import Policy
from registry.release.verdicts import primary_endpoints
from registry.snapshot import PublicProgramme

LABELLED_STAGES = ("R3", "R4")
UNKNOWN = (
    NoSuccess.UNREPORTED,
    NoSuccess.MISSING,
    NoSuccess.WITHDRAWN,
    NoSuccess.REGISTERED_LATE,
)


class Shown(Struct, frozen=True):
    """A programme's results as they are shown: its groups with public counts of a primary endpoint.

    All are of one timing, and a label needs at least one. `family` are those of its whole lineage
    in the disease, the programme's own among them.
    """

    programme: Programme
    groups: Sequence[SealedGroup]
    family: Sequence[SealedGroup]
    policy: Policy


class LabelRule(Struct, frozen=True):
    """One label: its id, when it is put in one plain sentence, and a pure function."""

    id: Label
    sentence: str
    holds: Callable[[Shown], bool]

    def says(self, policy: Policy) -> str:
        """The sentence with the policy's own numbers."""
        numbers = structs.asdict(policy.numbers) | structs.asdict(policy.labels)
        return self.sentence.format(**numbers)


def is_small(shown: Shown) -> bool:
    """Whether fewer patients are shown than interim efficacy asks for, of one timing."""
    timing = shown.groups[0].timing
    accepted = sum(group.accepted or 0 for group in shown.family if group.timing is timing)
    return accepted < shown.policy.numbers.interim_patients


def is_of_one_centre(shown: Shown) -> bool:
    """Whether the programme is registered with one centre alone, so that all come from there."""
    return len(set(shown.programme.centre_ids)) == 1


def is_incomplete(shown: Shown) -> bool:
    """Whether too few have a known outcome at the closed horizon of a primary endpoint."""
    least = shown.policy.labels.low_completeness_percent
    by_endpoint: dict[str, list[EndpointCounts]] = defaultdict(list)
    for counts in chain.from_iterable(primary_counts(shown.programme, g) for g in shown.groups):
        by_endpoint[counts.endpoint_id].append(counts)
    shares = map(known_of, by_endpoint.values())
    return any(100 * known < least * accepted for known, accepted in shares)


def known_of(counts: Iterable[EndpointCounts]) -> tuple[int, int]:
    """Patients whose outcome is known, the dead among them, and all accepted."""
    known = accepted = 0
    for one in counts:
        everybody = one.success + sum(one.no_success.values())
        accepted += everybody
        known += everybody - sum(one.no_success.get(reason, 0) for reason in UNKNOWN)
    return known, accepted


RULES = (
    LabelRule(
        Label.SMALL,
        "Fewer than {interim_patients} patients of the lineage in this disease are shown.",
        is_small,
    ),
    LabelRule(
        Label.SINGLE_CENTRE,
        "The programme is registered with one centre, so all its patients come from there.",
        is_of_one_centre,
    ),
    LabelRule(
        Label.LOW_COMPLETENESS,
        "Of fewer than {low_completeness_percent} % of the patients the outcome of a primary "
        "endpoint is known at its closed horizon; the dead are known.",
        is_incomplete,
    ),
)


def labelled(
    programmes: Sequence[PublicProgramme], groups: Sequence[SealedGroup], policy: Policy
) -> tuple[PublicProgramme, ...]:
    """The programmes with the labels of what is shown of them."""
    own: dict[str, list[SealedGroup]] = defaultdict(list)
    families: dict[tuple[str, str], list[SealedGroup]] = defaultdict(list)
    for group in groups:
        own[group.programme_id].append(group)
    shown = {row.programme.id: shown_of(row.programme, own[row.programme.id]) for row in programmes}
    for row in programmes:
        families[cohort_of(row.programme)] += shown[row.programme.id]
    return tuple(
        with_labels(
            row,
            Shown(row.programme, shown[row.programme.id], families[cohort], policy),
        )
        for row, cohort in ((row, cohort_of(row.programme)) for row in programmes)
    )


def shown_of(programme: Programme, groups: Sequence[SealedGroup]) -> list[SealedGroup]:
    """Those of a programme's groups with public counts of a primary endpoint, of one timing.

    Those registered in time where there are any; the others are never pooled with them.
    """
    shown = [group for group in groups if primary_counts(programme, group)]
    in_time = [group for group in shown if group.timing is Timing.PROSPECTIVE]
    return in_time or shown


def primary_counts(programme: Programme, group: SealedGroup) -> list[EndpointCounts]:
    """What is public of a group's primary endpoints."""
    primary = {endpoint.id for endpoint in primary_endpoints(programme)}
    return [counts for counts in group.endpoints if counts.endpoint_id in primary]


def with_labels(row: PublicProgramme, shown: Shown) -> PublicProgramme:
    """The programme with labels on its open stages of results; none where nothing is shown."""
    labels = tuple(rule.id for rule in RULES if rule.holds(shown)) if shown.groups else ()
    return structs.replace(
        row, decisions=tuple(labelled_decision(decision, labels) for decision in row.decisions)
    )


def labelled_decision(decision: PublicDecision, labels: tuple[Label, ...]) -> PublicDecision:
    """The decision with its labels, where its stage is open and shows results."""
    shows = decision.open and decision.stage in LABELLED_STAGES
    return structs.replace(decision, labels=labels if shows else ())
