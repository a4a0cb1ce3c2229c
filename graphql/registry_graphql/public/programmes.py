"""Programmes with their endpoints and release decisions, and what became of each endpoint."""

from datetime import date
from typing import Any

import strawberry

from registry import texts
from registry.model.codes import (
    Clock,
    EndpointChangeReason,
    EndpointKind,
    EndpointRole,
    HoldReason,
    Population,
    ProgrammeEventKind,
    ResultSource,
    Route,
    StopReason,
    Timing,
    Verdict,
)
from registry.model.decision import Label
from registry.views.endpoint_results import EndpointResultRow
from registry.views.programmes import ProgrammeRow
from registry_graphql.public.describing import enum, said
from registry_graphql.public.figures import Count, Figure, Rate, SafetyNotice, Source, Withheld
from registry_graphql.public.node import Node, shows
from registry_graphql.public.together import Remainder, VerdictSet

for _codes in (
    Label,
    EndpointChangeReason,
    EndpointKind,
    EndpointRole,
    HoldReason,
    Population,
    ProgrammeEventKind,
    ResultSource,
    StopReason,
    Verdict,
):
    enum(_codes)


@strawberry.type(description="What counts as success. Only equal definitions are counted together.")
class Outcome:
    id: strawberry.ID = said("Stable id, made of the definition itself.")
    label: str = said("The definition in words.")
    measure: str = said("Code of the measure.")
    measure_label: str = said("Plain name of the measure.")
    kind: EndpointKind = said("How it is counted.")
    day: int = said("Assessment day or horizon, in days from the clock.")
    clock: Clock = said("The day from which it counts.")
    success_categories: list[str] = said("Categories that count as success.")
    events: list[str] = said("Events that must not have happened.")
    improvement: int | None = said("Points of improvement that count as success.")


@strawberry.type(description="What a locked endpoint was changed to. Nothing is judged by it.")
class LaterVersion:
    label: str = said("Its name from then on.")
    role: EndpointRole = said("Primary or secondary.")
    kind: EndpointKind = said("How it would be counted.")
    population: Population = said("Whose share the goal would refer to.")
    goal_percent: int = said("The share of successes it would ask for, in per cent.")
    outcome: Outcome = said("What would count as success.")
    digest: str = said("SHA-256 of this version, lower-case hex.")
    locked_on: date = said("The day the registry received it.")
    reason: EndpointChangeReason = said("Why the sponsor changed it.")

    @strawberry.field(description="The reason in plain words.")
    def reason_text(self) -> str:
        return texts.ENDPOINT_CHANGES[self.reason]


def _changed_text(self: Any) -> str:
    return texts.endpoint_changed((later.locked_on, later.reason) for later in self.later_versions)


def _changed() -> Any:
    return said("Whether the sponsor changed the endpoint after it was locked.")


def _changes() -> Any:
    return strawberry.field(
        resolver=_changed_text, description="The changes in plain words; empty if there were none."
    )


@strawberry.type(description="An endpoint as it was locked before the first outcome.")
class Endpoint:
    id: strawberry.ID = said("Stable id.")
    endpoint_id: str = said("Its name within the programme.")
    label: str = said("Its name.")
    role: EndpointRole = said("Primary or secondary.")
    kind: EndpointKind = said("How it is counted.")
    population: Population = said("Whose share the goal refers to.")
    goal_percent: int = said("The goal is met at this share of successes, in per cent, or above.")
    outcome: Outcome = said("What counts as success.")
    digest: str = said("SHA-256 of the locked endpoint, lower-case hex.")
    locked_on: date = said("The day from which it counts as locked.")
    changed: bool = _changed()
    changed_text: str = _changes()
    later_versions: list[LaterVersion] = said("What it was changed to, oldest first.")


@strawberry.type(description="A number of the release policy that a condition names.")
class PolicyNumber:
    name: str = said("What the policy calls it.")
    value: int = said("The number.")


@strawberry.type(description="One condition of a release stage.")
class Gate:
    id: str = said("Id of the rule.")
    sentence: str = said("The rule in one sentence.")
    met: bool = said("Whether it is met.")
    required: int | None = said("The number it requires, if any.")
    current: int | None = said("How far the programme is, where that is itself public.")
    numbers: list[PolicyNumber] = said("What its sentence names of the policy; empty of old ones.")


@strawberry.type(description="A sponsor's request to wait with interim efficacy, once per lineage.")
class Hold:
    sponsor_id: str = said("Who asked.")
    reason: HoldReason = said("Coded reason.")
    asked_on: date = said("The day it was asked for, and from which it counts.")
    until: date = said("The release date from which nothing is held any more.")

    @strawberry.field(description="The reason in plain words.")
    def reason_text(self) -> str:
        return texts.HOLD_REASONS[self.reason]


@strawberry.type(description="A day up to which a stage shows groups, each as it closes for it.")
class Horizon:
    day: int = said("Days after the start of the clock.")
    open: bool = said("Whether a first whole group is shown up to it.")
    opens_on: date | None = said("The release it opens with; null while none is known.")


@strawberry.type(description="Whether a release stage is open, and why. No rule sees a verdict.")
class Decision:
    stage: str = said("R0 to R6.")
    open: bool = said("Whether the stage is open.")
    gates: list[Gate] = said("Every condition of the stage.")
    explanation: str = said("The decision in public words.")
    opened_on: date | None = said("The release it opened with; null while it is not open.")
    latest_on: date | None = said("By when it opens at the latest, where that is known.")
    missed: bool = said("Whether it opened later than that: its release date was missed.")
    horizons: list[Horizon] = said("The days up to which it shows groups: safety and long-term.")
    hold: Hold | None = said("The hold that touches it, also once it has ended; null without one.")
    labels: list[Label] = said("What to know of the results it shows, beside their numbers.")
    policy_version: str = said("Version of the release policy.")
    inputs_digest: str = said("Salted digest of what was decided on.")

    @strawberry.field(description="The labels in plain words.")
    def label_texts(self) -> list[str]:
        return [texts.LABELS[label] for label in self.labels]


