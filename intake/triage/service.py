"""Verbs."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.foundation.errors import Conflict
from intake.foundation.words import Words
from intake.triage.models import TriageRule
from intake.triage.rules import load_rulebook


def load_rules(session: Session) -> int:
    """Keep the words of each rule version that is in use; how many are new.

    Refuses new words under an old version: what counselors were told must stay readable as it was.
    """
    kept = {(row.rule_id, row.version): row.text for row in session.scalars(select(TriageRule))}
    new = 0
    for rule in load_rulebook().rules:
        words = kept.get((rule.id, rule.version))
        if words is None:
            session.add(TriageRule(rule_id=rule.id, version=rule.version, text=rule.text()))
            new += 1
        elif words != rule.text():
            raise Conflict(
                Words(
                    "The words of triage rule %(rule)s changed: raise its version from %(version)s.",
                    rule=rule.id,
                    version=rule.version,
                )
            )
    session.flush()
    return new
