"""Build the desk, take the call, save each page: one part after the other, because each leaves behind what the next shows."""

import sys
from collections.abc import Callable
from contextlib import ExitStack

from playwright.sync_api import sync_playwright

from intake.storage.embedded import temporary_cluster
from tests.browser.stage import launch
from tools.pictures import empty, errors, eyes, form, paper, people, walk, work
from tools.pictures.album import Album, a_desk

PARTS: dict[str, Callable[[Album], None]] = {
    "empty": empty.take,
    "form": form.take,
    "people": people.take,
    "work": work.take,
    "walk": walk.take,
    "paper": paper.take,
    "eyes": eyes.take,
    "errors": errors.take,
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    with ExitStack() as running:
        desk = a_desk(running.enter_context(temporary_cluster()), running)
        browser = launch(running.enter_context(sync_playwright()))
        album = Album(browser, desk)
        for name in wanted:
            PARTS[name](album)
        browser.close()
        desk.storage.engine.dispose()


if __name__ == "__main__":
    main()
