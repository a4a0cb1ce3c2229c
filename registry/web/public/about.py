"""The pages at the foot: methods, privacy, accessibility, status, changes. Plain words, few."""

from collections.abc import Callable, Sequence

from registry import texts
from registry.language import marked
from registry.web.public.frame import Asked, Page, framed

Sections = Sequence[tuple[str, Sequence[str]]]

METHODS: Sections = (
    (
        marked("Who is counted"),
        (
            marked("Every patient who was accepted for treatment counts, treated or not."),
            marked("Who could not be treated counts too, with the reason."),
            marked("A patient who was not seen again is missing. Missing never means well."),
        ),
    ),
    (
        marked("How patients are protected"),
        (
            marked("Patients are put into sealed groups of at least 11 people."),
            marked("A group is made by the order of registration, never by results."),
            marked("Every public number is a sum over whole groups and is published once."),
            marked("So no search and no subtraction can show a group of fewer people."),
        ),
    ),
    (
        marked("When results are shown"),
        (
            marked("Fixed rules open results, by numbers of patients, time and dates."),
            marked("No rule can see a result. What failed opens exactly when a success would."),
            marked("A goal is fixed before the first patient is treated, and cannot be moved."),
        ),
    ),
    (
        marked("How certain a number is"),
        (
            marked("Beside each share stands a range. The truth lies in such a range 95 times "
                   "of 100."),
            marked("With few patients the range is wide. Then the number says little."),
            marked("Survival is worked out from patients who were followed long enough."),
            marked("Nothing is guessed, rounded up or filled in."),
        ),
    ),
)  # fmt: skip
PRIVACY: Sections = (
    (
        marked("You, the reader"),
        (
            marked("This site sets no cookies and loads nothing from other companies."),
            marked("Nobody is asked where you are. You choose a large town from a list."),
            marked("What you search for stands in the address of the page. The operator's server "
                   "log may keep addresses for a short time."),
            marked("The server may remember a search until the next results are published. It "
                   "never remembers who searched."),
            marked("Answers to the four questions about an offer are never in an address. They "
                   "are not kept."),
        ),
    ),
    (
        marked("The patients"),
        (
            marked("Names, birthdays and hospital numbers never reach this registry."),
            marked("Hospitals send codes. Only the hospital can lead a code back to a person."),
            marked("Public pages hold sums over at least 11 patients and never a single person."),
            marked("A patient can withdraw at any time, through the hospital."),
        ),
    ),
)  # fmt: skip
ACCESS: Sections = (
    (
        marked("What we aim at"),
        (
            marked("Every page should meet the Web Content Accessibility Guidelines 2.2, "
                   "level AA."),
            marked("Pages work by keyboard, without scripts, without pictures, on paper and on "
                   "small phones."),
            marked("Every drawing has its numbers in a table. Every map has its list."),
            marked("Colour never says anything alone: there is always a word beside it."),
        ),
    ),
    (
        marked("What is not good enough yet"),
        (
            marked("Pages were tested by programs and by the people who built them. People who "
                   "use screen readers have not tested them yet."),
            marked("The query explorer is made by others and needs scripts."),
            marked("Some pages and names are in English only. They are marked."),
        ),
    ),
)  # fmt: skip
CHANGES: Sections = (
    (
        marked("Since the first version"),
        (
            marked("The pages for patients come in English, Spanish and German."),
            marked("Hospitals can be found by any name of a disease, and near a town."),
            marked("Hospitals and products can be found by a kind of therapy, such as CAR-T."),
            marked("An offer can be checked in four questions."),
        ),
    ),
    (
        marked("What never changes"),
        (
            marked("Numbers never change inside a snapshot. A correction is in a later one and "
                   "says so."),
            marked("Addresses of pages and files stay as they are."),
        ),
    ),
)  # fmt: skip


def about(title: str, intro: str, sections: Sections) -> Callable[[Asked], Page]:
    """The page with these words."""

    def page(asked: Asked) -> Page:
        say = asked.language.say
        told = [{"title": say(head), "words": [say(w) for w in words]} for head, words in sections]
        return framed(
            asked, say(title), ("/", say("Home")), intro=say(intro), sections=told, facts=[]
        )

    return page


methods = about(
    marked("How we count"),
    marked("What the numbers mean, in plain words. Every formula stands in the documents."),
    METHODS,
)
privacy = about(
    marked("Privacy"), marked("What this site knows about you, and about patients."), PRIVACY
)
accessibility = about(
    marked("Accessibility"), marked("This site is for everybody. Tell us where it fails."), ACCESS
)
changes = about(marked("Changes"), marked("What is new on these pages."), CHANGES)


def status(asked: Asked) -> Page:
    """Whether the registry keeps its own dates, from the snapshot alone."""
    say, day, now = asked.language.say, asked.language.day, asked.snapshot
    missed = ", ".join(day(on) for on in now.missed_releases)
    facts = [
        (say("Latest snapshot"), f"{now.number}, {day(now.as_of)}"),
        (
            say("Latest release date it holds"),
            day(now.released_on) if now.released_on else say("None"),
        ),
        (say("Next release"), day(now.next_release)),
        (say("Release dates that were missed"), missed or say("None")),
        (say("Release policy"), now.policy_version),
    ]
    return framed(
        asked,
        say("Status"),
        ("/", say("Home")),
        intro=say("Whether this registry keeps the dates it promised."),
        sections=[
            {
                "title": say("If something is wrong"),
                "words": [
                    say("If this page is older than the next release date, a release is late."),
                    say("Everybody can check that nothing was changed or left out."),
                    say(texts.NO_SAFETY_NOTICE),
                ],
            }
        ],
        facts=[{"name": name, "value": value} for name, value in facts],
    )
