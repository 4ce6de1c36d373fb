"""Reads."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from intake.organisation.queries import notices
from intake.triage.models import TriageRule
from intake.triage.rules import load_rulebook


def rule_text(session: Session, rule_id: str, version: int) -> Mapping[str, Any]:
    """The words of that version of the rule: from the rule book while it is the current one, else from the table.

    `desk_words`, where the rule asks for a notice of the desk: what it has written, or null.
    """
    current = _current_texts().get((rule_id, version))
    text = current if current is not None else session.get_one(TriageRule, (rule_id, version)).text
    notice = text.get("desk_notice")
    return {**text, "desk_words": notices(session).get(notice)} if notice else text


@cache
def _current_texts() -> Mapping[tuple[str, int], Mapping[str, Any]]:
    return {(rule.id, rule.version): rule.text() for rule in load_rulebook().rules}
