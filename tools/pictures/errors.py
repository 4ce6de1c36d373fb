"""The pages of what went wrong."""

from playwright.sync_api import Page

from tools.console import say
from tools.pictures.album import Album

FOREIGN_FORM = """() => {
  const form = document.querySelector("form[action$='/desk/calls']");
  form.querySelector("[name=csrf_token]").value = "of another day";
  form.submit();
}"""


def take(album: Album) -> None:
    say("· What went wrong")
    with album.signed_in("alice") as page:
        album.go(page, "/desk")
        with page.expect_navigation():
            page.evaluate(FOREIGN_FORM)
        album.save(page, "error-form-of-another-day")
        album.show(page, "/staff", "error-403")
        album.show(page, "/desk/nowhere", "error-404")
        album.show(page, "/desk/tasks?list=nonsense", "error-422")
        album.show(page, "/fails", "error-500")
        album.go(page, "/desk/people")
        _posted(page, "/people/00000000-0000-0000-0000-000000000000/files", "error-404-posted", album)
    _left_alone(album)
    _stale(album)
    with album.stranger() as page:
        for _ in range(6):
            album.go(page, "/sign-in")
            page.get_by_label("E-mail").fill("bob@example.org")
            page.get_by_label("Password").fill("not his, not his")
            page.get_by_role("button", name="Sign in").click()
        album.save(page, "error-429")


def _posted(page: Page, path: str, name: str, album: Album) -> None:
    with page.expect_navigation():
        page.evaluate(
            """(path) => { const form = document.querySelector("form[method=post]"); form.action = path; form.submit(); }""", path
        )
    album.save(page, name)


def _left_alone(album: Album) -> None:
    """Signed out elsewhere, and the page believes that its time is over."""
    with album.signed_in("alice") as page:
        album.go(page, "/desk/people")
        page.evaluate(
            """() => fetch("/api/v1/sessions/current", {
                method: "DELETE", headers: {"X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content}})
              .then(() => document.dispatchEvent(new CustomEvent("session-seconds", { detail: 0 })))"""
        )
        page.get_by_role("alertdialog").wait_for()
        album.save(page, "left-alone")
        page.get_by_role("button", name="Sign in here").click()
        album.save(page, "left-alone-sign-in")


def _stale(album: Album) -> None:
    """Somebody else saved the settings meanwhile."""
    who = "edna" if "edna" in album.desk.passwords else "erin"
    with album.signed_in(who) as page:
        album.go(page, "/settings")
        other = page.context.new_page()
        album.go(other, "/settings")
        for window in (page, other):
            window.locator("#name").fill("Demo Helpline")
            window.get_by_role("button", name="Save settings").click()
            if window.get_by_text("Is it you?").count():
                window.get_by_label("Password").fill(album.desk.passwords[who])
                window.get_by_role("button", name="Go on").click()
                window.get_by_role("button", name="Save settings").click()
        album.save(other, "settings-saved-by-somebody-else", whole=True)
