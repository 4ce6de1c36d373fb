"""Every request of docs/api.md is sent as it stands there and answered as it says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from intake.web.errors import STATUS
from tests.conftest import Member
from tests.factories.facilities import a_place
from tests.factories.followups import a_desk
from tests.factories.partners import a_client, a_key, a_partner

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
REQUEST = re.compile(r"```http\n(\w+) (\S+) → (\d+) as (\w+)\n(.*?)```(?:\n\n```json\n(.*?)```)?", re.DOTALL)


@pytest.fixture
def clients(app: Flask, session: Session, alice: Member) -> dict[str, FlaskClient]:
    a_desk(session)
    a_place(session, "SA DT BDTX HID PI ADLT")
    return {"partner": a_client(app, a_key(session, a_partner(session))), "counselor": alice.client}


def filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\{(\w+_id)\}", lambda found: known[found[1]], text)


def test_the_guide_names_each_status_of_a_refusal_with_its_code() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \| (.+?) \|", GUIDE.read_text(), re.M)
    told = {(int(one), code) for status, codes in rows for one in status.split(", ") for code in re.findall(r"`(.+?)`", codes)}
    assert {(status, kind.code) for kind, status in STATUS.items()} - told == set()


def test_the_guide_s_requests_are_answered_as_it_says(clients: dict[str, FlaskClient], session: Session) -> None:
    requests = REQUEST.findall(GUIDE.read_text())
    assert len(requests) > 8
    known: dict[str, str] = {"facility_id": str(a_place(session).id)}
    session.commit()
    for method, path, status, who, body, told in requests:
        sent: Any = json.loads(filled(body, known)) if body.strip() else None
        answer = clients[who].open(filled(path, known), method=method, json=sent)
        assert answer.status_code == int(status), (method, path, answer.text)
        assert not told or answer.get_json() == json.loads(told)
        if (method, path) == ("POST", "/api/v1/intakes"):
            known["intake_id"] = answer.get_json()["id"]
