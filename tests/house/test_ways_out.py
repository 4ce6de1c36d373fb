"""Every way out of the house is told, and those on which a person's data can leave are decided on."""

import re

from flask import Flask, Response
from sqlalchemy.orm import Session

from config import Config
from intake.app import create_app
from intake.foundation.actor import Role
from intake.foundation.permissions import GRANTS, Permission
from intake.storage.decisions import may_leave, note_decision
from intake.web.door import DECIDED, Declaration, PageDoor, Unit
from tests.house.code import HOUSE, rooms
from tests.house.permissions import app_without_database, declaration_of, rules

APP = app_without_database()
DOORS = [(rule, found) for rule in rules(APP) if (found := declaration_of(APP, rule)) is not None]
STAFF = frozenset(Role) - {Role.PARTNER, Role.MONITOR, Role.SYSTEM}
# Words in an address that speak of a copy which leaves, whoever asks for it.
COPIES = ("csv", "export", "print", "download", "pdf")
STAFF_ALONE = "staff alone, with a row in the trail; what is passed on from it is recorded as a disclosure"
# Reviewed: all that is told to others than staff, and why no person's data is in it.
TOLD = {
    "GET /": "only where to go on",
    "GET /api/docs": "what the API is like",
    "POST /language": "only where to go on",
    "GET /words/<version>/<spoken>.json": "the words of the product",
    "GET /healthz": "that it runs",
    "GET /metrics": "numbers alone",
    "GET /readyz": "that the database answers",
    "GET /.well-known/security.txt": "whom to write to about a hole",
    "GET /reports/desk.csv": "counts only",
    "GET /sign-in": "a form",
    "POST /sign-in": "whether it worked",
    "GET /sign-in/code": "a form",
    "POST /sign-in/code": "whether it worked",
    "GET /sign-in/enroll": "staff's own second factor",
    "POST /sign-in/enroll": "staff's own second factor",
    "POST /sign-in/again": "whether it worked",
    "GET /sign-in/left": "how long one's own session lasts",
    "GET /set-up": "a form; it does not even look the link up",
    "POST /set-up": "whether it worked",
    "POST /sign-out": "nothing",
    "POST /api/v1/sessions": "their own session",
    "POST /api/v1/partner/referrals": "where their own push stands",
    "GET /api/v1/partner/referrals/<string:partner_reference>": "where their own push stands",
    "GET /attachments/<uuid:attachment_id>": STAFF_ALONE,
    "GET /api/v1/attachments/<uuid:attachment_id>/content": STAFF_ALONE,
    "GET /sign/<string:token>": "a form; it does not even look the link up",
    "POST /sign/<string:token>": DECIDED,
    "POST /sign/<string:token>/signature": DECIDED,
    "GET /people/<uuid:person_id>/disclosures.csv": DECIDED,
    "POST /exchange/export": DECIDED,
    "POST /api/v1/exports": DECIDED,
    "POST /api/v1/intakes/<uuid:intake_id>/policies/<uuid:policy_id>/inquiries": DECIDED,
    "GET /api/v1/intakes/<uuid:intake_id>/policies/<uuid:policy_id>/inquiries/<uuid:inquiry_id>": DECIDED,
    "GET /desk/intakes/<uuid:intake_id>/policies/<uuid:policy_id>/inquiries/<uuid:inquiry_id>": DECIDED,
    "GET /disclosures/<uuid:disclosure_id>/print": DECIDED,
    "POST /api/v1/intakes/<uuid:intake_id>/messages": "staff alone; the worker decides again before a letter leaves",
}
# Who may speak to other machines by itself: what a program says to a mail server passes no door.
SPEAKS = re.compile(r"^\s*(?:import|from)\s+(?:smtplib|http\.client|urllib\.request|requests|httpx|socket)\b", re.M)
HANDS_OVER = re.compile(r"(?<!def )\bhand_over\(mail")


def goes_out(path: str, declared: Declaration) -> bool:
    """For others than staff, or a copy."""
    others = declared.permission is Permission.PUBLIC or not any(declared.permission in GRANTS[role] for role in STAFF)
    return others or declared.permission in GRANTS[Role.PARTNER] or any(word in path for word in COPIES)


def test_every_way_out_is_told_and_reviewed() -> None:
    found = {
        f"{declared.method} {rule.rule}": declared.discloses
        for rule, declared in DOORS
        if declared.discloses or goes_out(rule.rule, declared)
    }
    assert found == TOLD


def test_a_way_out_on_which_nobody_decided_stays_shut(config: Config, session: Session) -> None:
    app = create_app(config)
    doors = PageDoor("tried", __name__)

    @doors.page("GET", "/tried/<word>", permission=Permission.PUBLIC, discloses=DECIDED)
    def tell(unit: Unit, word: str) -> Response:
        for answer in word.split("-"):
            if answer in ("yes", "no"):
                note_decision(unit.session, answer == "yes")
        return Response("something about a person")

    app.register_blueprint(doors)
    asked = {word: app.test_client().get(f"/tried/{word}") for word in ("nothing", "no", "yes", "yes-no", "no-yes")}
    assert {word: answer.status_code for word, answer in asked.items()} == {
        "nothing": 403,
        "no": 403,
        "yes": 200,
        "yes-no": 403,
        "no-yes": 403,
    }
    app.extensions["intake"].storage.engine.dispose()


def test_mail_leaves_in_one_place_alone_which_has_decided_before() -> None:
    """`tests/messages/test_sending.py` shows that nothing leaves there without a ground, or against the person's word."""
    code = {file.relative_to(HOUSE).as_posix(): file.read_text() for room in rooms() for file in room.rglob("*.py")}
    code |= {f"foundation/{file.name}": file.read_text() for file in (HOUSE / "foundation").glob("*.py")}
    assert {name for name, text in code.items() if SPEAKS.search(text)} == {"foundation/mail.py"}
    assert {name for name, text in code.items() if HANDS_OVER.search(text)} == {"messages/jobs.py"}
    door = code["messages/jobs.py"]
    assert door.index("service.begin_delivery(") < door.index("hand_over(mail")


def test_a_transaction_begins_without_a_decision(app: Flask, session: Session) -> None:
    with app.extensions["intake"].storage.sessions() as fresh:
        assert not may_leave(fresh)
