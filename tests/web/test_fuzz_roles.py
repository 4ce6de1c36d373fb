"""Each operation asked by each role: documented answers, never a 500; build/fuzz-roles.txt tells what succeeded for whom.

Beside what the fuzzer makes up, each role sends what is a good request for somebody, on a desk that no other request has changed.
"""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from schemathesis import GenerationMode
from sqlalchemy.orm import Session

from intake.foundation.actor import Role
from intake.foundation.permissions import GRANTS, Permission
from tests.conftest import ROOT, member
from tests.factories.accounts import an_account
from tests.web.seeds import PATHS, Seeds
from tests.web.test_fuzz import (  # noqa: F401  (fixtures)
    BOUNDED,
    CHECKS,
    OPERATIONS,
    _described,
    _names,
    description,
    first_role,
    good_request,
    noon,
    seeds,
)

ROLES = tuple(role for role in Role if role not in (Role.SYSTEM, Role.MONITOR))
FEW = settings(BOUNDED, max_examples=3)
TABLE = ROOT / "build" / "fuzz-roles.txt"


@pytest.fixture
def token_of(app: Flask, session: Session, seeds: Seeds) -> dict[Role, str]:  # noqa: F811
    made = {Role(name): token for name, token in seeds.tokens.items()}
    for role in set(ROLES) - set(made):
        made[role] = member(app, session, an_account(session, f"Robin-{role.value}", role.value)).token
    return made


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_operation_breaks_for_a_role(
    app: Flask,
    session: Session,
    seeds: Seeds,  # noqa: F811
    token_of: dict[Role, str],
    description: Any,  # noqa: F811
    role: Role,
) -> None:
    token = {"Authorization": f"Bearer {token_of[role]}"}
    counts = {label: _ask(app, session, seeds, description, label, token) for label in OPERATIONS if _keeps_token(label)}
    lines = [f"{role.value:17} {label:86} {good:3} of {all_}\n" for label, (good, all_) in counts.items()]
    TABLE.parent.mkdir(exist_ok=True)
    kept = TABLE.read_text().splitlines(keepends=True) if TABLE.exists() else []
    TABLE.write_text("".join(sorted([line for line in kept if line.split()[0] != role.value] + lines)))
    assert any(good for good, _ in counts.values()), "nothing succeeded: the role cannot even sign in"
    granted = {label for label in counts if Permission(_described()[label]["x-permission"]) in GRANTS[role] | {Permission.PUBLIC}}
    assert [label for label, (good, _) in counts.items() if good and label not in granted] == []
    assert [label for label, (good, _) in counts.items() if not good and role is (first_role(label) or Role.COUNSELOR)] == []


def _keeps_token(label: str) -> bool:
    """Signing out would leave the rest to a visitor."""
    return not label.startswith("DELETE /api/v1/sessions")


def _ask(
    app: Flask,
    session: Session,
    seeds: Seeds,  # noqa: F811
    description: Any,  # noqa: F811
    label: str,
    token: dict[str, str],
) -> tuple[int, int]:
    method, path = label.split()
    operation = description[path][method]
    known = {name: seeds.ids[PATHS.get(label, {}).get(name, name)] for name in _names(label)}
    statuses: list[int] = []

    @FEW
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def send(case: Any) -> None:
        case.path_parameters = known
        case.headers = {**(case.headers or {}), **token}
        answer = case.call()
        case.validate_response(answer, checks=CHECKS)
        statuses.append(answer.status_code)

    undone = session.connection().begin_nested()
    try:
        answer = good_request(app, label, seeds, token)
        assert answer.status_code < 500 and str(answer.status_code) in _described()[label]["responses"], answer.text
        statuses.append(answer.status_code)
        send()
    finally:
        undone.rollback()
        session.expire_all()
    return sum(200 <= status < 300 for status in statuses), len(statuses)
