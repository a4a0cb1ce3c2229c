"""Questions the keys cannot answer as asked: the nearest ones they can."""

from datetime import date
from typing import Annotated, Any, cast

import msgspec
import strawberry

from registry import texts
from registry.model.codes import AtmpClass, Sex, Timing
from registry.model.wishes import SplitKey
from registry.snapshot import Snapshot
from registry.views import nearest as views
from registry.views.cohort import Dimension, Filter
from registry.views.nearest import Relation, Why
from registry.views.questions import Fault, Problem
from registry.views.questions import Question as Wish
from registry_graphql.public.cohort import FIELDS, CohortFilter
from registry_graphql.public.context import Info, current
from registry_graphql.public.describing import enum, said
from registry_graphql.public.wishes import KeyRequest

for code_list in (Relation, Why, Fault, Sex):
    enum(code_list)

NAMED = {code.value: code.name for code in AtmpClass}
"""Codes whose name in GraphQL is another one than their value."""


@strawberry.input(description="What you wish to know, whether or not the keys can express it.")
class Question:
    keys: CohortFilter | None = strawberry.field(
        default=None, description="Values of keys, as in every filter of sealed groups."
    )
    age_from: int | None = strawberry.field(default=None, description="Youngest age, in years.")
    age_to: int | None = strawberry.field(default=None, description="Oldest age, in years.")
    accepted_from: str | None = strawberry.field(
        default=None, description="First month of acceptance, YYYY-MM."
    )
    accepted_to: str | None = strawberry.field(
        default=None, description="Last month of acceptance, YYYY-MM."
    )
    sexes: list[Sex] | None = strawberry.field(default=None, description="Sexes.")

    def wish(self) -> Wish:
        """The question as the view reads it."""
        return Wish(
            self.keys.where() if self.keys else {},
            self.age_from,
            self.age_to,
            self.accepted_from,
            self.accepted_to,
            None if self.sexes is None else frozenset(self.sexes),
        )


@strawberry.type(description="Open groups and their accepted patients, of one kind.")
class WholeGroups:
    timing: Timing = said("Whether they were registered before their outcome.")
    synthetic: bool = said("True for invented demonstration data.")
    groups: int = said("Open groups.")
    accepted: int = said("Their accepted patients.")


@strawberry.type(description="The values of one key in a filter.")
class KeyValues:
    dimension: Dimension = said("The key.")
    values: list[str] = said("Its values.")


@strawberry.type(description="A question that sums over whole groups can answer.")
class AnswerableQuestion:
    relation: Relation = said("The question itself, one around it, or one within it.")
    taken_in: list[WholeGroups] = said("Open groups it takes in.")
    left_out: list[WholeGroups] = said("Open groups that span it and are left out of its answer.")
    spanned: list[Dimension] = said("The keys in which those span it.")
    where: strawberry.Private[Filter]

    @strawberry.field(description="The filter, key by key.")
    def filter(self) -> list[KeyValues]:
        return [
            KeyValues(dimension=dim, values=sorted(self.where[dim]))
            for dim in Dimension
            if dim in self.where
        ]

    @strawberry.field(
        description="The variables `by` and `filter` of efficacy, survival and every other sum "
        "over groups, as JSON."
    )
    def variables(self) -> str:
        return msgspec.json.encode({"by": [], "filter": as_input(self.where)}).decode()


@strawberry.type(description="What keeps a question from being answered exactly for everybody.")
class Obstacle:
    dimension: Dimension = said("The key that is in the way.")
    why: Why = said("Why.")
    helped_by: SplitKey | None = said("The split key that would help; null if there is none.")
    request: KeyRequest | None = said("The latest request for that key; null if nobody asked.")

    @strawberry.field(description="The same in plain words.")
    def text(self) -> str:
        return texts.obstacle(self.dimension, self.why, self.helped_by)


@strawberry.type(description="What the registry can say nearest to a question.")
class Nearest:
    expressible: bool = said("Whether the keys say exactly what was asked.")
    is_complete: bool = said("Whether they do so for everybody in open groups.")
    nearest: list[AnswerableQuestion] = said("The nearest answerable questions, nearest first.")
    to_split: list[WholeGroups] = said("Open groups that lie partly in the question.")
    obstacles: list[Obstacle] = said("What is in the way, key by key.")
    as_of: date = said("The day of the snapshot.")


@strawberry.type(description="One thing in a question that makes no sense; never the value itself.")
class QuestionProblem:
    field: str = said("Which field, or which key.")
    fault: Fault = said("What is wrong.")

    @strawberry.field(description="What is wrong and what to do, in plain words.")
    def text(self) -> str:
        return texts.QUESTION_FAULTS[self.fault]


@strawberry.type(description="The question makes no sense as asked.")
class NotUnderstood:
    problems: list[QuestionProblem] = said("Every problem, in one pass.")


AskResult = Annotated[
    Nearest | NotUnderstood,
    strawberry.union(
        "AskResult", description="The nearest questions, or why none could be made of the text."
    ),
]


@strawberry.type
class NearestQueries:
    """The root field for what the keys cannot answer as asked."""

    @strawberry.field(
        description="The answerable questions nearest to yours, with how many patients each takes "
        "in, what is in the way, and the wish list; null before the first snapshot exists."
    )
    def ask(
        self,
        info: Info,
        question: Annotated[Question, strawberry.argument(description="What you wish to know.")],
    ) -> AskResult | None:
        frozen = current(info)
        return answered(frozen.snapshot, question.wish()) if frozen else None


def answered(snapshot: Snapshot, wish: Wish) -> Nearest | NotUnderstood:
    """The view's answer as its output type; the rest is read attribute by attribute."""
    found: Any = views.ask(snapshot, wish)
    if isinstance(found, tuple):
        return NotUnderstood(problems=[problem_of(each) for each in found])
    return Nearest(
        expressible=found.expressible,
        is_complete=found.is_complete,
        nearest=cast(list[AnswerableQuestion], [question_of(each) for each in found.nearest]),
        to_split=list(found.to_split),
        obstacles=[obstacle_of(each) for each in found.obstacles],
        as_of=found.as_of,
    )


def problem_of(problem: Problem) -> QuestionProblem:
    """A problem; keys are named as their field of the filter."""
    named = FIELDS.get(cast(Dimension, problem.field), problem.field)
    return QuestionProblem(field=named, fault=problem.fault)


def question_of(found: views.Answerable) -> AnswerableQuestion:
    """An answerable question."""
    return AnswerableQuestion(
        relation=found.relation,
        taken_in=cast(list[WholeGroups], list(found.taken_in)),
        left_out=cast(list[WholeGroups], list(found.left_out)),
        spanned=list(found.spanned),
        where=found.where,
    )


def obstacle_of(found: views.Obstacle) -> Obstacle:
    """An obstacle with its request."""
    return Obstacle(
        dimension=found.dimension,
        why=found.why,
        helped_by=found.helped_by,
        request=cast(KeyRequest | None, found.request),
    )


def as_input(where: Filter) -> dict[str, list[str]]:
    """A filter as a variable of our own operations."""
    return {
        FIELDS[dim]: [NAMED.get(value, value) for value in sorted(values)]
        for dim, values in where.items()
    }
