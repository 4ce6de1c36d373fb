"""Every form of every page carries its token and is refused without; every file for spreadsheets is made of safe cells."""

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from intake.foundation.permissions import Permission, may
from intake.web.csrf import SAFE_METHODS
from intake.web.door import Declaration
from intake.web.login import COOKIE
from tests.conftest import Member
from tests.house.code import HOUSE
from tests.house.permissions import app_without_database, declaration_of, rules
from tests.house.test_doors import a_url

APP = app_without_database()
CHANGING = [
    (rule, found) for rule in rules(APP) if (found := declaration_of(APP, rule)) is not None and found.method not in SAFE_METHODS
]
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
FORM = re.compile(r"<form\b.*?</form>", re.S)
# Where the token stands, or the macro of the same file that writes it.
SELECT = re.compile(r'<select[^>]*\bid="([^"]*)"[^>]*>\s*(.{1,60})')
NOBODYS = re.compile(r'(\{%[^%]*%\})?<option value="">')
# Ways of looking, and steps whose usual kind is told as chosen; the rest is a fact that somebody has to say.
USUAL = {"sort", "line", "format", "sending-language", "task-kind", "side", "state", "kind", "asked-kind", "upload-kind"}
TOKEN = re.compile(r"csrf_token\(\)|\b(hidden|guard)\(")


def asked(app: Flask, rule: Rule, declared: Declaration, member: Member) -> tuple[int, str]:
    """As a browser of that member sends it, without the token."""
    browser = app.test_client()
    browser.set_cookie(COOKIE, member.token)
    answer = browser.open(a_url(rule), method=declared.method, json={} if rule.rule.startswith("/api/") else None)
    return answer.status_code, answer.text


def test_nothing_changes_for_a_browser_without_the_forms_token(app: Flask, alice: Member, bob: Member, erin: Member) -> None:
    wrong, seen = [], 0
    for rule, declared in CHANGING:
        if declared.permission is Permission.PUBLIC and rule.rule.startswith("/api/"):
            continue
        member = next((one for one in (alice, bob, erin) if may(one.actor, declared.permission)), None)
        if member is None:
            continue
        seen += 1
        status, words = asked(app, rule, declared, member)
        wrong += [] if status == 403 and "out of date" in words else [f"{declared.method} {rule.rule}: {status}"]
    assert wrong == [] and seen > 100


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_form_that_is_posted_carries_its_token(file: Path) -> None:
    forms = [form for form in FORM.findall(file.read_text()) if 'method="post"' in form.split(">")[0] or "hx-post" in form]
    assert [form[:120] for form in forms if not TOKEN.search(form)] == []


def test_no_fact_is_chosen_before_somebody_chose_it() -> None:
    """What stands first in a list would be recorded of somebody by whoever presses the button alone."""
    plain = ((file, re.sub(r"\{\{.*?\}\}", "", file.read_text())) for file in TEMPLATES)
    found = [(file.name, id, options) for file, text in plain for id, options in SELECT.findall(text)]
    assert [(name, id) for name, id, options in found if not NOBODYS.match(options) and id not in USUAL] == []
    assert len(found) > 40


def test_forms_were_found() -> None:
    assert sum('method="post"' in form for file in TEMPLATES for form in FORM.findall(file.read_text())) > 40


def test_every_file_for_spreadsheets_is_made_of_safe_cells() -> None:
    writers = [file for file in sorted(HOUSE.rglob("*.py")) if "csv.writer(" in file.read_text()]
    assert len(writers) >= 3
    # The reports' table is made safe where it is made, and so are the cells of an exchange.
    assert [str(file) for file in writers if not re.search(r"safe_cell\(|table_of\(|cell_of\(", file.read_text())] == []
