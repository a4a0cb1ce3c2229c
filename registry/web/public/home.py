"""The start page: what this is, where to go, and what is public so far."""

from collections import Counter

from registry import texts
from registry.language import Language, marked
from registry.model.codes import Verdict
from registry.model.decision import Activity
from registry.snapshot import Snapshot
from registry.views.endpoint_results import endpoint_results
from registry.web.public.frame import Asked, Page, framed

# A way in for one kind of reader: title, text, and links to pages, of which those are shown that
# the site has.
DOORS = (
    (
        marked("Patients and families"),
        marked(
            "Which hospitals offer a treatment, when that was last confirmed, and which authority "
            "to ask before you pay or travel."
        ),
        (("/centres", marked("Find a centre")), ("/check", marked("Check an offer"))),
    ),
    (
        marked("Researchers and journalists"),
        marked(
            "What works, how well, and what failed. Every number counts all patients who were "
            "accepted, and shows how certain it is."
        ),
        (
            ("/products", marked("See all products")),
            ("/failures", marked("See what did not work")),
            ("/data", marked("Download the data")),
            ("/graphql/explorer", marked("Ask your own question")),
        ),
    ),
    (
        marked("Hospitals and authorities"),
        marked(
            "Every registered programme with its stage: what is public, what opens when, and why."
        ),
        (
            ("/releases", marked("See what opens when")),
            ("/report", marked("Read the annual report")),
            ("/methods", marked("Read how we count")),
        ),
    ),
)
ALWAYS = ("/graphql/explorer",)


def home(asked: Asked) -> Page:
    """The start page: counts of programmes, products, centres and endpoints, never of patients.

    A programme that is cited from publications passes no release stage and is counted beside.
    """
    snapshot = asked.snapshot
    return framed(
        asked,
        asked.language.say("Home"),
        finder=asked.href("/centres") if asked.offers("/centres") else "",
        minimum_group=texts.MINIMUM_GROUP,
        figures=_figures(snapshot, asked.language),
        fictional=sum(row.programme.synthetic for row in snapshot.programmes),
        cited=sum(row.activity is Activity.CITED for row in snapshot.programmes),
        stages=_stages(snapshot, asked.language),
        doors=[_door(asked, *door) for door in DOORS],
    )


def _door(asked: Asked, title: str, text: str, links: tuple[tuple[str, str], ...]) -> Page:
    say = asked.language.say
    shown = [link for link in links if asked.offers(link[0]) or link[0] in ALWAYS]
    return {
        "title": say(title),
        "text": say(text),
        "links": [
            {"href": path if path in ALWAYS else asked.href(path), "label": say(label)}
            for path, label in shown
        ],
    }


def _figures(snapshot: Snapshot, language: Language) -> list[Page]:
    """Real and fictional are counted apart."""
    marks = {
        marked("programmes"): [row.programme.synthetic for row in snapshot.programmes],
        marked("products"): [product.synthetic for product in snapshot.directory.products],
        marked("centres"): [centre.synthetic for centre in snapshot.directory.centres],
        marked("endpoints not met, shown like those that were"): [
            row.synthetic for row in endpoint_results(snapshot, verdict=Verdict.NOT_MET)
        ],
    }
    return [
        {
            "label": language.say(label),
            "real": found.count(False),
            "fictional": found.count(True),
        }
        for label, found in marks.items()
    ]


def _stages(snapshot: Snapshot, language: Language) -> list[Page]:
    reached = Counter(
        row.stage for row in snapshot.programmes if row.activity is not Activity.CITED
    )
    return [
        {"id": id_, "label": language.say(label), "count": reached[id_]}
        for id_, label in texts.STAGES.items()
    ]
