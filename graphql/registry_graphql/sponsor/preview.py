"""What would be public of one's own programme on a day to come, as GraphQL."""

from datetime import date
from typing import Any

import strawberry
from msgspec import Struct

from registry.model import preview as model
from registry.release.preview import preview
from registry_graphql.sponsor.desk import Desk


@strawberry.type(description="A release stage on that day, and why it is open or not.")
class StagePreview:
    """A stage in the words it is published in."""

    stage: str = strawberry.field(description="R0 to R6.")
    label: str = strawberry.field(description="Its name.")
    open: bool = strawberry.field(description="Whether it is open.")
    opened_on: date | None = strawberry.field(description="The release it opened with.")
    opens_on: date | None = strawberry.field(
        description="By when it opens at the latest; null once open, or while no day is known."
    )
    reason: str = strawberry.field(description="Why, as the public reads it.")


@strawberry.type(description="The counts of one endpoint in a group: whether public, and when.")
class EndpointPreview:
    """When, never what."""

    endpoint_id: str = strawberry.field(description="The endpoint as locked.")
    open: bool = strawberry.field(description="Whether its counts are public.")
    opens_on: date | None = strawberry.field(
        description="By when they are at the latest; null once open, or while no day is known."
    )


@strawberry.type(description="A further content of a group: whether public, and when.")
class ContentPreview:
    """When, never what."""

    content: str = strawberry.field(description="Its id, such as safety/91 or survival/365.")
    open: bool = strawberry.field(description="Whether it is public.")
    opens_on: date | None = strawberry.field(
        description="By when it is at the latest; null once open, or while no day is known."
    )


@strawberry.type(description="A sealed group of your programme on that day.")
class GroupPreview:
    """A group as it would stand."""

    id: strawberry.ID = strawberry.field(description="Its id, as published.")
    formed_on: date = strawberry.field(description="The release it was formed with.")
    open: bool = strawberry.field(description="False while it forms and shows no number.")
    opened_on: date | None = strawberry.field(description="The release it opened with.")
    opens_on: date | None = strawberry.field(
        description="By when it opens at the latest; null once open."
    )
    accepted: int = strawberry.field(description="Patients in it, all of them yours.")
    funnel_open: bool = strawberry.field(description="Whether infused and not infused are public.")
    funnel_opens_on: date | None = strawberry.field(
        description="When they become so; null once open, and while the group forms."
    )
    endpoints: list[EndpointPreview] = strawberry.field(description="Every locked endpoint.")
    contents: list[ContentPreview] = strawberry.field(
        description="Known status, manufacturing, adverse events, best responses and curves."
    )


@strawberry.type(
    description="Your programme as it would be public on a day, if nothing more were submitted."
)
class ReleasePreview:
    """Whether and when; never a result."""

    programme_id: strawberry.ID = strawberry.field(description="Your programme.")
    as_of: date = strawberry.field(
        description="The day shown: the one you asked for, at most 15 years from today."
    )
    released_on: date | None = strawberry.field(
        description="The last release it contains; null before the first."
    )
    next_release: date = strawberry.field(description="The release date after that.")
    shared: bool = strawberry.field(
        description="True where another sponsor has a programme of this lineage in this disease. "
        "Then stages are as published already, and nothing is foretold."
    )
    stages: list[StagePreview] = strawberry.field(description="The release stages.")
    groups: list[GroupPreview] | None = strawberry.field(
        description="The sealed groups; null where shared."
    )
    waiting: int | None = strawberry.field(
        description="Your accepted patients in no group; null where shared."
    )


async def release_preview(
    desk: Desk, programme_id: str, as_of: date | None
) -> ReleasePreview | None:
    """The preview; null where the programme is not yours."""
    today = desk.envelope.received.date()
    sponsor_id = desk.principal.owner.id
    found = await preview(desk.previewer, sponsor_id, programme_id, as_of or today, today)
    return as_output(found) if found else None


def as_output(found: model.Preview) -> ReleasePreview:
    """The struct as its output type."""
    groups = None if found.groups is None else [group_of(group) for group in found.groups]
    return ReleasePreview(
        **fields_of(found, "stages", "groups"),
        stages=[StagePreview(**fields_of(stage)) for stage in found.stages],
        groups=groups,
    )


def group_of(group: model.GroupPreview) -> GroupPreview:
    """A group as its output type."""
    endpoints = [EndpointPreview(**fields_of(endpoint)) for endpoint in group.endpoints]
    contents = [ContentPreview(**fields_of(content)) for content in group.contents]
    return GroupPreview(
        **fields_of(group, "endpoints", "contents"), endpoints=endpoints, contents=contents
    )


def fields_of(struct: Struct, *without: str) -> dict[str, Any]:
    """The fields of a struct by name, but these."""
    names = [name for name in struct.__struct_fields__ if name not in without]
    return {name: getattr(struct, name) for name in names}
