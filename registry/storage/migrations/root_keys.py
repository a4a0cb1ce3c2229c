"""What a step that seals asks first: whether one root key alone is right."""

from registry.errors import SettingsError
from registry.storage.engine import Database


async def refuse_two_root_keys(database: Database) -> None:
    """SettingsError while two root keys are right: the next one lacks what a step needs."""
    if len(await database.fetch("SELECT value FROM root_key_check", ())) > 1:
        raise SettingsError(
            "The registry is going over from one of two root keys to the other.",
            "With the version you come from, run `he-registry keys rotate-column-key`, then "
            "migrate.",
        )
