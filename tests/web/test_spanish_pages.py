"""Every page in Spanish: no text on it reads as it does in English, but for what people wrote, names and codes."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from intake.accounts.service import STAFF_ROLES
from intake.foundation.actor import Role
from intake.foundation.permissions import GRANTS, Permission
from intake.organisation.models import Team
from intake.web.languages import catalog
from tests.conftest import Member, member
from tests.factories.accounts import an_account
from tests.web.seeds import Seeds, a_full_desk

# No page: a file, data for a script, or what asks for more than an id.
ELSEWHERE = (
    "/static",
    "/api/",
    "/words/",
    "/metrics",
    "/healthz",
    "/readyz",
    "/.well-known",
    ".csv",
    ".json",
    "/attachments/",
    "/compare",
)
# Words with nothing to read in them; a language is named in itself.
UNREAD = {"script", "style", "kbd", "code", "template"}
NAMED = ("aria-label", "placeholder", "title", "alt")
WORD = re.compile(r"[A-Za-zñáéíóú]{3,}")


# What people wrote, names of people, places, teams, laws and substances, addresses, codes.
WRITTEN = re.compile(
    r"(Reader\.\w+|Alice,?|Bob|Casey|Daniel|Dolores|Days|Erin|Ines Duarte|Kim|Robin|Sasha)( · Example desk)?"
    r"|Florida Blue|Clonazepam|Lakeside|Rosa · Oskar"
    r"|.*\b(Example|Examplewood)\b.*|[A-Z]{2}-\w{4}-\w{3}( · .*)?|42 CFR .*|[\d-]+ [\d:]+ UTC|CSV|NDJSON|America/New_York"
    r"|At home|Not breathing|today|A letter of counsel\.|State department of health|([A-Z]{2,4}[, ]*)+|https://.*|\S+@\S+( · .*)?"
    r"|Help line · .*|Mon-Fri 8:00-17:00, Sat 9-12 · 24/7 · by appointment"
)


class Reader(HTMLParser):
    """Every text of a page that is seen or read aloud, but for what is marked as a name, a reference, or another language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        inside = bool(self._open and self._open[-1][1])
        unread = inside or tag in UNREAD or "data-reference" in told or (tag != "html" and "lang" in told)
        if not unread:
            self.found |= {" ".join((told[name] or "").split()) for name in NAMED if name in told}
        if tag not in ("input", "meta", "link", "br", "img", "hr", "path", "circle", "rect", "line", "use"):
            self._open.append((tag, unread))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.found.add(" ".join(data.split()))


def pages_of(app: Flask, role: Role, seeds: Seeds) -> Iterator[str]:
    granted = GRANTS[role] | {Permission.PUBLIC, Permission.SIGNED_IN}
    for rule in app.url_map.iter_rules():
        declared = getattr(app.view_functions[rule.endpoint], "declaration", None)
        if declared is None or declared.permission not in granted or "GET" not in (rule.methods or ()):
            continue
        if not any(part in rule.rule for part in ELSEWHERE) and rule.arguments <= seeds.ids.keys():
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda name: seeds.ids[name[1]], rule.rule)


def left_over(english: str, spanish: str) -> set[str]:
    same = {str(one.id) for one in catalog("es") if one.id == one.string}
    both = Reader(english).found & Reader(spanish).found
    return {words for words in both if WORD.search(words) and words not in same and not WRITTEN.fullmatch(words)}


@pytest.fixture
def seeds(app: Flask, session: Session, alice: Member, bob: Member, erin: Member) -> Seeds:
    return a_full_desk(app, session, alice, bob, erin)


def test_no_page_is_left_in_english(app: Flask, session: Session, seeds: Seeds, days: Team) -> None:
    found: dict[str, set[str]] = {}
    for role in STAFF_ROLES:
        client = member(app, session, an_account(session, f"Reader.{role.value}", role.value, days)).client
        for path in pages_of(app, role, seeds):
            english, spanish = (client.get(path, headers={"Accept-Language": spoken}) for spoken in ("en", "es"))
            if english.status_code == 200 and english.mimetype == "text/html":
                found.setdefault(path, set()).update(left_over(english.text, spanish.text))
    assert len(found) > 40
    assert {path: words for path, words in found.items() if words} == {}
