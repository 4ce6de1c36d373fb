"""Partners and what they push."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from intake.foundation.actor import SYSTEM
from intake.partners.models import Partner
from intake.partners.service import create_key, create_partner


def a_partner(session: Session, name: str = "Dana's clinic") -> Partner:
    return create_partner(session, actor=SYSTEM, name=name)


def a_key(session: Session, partner: Partner, *, days: int = 30) -> str:
    """The bearer token."""
    token = create_key(session, actor=SYSTEM, partner_name=partner.name, label="tests", days=days)
    session.commit()
    return token


def a_client(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def a_push(**changes: Any) -> dict[str, Any]:
    """Somebody who takes Klonopin and drinks, and may be called."""
    push: dict[str, Any] = {
        "partner_reference": "case-17",
        "urgency": "urgent",
        "person": {
            "given_name": "Daniel",
            "time_zone": "America/New_York",
            "contact_points": [{"kind": "phone", "value": "(561) 555-0123", "may_call": True, "may_text": False}],
        },
        "substances": [{"name": "Klonopin", "stopped_abruptly": True}, {"code": "alcohol", "days_used_in_30": 30}],
        "coverage": [{"coverage_kind": "commercial", "payer_code": "florida_blue", "member_id": "X123"}],
        "note": "Asks for help since Monday.",
    }
    return {**push, **changes}
