"""`he-registry preview`: what would be public of your programme on a day, and why."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from registry.cli.day import DAY
from registry.cli.hospital import of_programme

if TYPE_CHECKING:
    from registry.model.preview import EndpointPreview, GroupPreview, Preview


@click.command("preview")
@click.option("--programme", "programme_id", required=True, help="The id of your programme.")
@click.option("--as-of", type=DAY, help="The day to show; today where left out.")
@click.option("--json", "as_json", is_flag=True, help="The whole preview as one JSON object.")
@click.option("--url", help="The registry's address; REGISTRY_URL where left out.")
def command(programme_id: str, as_of: date | None, as_json: bool, url: str | None) -> None:
    """Show which stages and groups of your programme would be open. No result is shown."""
    import msgspec

    found = of_programme(url, lambda client: client.release_preview(programme_id, as_of))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for line in sentences(found):
        click.echo(line)
    if as_of is not None and as_of > found.as_of:
        click.echo(f"No preview reaches further than {found.as_of}.", err=True)


def sentences(found: "Preview") -> Iterator[str]:
    """A preview in words, a line each."""
    yield (
        f"{found.programme_id} as public on {found.as_of}, if nothing more were submitted. "
        f"The next release is on {found.next_release}."
    )
    for stage in found.stages:
        yield f"{stage.stage} {stage.label}: {stage.reason}"
    if found.shared:
        yield (
            "Another sponsor has a programme of this lineage in this disease: stages are as "
            "published, and nothing is foretold."
        )
    for group in found.groups or ():
        yield sentence(group)
    if found.waiting is not None:
        yield f"{found.waiting} of your accepted patients are in no group yet."


def sentence(group: "GroupPreview") -> str:
    """One group in words."""
    if not group.open:
        return f"group {group.id}: {group.accepted} patients, opens by {group.opens_on}."
    contents = (
        f"infused and not infused {when(group.funnel_open, group.funnel_opens_on)}",
        *(counts(endpoint) for endpoint in group.endpoints),
    )
    return (
        f"group {group.id}: {group.accepted} patients, open since {group.opened_on}; "
        f"{', '.join(contents)}."
    )


def counts(endpoint: "EndpointPreview") -> str:
    """One endpoint in words."""
    return f"endpoint {endpoint.endpoint_id} {when(endpoint.open, endpoint.opens_on)}"


def when(is_open: bool, opens_on: date | None) -> str:
    """Whether something is public, or by when."""
    if is_open:
        return "public"
    return f"by {opens_on}" if opens_on else "not yet"
