"""What a sponsor may read: its own."""

from datetime import date

import strawberry

from registry.intake.changes import as_json
from registry.intake.register import programme_document, programmes_of
from registry.model.due import DueStatus
from registry_graphql.inputs import enum_of
from registry_graphql.sponsor.desk import Info, desk_of
from registry_graphql.sponsor.due import DueList, due_list
from registry_graphql.sponsor.preview import ReleasePreview, release_preview
from registry_graphql.sponsor.records import EpisodeRecord, Submission, own_record, own_submission


@strawberry.type(description="A programme you registered.")
class OwnProgramme:
    """One of the sponsor's programmes."""

    id: strawberry.ID = strawberry.field(description="Id to submit under.")
    title: str = strawberry.field(description="Title as registered.")


@strawberry.type(description="The organisation your key belongs to.")
class Me:
    """Who is asking."""

    id: strawberry.ID = strawberry.field(description="Id of your organisation.")
    name: str = strawberry.field(description="Name of your organisation.")
    country: str = strawberry.field(description="ISO 3166-1 alpha-2.")
    synthetic: bool = strawberry.field(description="True for fictional organisations.")
    programmes: list[OwnProgramme] = strawberry.field(description="Your programmes.")


@strawberry.type(description="What a sponsor may read: its own.")
class Query:
    """Queries of the sponsor surface."""

    @strawberry.field(description="Your organisation and its programmes.")
    async def me(self, info: Info) -> Me:
        """Who is asking, with the programmes it registered."""
        desk = desk_of(info)
        organisation = desk.principal.owner
        own = await programmes_of(desk.intake.database, organisation.id)
        return Me(
            id=strawberry.ID(organisation.id),
            name=organisation.name,
            country=organisation.country,
            synthetic=organisation.synthetic,
            programmes=[OwnProgramme(id=strawberry.ID(p.id), title=p.title) for p in own],
        )

    @strawberry.field(description="Follow-up windows of a programme: received, due and overdue.")
    async def due_visits(
        self,
        info: Info,
        programme_id: strawberry.ID,
        statuses: list[enum_of(DueStatus)] | None = None,  # type: ignore[valid-type]
        first: int = 200,
        after: str | None = None,
    ) -> DueList | None:
        """The windows that lack their status row, or those of the statuses asked for."""
        return await due_list(desk_of(info), programme_id, statuses, first, after)

    @strawberry.field(description="What is stored of one of your patients, in every version.")
    async def episode(
        self, info: Info, programme_id: strawberry.ID, pseudonym: str
    ) -> EpisodeRecord | None:
        """Who told what when, and the revision a correction is based on."""
        return await own_record(desk_of(info), programme_id, pseudonym)

    @strawberry.field(description="Whether a content you once sent is stored.")
    async def submission(self, info: Info, digest: str) -> Submission | None:
        """The submission whose content has this digest, as a receipt states it."""
        return await own_submission(desk_of(info), digest)

    @strawberry.field(description="A programme as JSON, for your tools to check files offline.")
    async def programme_document(self, info: Info, programme_id: strawberry.ID) -> str | None:
        """The programme with its locked endpoints and its follow-up windows."""
        desk = desk_of(info)
        sponsor_id = desk.principal.owner.id
        document = await programme_document(desk.intake.database, sponsor_id, programme_id)
        return as_json(document)

    @strawberry.field(description="What would be public of your programme on a day, and why.")
    async def release_preview(
        self, info: Info, programme_id: strawberry.ID, as_of: date | None = None
    ) -> ReleasePreview | None:
        """Whether and when each stage and group opens; today's answer where no day is given."""
        return await release_preview(desk_of(info), programme_id, as_of)
