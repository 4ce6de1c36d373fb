"""The desk on its first morning: every list and page while there is nothing yet."""

from tools.console import say
from tools.pictures.album import Album

OF_COUNSELOR = (
    "desk",
    "desk/drafts",
    "desk/calls",
    "desk/people",
    "desk/tasks",
    "desk/tasks?list=overdue",
    "desk/people?list=flagged",
)
OF_SUPERVISOR = ("alerts", "reports", "retention", "exchange", "places/differences")


def take(album: Album) -> None:
    say("· Nothing yet")
    with album.stranger() as page:
        album.show(page, "/sign-in", "sign-in")
        page.get_by_label("E-mail").fill("alice@example.org")
        page.get_by_label("Password").fill("not hers, not hers")
        page.get_by_role("button", name="Sign in").click()
        album.save(page, "sign-in-refused")
        album.show(page, "/set-up", "set-up")
    with album.signed_in("alice") as page:
        for path in OF_COUNSELOR:
            album.show(page, f"/{path}", "empty-" + path.replace("/", "-").replace("?list=", "-"))
        album.go(page, "/desk")
        page.get_by_label("Caller's number").fill("12")
        page.get_by_role("button", name="Start the call").click()
        album.save(page, "desk-number-refused", whole=True)
        page.locator("#reference").fill("IN-0000-000")
        page.get_by_role("button", name="Find").click()
        album.save(page, "desk-reference-not-found", whole=True)
        page.locator(".topbar-account summary").click()
        album.save(page, "menu-of-account")
        album.go(page, "/desk/people")
        page.locator("#name").fill("Zebulon")
        page.get_by_role("button", name="Search").click()
        album.save(page, "people-nobody-found", whole=True)
        album.show(page, "/places?q=zzzz+nothing", "places-none-found")
    with album.signed_in("bob") as page:
        for path in OF_SUPERVISOR:
            album.show(page, f"/{path}", "empty-" + path.replace("/", "-"))
