"""A screen that was left alone: when the session has ended, an open page goes, unless somebody has begun to type."""

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import text

from tests.browser.stage import Desk, sign_in

pytestmark = pytest.mark.browser
# What the page asks by itself each twenty seconds.
COUNT = "() => { htmx.ajax('GET', '/alerts/count', {target: '.topbar-badge'}) }"


def end_bobs_sessions(desk: Desk) -> None:
    with desk.storage.unit_of_work() as session:
        session.execute(
            text(
                "update sign_in_session set ended_at = now() where account_id = (select id from account where email like 'bob@%')"
            )
        )


def test_an_open_page_of_people_goes_when_its_session_has_ended(context: BrowserContext, desk: Desk, provoked: list[str]) -> None:
    provoked += ["401"]
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    end_bobs_sessions(desk)
    page.evaluate(COUNT)
    expect(page).to_have_url(f"{desk.url}/sign-in?next=%2Fdesk%2Fpeople")
    expect(page.get_by_label("Password")).to_be_visible()


def test_what_somebody_has_begun_to_type_stays(context: BrowserContext, desk: Desk, provoked: list[str]) -> None:
    provoked += ["401"]
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    page.locator("main input[type=text], main input[type=search], main input:not([type])").first.fill("half a name")
    end_bobs_sessions(desk)
    with page.expect_response("**/alerts/count") as answer:
        page.evaluate(COUNT)
    assert answer.value.status == 401
    page.wait_for_timeout(300)
    assert page.url.endswith("/desk/people")
