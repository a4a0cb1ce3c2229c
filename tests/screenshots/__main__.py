"""`make screenshots`: every page of the demo as Chromium draws it, on a phone and wide, light and
dark, for people to look at.

The pictures go to a folder (build/screens, or the one that is named); `readme.png` among them is
the one of the README, compressed. They are compared with nothing: what is wrong with a page is
found by the tests, whether it is calm and clear by looking.
"""

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from browsing import NARROW, WIDE, chromium
from desk_browser import AtDesk, Served, serving
from people import Person, person
from PIL import Image
from playwright.sync_api import Browser, Page
from running import Calendar
from workbooks import filled

from registry.app import House, build_house, create_app
from registry.cli.simulation import settings_in, simulate
from registry.settings import Settings, system_clock, system_random
from registry.snapshot import FrozenSnapshot
from tests.screenshots.pages import PEOPLE, SIGNED_OUT, WORKSPACES, name_of, public_places, telling

SIZES = {"phone": NARROW, "wide": WIDE}
SCHEMES = ("light", "dark")
README = {"x": 0, "y": 0, "width": WIDE, "height": 2130}
COLOURS = 96
WRONG = {"patients": [["a" * 32, "2999-01", "OLD"], ["b" * 32, "2026-02", "ADULT"]]}


def main() -> int:
    """Play the demo, take the pictures, say where they are."""
    words = ArgumentParser(prog="make screenshots")
    words.add_argument("folder", nargs="?", type=Path, default=Path("build/screens"))
    words.add_argument("--only", default="", help="Only pages whose name holds this.")
    given = words.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        settings = settings_in(Path(data))
        with ThreadPoolExecutor(1) as beside:  # a browser's driver runs a loop in this thread
            shown, people = beside.submit(asyncio.run, played(settings)).result()
        with serving(create_app(house_of(settings))) as address:
            for browser in chromium():
                taken = Pictures(browser, address, given.folder, given.only)
                taken.all(shown, people)
                sys.stderr.write(f"{taken.count} pictures in {given.folder}\n")
    return 0


def house_of(settings: Settings) -> House:
    """The demo's registry, at the time of today."""
    return build_house(settings, system_clock, system_random)


async def played(settings: Settings) -> tuple[FrozenSnapshot, dict[str, Person]]:
    """The seven years of the demo, and people who may sign in to it."""
    await simulate(settings)
    house = house_of(settings)
    await house.database.start()
    await house.look_for_snapshot()
    assert house.shelf.current is not None
    people = {
        id: await person(house, id, role, organisation=organisation)
        for id, (role, organisation) in PEOPLE.items()
    }
    await house.database.stop()
    return house.shelf.current, people


class Now(Calendar):
    """The time as it is, where tests have a day that they set."""

    def __call__(self) -> datetime:
        return system_clock()


class Pictures:
    """Pictures of a served registry, `only` those whose name holds a word."""

    def __init__(self, browser: Browser, address: str, folder: Path, only: str) -> None:
        self.browser, self.address = browser, address
        self.folder, self.only, self.count = folder, only, 0

    def all(self, shown: FrozenSnapshot, people: dict[str, Person]) -> None:
        """Everybody's pages, then those of the workspaces, then the README's."""
        anybody = self.desk_of(next(iter(people.values())))
        public = public_places(shown.snapshot)
        for path in (*public, *SIGNED_OUT):
            self.take(anybody, path, name_of(path))
        self.answered(anybody)
        self.for_readme(anybody, f"/products/{telling(shown.snapshot)}")
        anybody.close()
        for id, places in WORKSPACES.items():
            self.workspace(self.desk_of(people[id]), id, places)

    def desk_of(self, who: Person) -> AtDesk:
        """A browser for somebody, not signed in yet."""
        return AtDesk(
            self.browser, Served(self.address, Now(system_clock().date()), who), scripts=True
        )

    def workspace(self, desk: AtDesk, id: str, places: tuple[str, ...]) -> None:
        """The pages of somebody who is signed in; of a data manager a checked file, too."""
        if not [path for path in places if self.wanted(f"{id}-{name_of(path)}")]:
            return
        desk.sign_in(desk.open(places[0]))
        for path in places:
            self.take(desk, path, f"{id}-{name_of(path)}")
        if "/desk/send" in places:
            page = desk.open("/desk/send")
            if page.locator("#programme option").count() > 1:
                page.select_option("#programme", index=1)
            file = {"name": "study.xlsx", "mimeType": "", "buffer": filled(WRONG)}
            page.set_input_files("#file", file)  # type: ignore[arg-type]
            page.click("form[action='/desk/send'] button")
            self.shoot(page, f"{id}-desk-checked")
        desk.close()

    def answered(self, desk: AtDesk) -> None:
        """An offer with a warning sign, and one with questions left out."""
        page = desk.open("/check")
        page.click("form.check button")
        self.shoot(page, "check-left-out")
        for name, answer in {"named": "no", "trial": "no", "claims": "no", "sold": "yes"}.items():
            page.check(f"input[name={name}][value={answer}]")
        page.select_option("#country", "ES")
        page.click("form.check button")
        self.shoot(page, "check-answered")

    def wanted(self, name: str) -> bool:
        """Whether a picture was asked for."""
        return self.only in name

    def take(self, desk: AtDesk, path: str, name: str) -> None:
        """The pictures of an address."""
        if self.wanted(name):
            self.shoot(desk.open(path), name)

    def shoot(self, page: Page, name: str) -> None:
        """The page that is open, in every size and scheme, from top to bottom."""
        for file, width, scheme in looks(name) if self.wanted(name) else ():
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=self.folder / file, full_page=True)
            self.count += 1

    def for_readme(self, desk: AtDesk, path: str) -> None:
        """The beginning of a page, wide and light, in few colours."""
        page = desk.open(path)
        page.emulate_media(color_scheme="light")
        file = self.folder / "readme.png"
        page.screenshot(path=file, full_page=True, clip=README)  # type: ignore[arg-type]
        Image.open(file).quantize(COLOURS).save(file, optimize=True)


def looks(name: str) -> Iterator[tuple[str, int, str]]:
    """The pictures of a page: file, width and colour scheme."""
    for size, width in SIZES.items():
        for scheme in SCHEMES:
            yield f"{name}-{size}-{scheme}.png", width, scheme


if __name__ == "__main__":
    sys.exit(main())
