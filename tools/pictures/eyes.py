"""Other eyes and hands: Spanish, a tablet, 400 percent, high contrast."""

from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.browser.stage import Form, take_klonopin_call
from tests.browser.walk import addresses
from tools.console import say
from tools.pictures.album import SIZE, Album
from tools.pictures.form import SECTIONS, quiet

PAGES = (
    "/desk",
    "/desk/people",
    "/desk/people/{person_id}",
    "/people/{person_id}/consents",
    "/desk/tasks/{task_id}",
    "/places",
    "/desk/intakes/{intake_id}/summary",
    "/matching/rules",
)

# As wide as at 400 percent, and as high as a telephone.
UPRIGHT: ViewportSize = {"width": 342, "height": 768}
VIEWS: dict[str, dict[str, Any]] = {
    "spanish": {"locale": "es-US"},
    "tablet": {"viewport": {"width": 1024, "height": 768}, "has_touch": True},
    "tablet-upright": {"viewport": {"width": 768, "height": 1024}, "has_touch": True},
    "zoom-200": {"viewport": {"width": 683, "height": 384}},
    "zoom-400": {"viewport": {"width": 342, "height": 192}, "device_scale_factor": 2},
    "high-contrast": {"forced_colors": "active"},
}


def take(album: Album) -> None:
    say("· Other eyes and hands")
    with album.signed_in("alice") as page:
        form = Form.begin(page, "561 555 0147")
        take_klonopin_call(form)
        page.locator("#matches .place").first.wait_for()
        address = page.url
        form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
        page.locator('#alarm[data-severity="emergency"]').wait_for()
        form.saved()
        state = page.context.storage_state()
    told = addresses(album.desk)
    for name, more in VIEWS.items():
        settings: dict[str, Any] = {"viewport": SIZE, "timezone_id": "America/New_York", **more}
        with album.browser.new_context(storage_state=state, **settings) as context:
            _look(album, context.new_page(), name, address, told)
    for language, spoken in (("en-US", "zoom-400"), ("es-US", "spanish-zoom-400")):
        with album.browser.new_context(storage_state=state, viewport=UPRIGHT, locale=language) as context:
            _narrow(album, context.new_page(), spoken, address)


def _look(album: Album, page: Page, name: str, address: str, told: dict[str, str]) -> None:
    both = name in ("spanish",)
    page.goto(address)
    Form(page).ready()
    page.locator("#matches .place").first.wait_for()
    for place, section in enumerate(SECTIONS, start=1):
        if name == "zoom-400" and section not in ("caller", "substances"):
            continue
        page.keyboard.press(f"Alt+{place}")
        quiet(page)
        album.save(page, f"{name}-form-{section}", dark=both)
    for path in PAGES:
        page.goto(album.desk.url + path.format(**told))
        album.save(
            page, f"{name}-{path.strip('/').format(**dict.fromkeys(told, 'one')).replace('/', '-')}", whole=True, dark=False
        )


def _narrow(album: Album, page: Page, name: str, address: str) -> None:
    """The bar with its menu open, the form with its emergency, and "Go to"."""
    album.go(page, "/desk")
    page.locator(".topbar-account summary").click()
    album.save(page, f"{name}-menu")
    page.goto(address)
    Form(page).ready()
    page.locator("#matches .place").first.wait_for()
    album.save(page, f"{name}-emergency")
    page.keyboard.press("Control+k")
    page.locator("#go-to-list [role=option]").first.wait_for()
    album.save(page, f"{name}-go-to")
    page.keyboard.press("Escape")
    page.locator("#matches .place").first.scroll_into_view_if_needed()
    album.save(page, f"{name}-place")
