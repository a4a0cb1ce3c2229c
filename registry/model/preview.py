"""What would be public of one's own programme on a day to come: whether and when, never results."""

from datetime import date

from msgspec import Struct


class StagePreview(Struct, frozen=True):
    """A release stage and why it is open or not.

    `opens_on` is the day by which it opens at the latest (R3 and R4: by which efficacy does); None
    once open, or while none is known.
    """

    stage: str
    label: str
    open: bool
    opened_on: date | None
    opens_on: date | None
    reason: str


class EndpointPreview(Struct, frozen=True):
    """Whether an endpoint's counts would be public for a group, and from which day otherwise."""

    endpoint_id: str
    open: bool
    opens_on: date | None


class ContentPreview(Struct, frozen=True):
    """Whether a further content would be public of a group, and by which day otherwise.

    `content` is its id, such as `safety/91` or `survival/365`.
    """

    content: str
    open: bool
    opens_on: date | None


class GroupPreview(Struct, frozen=True):
    """A sealed group as it would stand: forming until it opens.

    `accepted` counts patients, all of them the sponsor's own. `opens_on` is the day by which a
    forming group opens at the latest. Contents of a forming group have no day yet: others may
    still join it. `contents` are those beside the funnel and the endpoints.
    """

    id: str
    formed_on: date
    open: bool
    opened_on: date | None
    opens_on: date | None
    accepted: int
    funnel_open: bool
    funnel_opens_on: date | None
    endpoints: tuple[EndpointPreview, ...]
    contents: tuple[ContentPreview, ...] = ()


class Preview(Struct, frozen=True):
    """A programme as it would be public on `as_of`.

    `released_on` is the last release date it contains, `next_release` the one after. `waiting`
    counts the sponsor's accepted patients in no group. Where another sponsor's programme stands in
    the same lineage and disease (`shared`), stages are as published already, and the rest is None.
    """

    programme_id: str
    as_of: date
    released_on: date | None
    next_release: date
    shared: bool
    stages: tuple[StagePreview, ...]
    groups: tuple[GroupPreview, ...] | None = None
    waiting: int | None = None
