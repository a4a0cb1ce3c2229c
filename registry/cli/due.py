"""`he-registry due`: which follow-up visits lack their status row."""

from pathlib import Path

import click

from registry.cli.hospital import of_programme


@click.command("due")
@click.option("--programme", "programme_id", required=True, help="The id of your programme.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write them as CSV.")
@click.option("--ics", "calendar", type=click.Path(path_type=Path), help="Write a calendar.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per visit.")
@click.option("--url", help="The registry's address; REGISTRY_URL where left out.")
def command(
    programme_id: str, table: Path | None, calendar: Path | None, as_json: bool, url: str | None
) -> None:
    """List visits that are due or overdue, by the number each patient was given."""
    import msgspec

    from registry.exports.due import due_calendar, due_csv
    from registry.settings import system_clock

    visits = of_programme(url, lambda client: client.due_visits(programme_id))
    if table is not None:
        table.write_text(due_csv(visits), newline="")
    if calendar is not None:
        calendar.write_bytes(due_calendar(programme_id, visits, system_clock()))
    for visit in visits:
        if as_json:
            click.echo(msgspec.json.encode(visit).decode())
        else:
            click.echo(
                f"patient {visit.sequence}, day {visit.window}: {visit.status.lower()}, "
                f"planned between {visit.earliest} and {visit.latest}"
            )
    click.echo(f"{len(visits)} visits lack their status row.", err=True)
