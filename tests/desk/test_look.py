"""What every page stands on: front-end files that may be kept for ever, and a bar that shows what one may use."""

import re

from flask import Flask, render_template, url_for

from intake.organisation.models import Settings
from intake.web.assets import FOREVER, asset_url, own_version
from tests.conftest import Member


def test_our_own_files_are_kept_for_ever_under_their_version(app: Flask) -> None:
    with app.test_request_context():
        url = asset_url("css/intake.css")
    answer = app.test_client().get(url)
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "text/css", FOREVER)
    answer.close()


def test_an_old_version_still_gets_the_file_but_does_not_keep_it(app: Flask) -> None:
    answer = app.test_client().get("/static/v-000000000000/js/api.js")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    answer.close()


def test_nothing_outside_the_folders_is_served(app: Flask) -> None:
    for name in ("../app.py", f"{own_version()}/../app.py", f"{own_version()}/..%2f..%2fapp.py", "nothing.css", ""):
        assert app.test_client().get(f"/static/{name}").status_code in (404, 400)


def test_the_bar_shows_nothing_to_a_visitor(app: Flask) -> None:
    with app.test_request_context("/"):
        page = render_template("web/base.html")
        assert "topbar" not in page
        assert url_for("static", filename=own_version() + "/css/intake.css") in page


def test_the_bar_shows_what_the_role_may_use(alice: Member, bob: Member, erin: Member, desk: Settings) -> None:
    def bar(member: Member, path: str) -> list[str]:
        return re.findall(r"<span>(\w+)</span>", member.client.get(path).text.partition("</nav>")[0].partition("<nav")[2])

    assert bar(alice, "/desk") == ["Desk", "People", "Tasks", "Places", "Rules"]
    assert bar(bob, "/desk") == ["Desk", "People", "Tasks", "Places", "Rules", "Reports", "Alerts"]
    assert bar(erin, "/settings") == ["Places", "Rules", "Staff", "Settings"]
