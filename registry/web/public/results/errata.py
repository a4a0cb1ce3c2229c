"""What the board had counted anew, in words: for the page of releases and for the feed."""

from collections.abc import Iterator, Mapping

from registry import texts
from registry.language import Language
from registry.model.measures import MEASURES
from registry.model.programme import Programme
from registry.model.transparency import Erratum
from registry.snapshot import Snapshot
from registry.views.names import names_of
from registry.web.public.wording import english, joined, name


def what(erratum: Erratum, snapshot: Snapshot, language: Language) -> str:
    """The content that was counted anew; endpoints by their labels."""
    return texts.content(erratum.content, language, dict(named(erratum, snapshot, language)))


def whom(erratum: Erratum, snapshot: Snapshot, language: Language) -> str:
    """The programme of the group or bundle, or that there are several, and its id."""
    found = programmes_of(erratum, snapshot)
    programme = (
        english(found[0].title, language)
        if len(found) == 1
        else texts.several("PROGRAMME", language)
    )
    return joined(", ", (programme, name(erratum.subject_id)))


def named(erratum: Erratum, snapshot: Snapshot, language: Language) -> Iterator[tuple[str, str]]:
    """The names of measures and of the endpoints of these programmes, by id."""
    yield from ((measure.id, language.say(measure.label)) for measure in MEASURES.values())
    for programme in programmes_of(erratum, snapshot):
        for locked in programme.endpoints:
            yield locked.endpoint.id, english(locked.endpoint.label, language)


def programmes_of(erratum: Erratum, snapshot: Snapshot) -> tuple[Programme, ...]:
    """The programmes whose patients the group or bundle holds."""
    owners: Mapping[str, tuple[str, ...]] = {
        **{group.id: group.programmes for group in snapshot.groups},
        **{bundle.id: (bundle.programme_id,) for bundle in snapshot.bundles},
    }
    known = names_of(snapshot).programmes
    return tuple(known[id] for id in owners.get(erratum.subject_id, ()) if id in known)
