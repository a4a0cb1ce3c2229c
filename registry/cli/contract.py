"""`he-registry contract`: write anew what is generated and committed, in a checkout.

The SDL of both surfaces, the ids of our operations, some pages of docs and the bill of materials
are made from code, operations and pins, so that a change of any shows as a difference in review.
Tests compare them.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from registry.cli.markdown import table


@click.command("contract")
def command() -> None:
    """Write the SDL of both surfaces, the ids of our operations and some pages of docs anew."""
    from registry_graphql.contract import CONTRACT

    if not (CONTRACT.parent / "pyproject.toml").exists():
        raise click.UsageError("This writes into a checkout of the code; there is none here.")
    for path, text in generated().items():
        path.write_text(text)
        click.echo(path.name)


def generated() -> Mapping[Path, str]:
    """Every generated file of the checkout with the text it should have."""
    from registry.cli.access_page import access_page
    from registry.cli.profile_page import profile_page
    from registry.cli.query_costs import query_costs
    from registry.cli.sbom import asked_in, runtime, sbom
    from registry_graphql.contract import MANIFEST
    from registry_graphql.public.schema import SDL as PUBLIC
    from registry_graphql.public.schema import public_schema
    from registry_graphql.sponsor.schema import SDL as SPONSOR
    from registry_graphql.sponsor.schema import sponsor_schema

    checkout = PUBLIC.parents[1]
    docs, pins = checkout / "docs", (checkout / "requirements.txt").read_text()
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    return {
        PUBLIC: public_schema().as_str() + "\n",
        SPONSOR: sponsor_schema().as_str() + "\n",
        MANIFEST: manifest(),
        docs / "rules.md": "\n".join(rulebook()) + "\n",
        docs / "access.md": "\n".join(access_page()) + "\n",
        docs / "report-profile.md": "\n".join(profile_page()) + "\n",
        docs / "query-costs.md": "\n".join(query_costs()) + "\n",
        docs / "deploy" / "sbom.cdx.json": sbom(pins, project["version"]),
        docs / "deploy" / "requirements-registry.txt": runtime(
            pins, asked_in(project["dependencies"])
        ),
    }


def manifest() -> str:
    """The id of every operation file, as JSON: what may be asked for by its id."""
    from registry_graphql.contract import OPERATIONS, document_id, operations_of

    readers = sorted(path.name for path in OPERATIONS.iterdir() if path.is_dir())
    ids = {
        path.relative_to(OPERATIONS).as_posix(): document_id(path.read_text())
        for path in operations_of(readers)
    }
    return json.dumps(ids, indent=2) + "\n"


def rulebook() -> Iterator[str]:
    """The page as lines of Markdown, made from the rules themselves."""
    from anonymise.identifiers import RULES
    from registry.intake.importers.findings import FILE_RULES
    from registry.intake.rules import SUBMISSION_RULES
    from registry.intake.rules.corrections import CORRECTION_RULES
    from registry.intake.rules.registration import DRAFT_RULES

    yield "# Rules"
    yield ""
    yield "Made by `he-registry contract` from the rules themselves. The id of a rule stands in the"
    yield "error a sponsor reads, in the public reason of a decision, and in the tests."
    yield from table(
        "Submissions: notices and outcomes",
        ("id", "what is wrong", "what to do"),
        ((rule.id, rule.sentence, rule.remedy) for rule in SUBMISSION_RULES),
    )
    yield from table(
        "Corrections, beside every rule of submissions",
        ("id", "what is wrong", "what to do"),
        ((rule.id, rule.sentence, rule.remedy) for rule in CORRECTION_RULES),
    )
    yield from table(
        "Files: workbooks and CSV",
        ("id", "what is wrong", "what to do"),
        ((id, *texts) for id, texts in FILE_RULES.items()),
    )
    yield from table(
        "Registration: products, approvals, programmes, results",
        ("id", "what is wrong", "what to do"),
        ((rule.id, rule.sentence, rule.remedy) for rule in DRAFT_RULES),
    )
    identifiers = {rule.id: rule for rules in RULES.values() for rule in rules}
    yield from table(
        "Identifiers that are refused",
        ("id", "what is refused"),
        ((rule.id, rule.sentence) for rule in identifiers.values()),
    )
    yield from release_rules()


def release_rules() -> Iterator[str]:
    """The part of the page about what becomes public when."""
    from registry.release.gates import GATES
    from registry.release.labels import RULES as LABELS
    from registry.release.notices import NOTICE_RULES
    from registry.release.stages import load_policy
    from registry.texts import WITHHELD
    from registry.views.endpoint_results import REASONS
    from registry.views.ordering import ORDER_RULES

    policy = load_policy()
    yield from table(
        f"Release stages (policy {policy.version})",
        ("stage", "name", "gates, all of which must be met"),
        ((stage.id, stage.label, ", ".join(stage.gates)) for stage in policy.stages),
    )
    yield from table(
        "Gates",
        ("id", "met when"),
        ((gate.id, gate.says(policy)) for gate in GATES.values()),
    )
    yield from table(
        "Labels of shown results",
        ("id", "put when"),
        ((rule.id, rule.says(policy)) for rule in LABELS),
    )
    yield from table(
        "Orders that are refused",
        ("id", "refused when", "what to do"),
        ((rule.id, rule.sentence, rule.remedy) for rule in ORDER_RULES),
    )
    yield from table(
        "Endpoints whose verdict is not shown",
        ("state", "in public words"),
        ((standing, WITHHELD[reason]) for standing, reason in REASONS.items()),
    )

    yield from table(
        f"Safety notices (day {policy.notices.day} of each month)",
        ("id", "issued when"),
        ((rule.id, rule.says(policy.notices)) for rule in NOTICE_RULES),
    )
