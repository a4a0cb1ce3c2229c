"""The report of a verification, for people and for programs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from registry.cli.plain import plain

if TYPE_CHECKING:
    from registry.verify.report import Line, Report


def as_json_line(report: "Report") -> str:
    """The whole report as one JSON object."""
    import msgspec

    return msgspec.json.encode(report.as_row()).decode()


def told(report: "Report", quiet: bool) -> Iterator[str]:
    """The report as lines; only what does not hold where it shall be quiet."""
    if not quiet:
        yield plain(headline(report))
        yield ""
    for line in report.lines:
        if line.faults or not quiet:
            yield from map(plain, line_told(line, quiet))
    if not quiet:
        yield from ("", *replay_told(report))
    if report.faults or not quiet:
        yield ending(report)


def headline(report: "Report") -> str:
    """What was verified."""
    return f"{report.origin}: {report.leaves} leaves, {report.snapshots} snapshots."


def line_told(line: "Line", quiet: bool) -> Iterator[str]:
    """One check: whether it holds, how much was looked at, what it says, what was found."""
    state = "FAULT" if line.faults else "ok" if line.seen else "-"
    yield f"{state:<6}{line.seen:>9}  {line.id:<25} {line.sentence}"
    indent = " " * 17
    yield from (f"{indent}{finding.place}: {finding.message}" for finding in line.findings)
    if line.faults > len(line.findings):
        yield f"{indent}and {line.faults - len(line.findings)} more."
    yield from () if quiet else (f"{indent}({text})" for text in line.aside)


def replay_told(report: "Report") -> Iterator[str]:
    """How far decisions could be made anew, never more than that."""
    replay = report.replay
    yield f"Decisions: {replay.decisions}. Made anew from public inputs: {replay.replayed}."
    for reason, count in sorted(replay.needs_auditor.items()):
        yield f"Only the auditor role can replay {count}: {reason}."


def ending(report: "Report") -> str:
    """The last line."""
    if not report.faults:
        return "Everything that was checked holds."
    return f"{report.faults} findings: this does not hold as published."