@strawberry.type(description="Groups and accepted patients of a programme, by timing.")
class Activity:
    timing: Timing = said("Whether the episodes were registered before their outcome.")
    groups: int = said("Open sealed groups.")
    forming: int = said("Sealed groups of at least 11 patients that are not open yet.")
    accepted: Count = said("Accepted patients of the open groups.")


@strawberry.type(description="Something that happened to a programme after its registration.")
class ProgrammeEvent:
    kind: ProgrammeEventKind = said("What happened.")
    on: date = said("When.")
    reason: StopReason | None = said("Coded reason of a stop.")


@strawberry.type(description="The declared use of one product in one disease by one route.")
class Programme(Node):
    is_type_of = shows("Programme", ProgrammeRow)
    id: strawberry.ID = said("Stable id.")
    title: str = said("Title.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    sponsor_id: str | None = said("Id of the sponsor; null if not stated.")
    sponsor_name: str = said("Name of the sponsor; may be empty.")
    disease: str = said("Code of the disease.")
    disease_label: str = said("Plain name of the disease.")
    route: Route = said("By which legal route patients are treated.")
    stage: str = said("The furthest release stage it has reached, R0 to R6.")
    overdue: bool = said("Whether a result is due and has not come.")
    result_due_on: date | None = said("By when results are due; null while no end is known.")
    silent: bool = said("Whether nothing was heard of it for two years.")
    registered_on: date = said("Day of registration.")
    starts_on: date | None = said("Planned start.")
    planned_end: date | None = said("Planned end, as registered.")
    planned_patients: int | None = said("Planned number of patients.")
    longest_wait_days: int = said("Infused later than this counts as not infused.")
    lineage: str = said("The family of one product under any name.")
    identifiers: list[str] = said("Numbers in other registers.")
    centre_ids: list[str] = said("Ids of its centres.")
    design_text: str = said("Design, in the words of the source; may be empty.")
    status_text: str = said("State, in the words of a cited register; may be empty.")
    stop_reason: StopReason | None = said("Why it stopped early; null if it did not.")
    events: list[ProgrammeEvent] = said("What happened since registration.")
    endpoints: list[Endpoint] = said("Its endpoints, as locked.")
    activity: list[Activity] = said("Accepted patients; the two timings are never pooled.")
    remainders: list[Remainder] = said("Groups of several programmes that hold patients of it.")
    decisions: list[Decision] = said("The decision on every release stage.")
    safety_notice: SafetyNotice = said("The safety notice of its product.")
    source: Source | None = said("Where the facts come from, for cited programmes.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="The release stage in plain words.")
    def stage_text(self) -> str:
        return texts.STAGES[self.stage]


@strawberry.type(description="What became of an endpoint.")
class VerdictFigure:
    value: Verdict | None = said("The verdict; null if withheld.")
    withheld: Withheld | None = said("Why it is null; null where there is a verdict.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="The verdict in plain words; null if withheld.")
    def text(self) -> str | None:
        return texts.VERDICTS[self.value] if self.value else None


@strawberry.type(
    description="Whether the locked goal is met by the counts of open groups, whatever its sponsor "
    "states of other patients or another day."
)
class Calculated:
    value: Verdict | None = said("Met or not met; null if withheld.")
    share: Rate | None = said("The successes of the locked population; null if withheld.")
    groups: int = said("Open groups that are counted.")
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="The answer in plain words; null if withheld.")
    def text(self) -> str | None:
        return texts.VERDICTS[self.value] if self.value else None


@strawberry.type(description="An endpoint with its verdict. A failed one is a row like any other.")
class EndpointResult(Node):
    is_type_of = shows("EndpointResult", EndpointResultRow)
    id: strawberry.ID = said("Stable id.")
    programme_id: str = said("Id of the programme.")
    programme_title: str = said("Title of the programme.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    disease: str = said("Code of the disease.")
    disease_label: str = said("Plain name of the disease.")
    endpoint_id: str | None = said("The endpoint within its programme; null for cited results.")
    label: str = said("Name of the endpoint.")
    goal_percent: int | None = said("The share of successes asked for, as locked first.")
    changed: bool = _changed()
    changed_text: str = _changes()
    later_versions: list[LaterVersion] = said("What it was changed to, oldest first.")
    source_kind: ResultSource = said("Who states the result.")
    verdict: VerdictFigure = said("The verdict.")
    verdict_set: VerdictSet | None = said(
        "Where the verdict is told only together with others; null where it is not."
    )
    calculated: Calculated = said("What the registry calculates itself, of open groups.")
    measure_text: str = said("What was measured, in the words of the source; may be empty.")
    estimate: Figure = said("Estimate in per cent, as the source states it.")
    low: Figure = said("Lower limit in per cent, as the source states it.")
    high: Figure = said("Upper limit in per cent, as the source states it.")
    patients: Figure = said("Number of patients, as the source states it.")
    cut_off: str = said("Data cut-off, as exactly as stated; may be empty.")
    lesson: str = said("What the sponsor says others can learn from it; may be empty.")
    source: Source | None = said("Where a cited result comes from.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")
