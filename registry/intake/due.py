"""The due list of a sponsor's programme: every window of every episode, and what is missing."""

from datetime import date

from registry.intake.schedule import due_visits
from registry.model.due import DueVisit
from registry.model.product import Product
from registry.model.programme import Programme
from registry.storage.courses import read_courses
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.vault import programme_episodes


async def due_of(
    database: Database, sponsor_id: str, programme_id: str, on: date
) -> tuple[DueVisit, ...] | None:
    """Every window in order of registration; None where the programme is not the sponsor's."""
    programme = await find_fact(database, Programme, programme_id)
    if programme is None or programme.sponsor_id != sponsor_id:
        return None
    product = await find_fact(database, Product, programme.product_id)
    stored = await programme_episodes(database, programme_id)
    episodes = [found.episode for found in stored if found.withdrawal is None]
    courses = await read_courses(database, [episode.id for episode in episodes])
    return tuple(
        visit
        for episode in episodes
        if product is not None
        for visit in due_visits(episode, courses[episode.id], programme, product, on)
    )
