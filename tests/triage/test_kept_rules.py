"""The words of a rule version stay readable as they were told."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from intake.foundation.errors import Conflict
from intake.triage.models import TriageRule
from intake.triage.queries import rule_text
from intake.triage.rules import load_rulebook
from intake.triage.service import load_rules


def test_every_rule_in_use_is_kept_once(session: Session) -> None:
    assert load_rules(session) == 0
    rule = load_rulebook().rules[0]
    assert session.get_one(TriageRule, (rule.id, rule.version)).text == rule.text()


def test_new_words_need_a_new_version(session: Session) -> None:
    rule = load_rulebook().rules[0]
    session.add(TriageRule(rule_id="an-old-rule", version=1, text={"title": "As it was"}))
    session.flush()
    assert rule_text(session, "an-old-rule", 1) == {"title": "As it was"}
    row = session.get_one(TriageRule, (rule.id, rule.version))
    row.text = {**row.text, "title": "Other words"}
    with pytest.raises(Conflict, match=f"{rule.id}.*raise its version"), session.no_autoflush:
        load_rules(session)


@pytest.mark.parametrize("statement", [update(TriageRule).values(text={}), delete(TriageRule)])
def test_the_application_can_neither_change_nor_remove_them(session: Session, statement: object) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(statement)  # type: ignore[call-overload]
