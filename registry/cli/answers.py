"""The demo's three questions, asked through the real surfaces and printed as tables."""

from collections.abc import Awaitable, Callable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from registry.app import House
from registry.cli.simulation import opened
from registry.client import RegistryClient
from registry.model.submission import Accepted, EpisodeNotice, Rejected, SubmissionBatch

Ask = Callable[..., Awaitable[dict[str, Any]]]

EFFICACY = """query ($by: [Dimension!]!, $diseases: [String!]) {
  efficacy(by: $by, filter: { diseases: $diseases }, first: 200) { edges { node {
    keys { label }
    timing
    outcome { label }
    formingText
    accepted { value withheld { text } }
    result {
      ofAccepted { value low high numerator denominator }
      ofInfused { value numerator denominator }
      completeness { value }
    }
    notIncluded { text }
    leftOut { text }
    withheld { text opensOn }
    synthetic
  } } }
}"""

CENTRES = """query ($disease: String!) {
  centres(disease: $disease, first: 200) { edges { node {
    name city country synthetic
    offers {
      productName diseaseLabel approvalStatus confirmedOn stale acceptingReferrals authorityName
    }
  } } }
}"""


class Screen(Console):
    """A console that says so when nobody reads on, instead of ending the process midway."""

    def on_broken_pipe(self) -> None:
        """Let the command end in order."""
        raise BrokenPipeError


async def print_answers(house: House, keys: list[str], console: Console) -> None:
    """Three questions with their live answers."""
    async with opened(house) as http:

        async def ask(query: str, **variables: Any) -> dict[str, Any]:
            body = {"query": query, "variables": variables}
            answer = await http.post("/graphql", json=body)
            return dict(answer.json()["data"])

        await print_submission(console, RegistryClient(http, keys[0]), house)
        console.rule("A researcher asks: what works, over everybody who was accepted?")
        await print_efficacy(console, ask, "PRODUCT", "By product: blood cancer", ["blood-cancer"])
        await print_efficacy(console, ask, "DISEASE", "By disease", None)
        await print_centres(console, ask, "blood-cancer", "blood cancer")


async def print_submission(console: Console, client: RegistryClient, house: House) -> None:
    """A sponsor's question: is my submission right? First one row is not, then both are."""
    console.rule("A sponsor asks: is my submission right, and is it stored?")
    month = house.clock().date().isoformat()[:7]
    own = (await client.me()).programmes
    programme_id = next(
        programme.id for programme in own if "hospital exemption" in programme.title
    )
    first, second = (house.intake.new_id() for _ in range(2))
    for pseudonym in ("Maria Musterfrau", second):
        batch = SubmissionBatch(programme_id, (notice(first, month), notice(pseudonym, month)))
        print_answer(console, await client.submit_outcomes(batch))


def notice(pseudonym: str, month: str) -> EpisodeNotice:
    """A patient accepted at the first fictional hospital."""
    return EpisodeNotice(pseudonym, month, "fictional-hospital-1-site")


def print_answer(console: Console, answer: Accepted | Rejected) -> None:
    """What the registry said."""
    if isinstance(answer, Rejected):
        console.print("[bold]Rejected[/]; nothing was stored. Every problem, in one pass:")
        for finding in answer.findings:
            told = f"  {finding.path}: {finding.message} {finding.remedy} ({finding.rule})"
            console.print(escape(told), highlight=False)
    else:
        places = " and ".join(str(receipt.sequence) for receipt in answer.registered)
        console.print(
            f"[bold]Accepted[/] as {answer.submission_id}; the patients are registered "
            f"as number {places} of the programme.",
            highlight=False,
        )


async def print_efficacy(console: Console, ask: Ask, by: str, title: str, diseases: Any) -> None:
    """A researcher's question: what works, over everybody who was accepted?"""
    data = await ask(EFFICACY, by=[by], diseases=diseases)
    table = Table(title=title, title_justify="left", show_lines=True)
    for head in ("success means", "of accepted (95 % interval)", "of infused", "remarks"):
        table.add_column(head, overflow="fold")
    for edge in data["efficacy"]["edges"]:
        table.add_row(*efficacy_row(edge["node"]))
    console.print(table)


def efficacy_row(node: dict[str, Any]) -> tuple[str, ...]:
    """One row; what is withheld or not included yet is said in the registry's own words."""
    name = marked(", ".join(key["label"] for key in node["keys"]), node["synthetic"])
    result = node["result"]
    remarks = [node["formingText"], *(left["text"] for left in node["leftOut"])]
    if node["notIncluded"]:
        remarks.append(node["notIncluded"]["text"])
    if node["withheld"]:
        remarks.append(node["withheld"]["text"])
    if node["timing"] == "RETROSPECTIVE":
        remarks.append("Registered afterwards, kept apart.")
    if result["completeness"]["value"] is not None:
        remarks.append(f"Outcome known for {result['completeness']['value']:.0%}.")
    return (
        f"[bold]{escape(name)}[/]\n{escape(node['outcome']['label'])}",
        share(result["ofAccepted"], interval=True),
        share(result["ofInfused"], interval=False),
        " ".join(remark for remark in remarks if remark),
    )


def marked(name: str, synthetic: bool) -> str:
    """The name, with a mark where it is invented and does not say so itself."""
    return name + (" (fictional)" if synthetic and "(fictional)" not in name else "")


def share(rate: dict[str, Any], *, interval: bool) -> str:
    """A rate as counts and per cent, or a dash where it is withheld (the remark says why)."""
    if rate["value"] is None:
        return "-"
    text = f"{rate['numerator']} of {rate['denominator']} = {rate['value']:.0%}"
    return f"{text} ({rate['low']:.0%} to {rate['high']:.0%})" if interval else text


async def print_centres(console: Console, ask: Ask, disease: str, label: str) -> None:
    """A patient organisation's question: which hospitals offer something for this disease?"""
    console.rule(f"A patient organisation asks: which hospitals treat {label}?")
    data = await ask(CENTRES, disease=disease)
    table = Table(show_lines=True)
    for head in ("hospital", "offers", "state", "ask first"):
        table.add_column(head)
    for edge in data["centres"]["edges"]:
        for offer in edge["node"]["offers"]:
            table.add_row(*centre_row(edge["node"], offer))
    console.print(table)
    console.print(
        "Participation is voluntary: a hospital that is not listed may exist all the same. "
        "Ask the authority before you pay or travel."
    )


def centre_row(centre: dict[str, Any], offer: dict[str, Any]) -> tuple[str, ...]:
    """One offer of one centre; what the source does not say is said to be unknown."""
    referrals = {True: "accepts referrals", False: "accepts no referrals now", None: ""}
    confirmed = f"confirmed {offer['confirmedOn']}" if offer["confirmedOn"] else "never confirmed"
    states = [
        offer["approvalStatus"],
        referrals[offer["acceptingReferrals"]],
        confirmed + (", out of date" if offer["stale"] and offer["confirmedOn"] else ""),
    ]
    return (
        marked(f"{centre['name']}, {centre['city']} ({centre['country']})", centre["synthetic"]),
        f"{offer['productName']}\nfor {offer['diseaseLabel']}",
        "; ".join(state for state in states if state),
        offer["authorityName"],
    )
