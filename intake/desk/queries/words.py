"""An answer as people read it: in the words of the form, with its moments, days and lengths said as such."""

from datetime import date, datetime
from typing import Any

from intake.desk.rules import answer_in_words, kind_of
from intake.insurance.models import Policy
from intake.intakes.schemas import policy_name, treatment_name
from intake.substances.models import Treatment
from intake.substances.rules.use import treatment_kinds
from intake.web.languages import say, say_day, say_moment


def answer_read(record: str, field: str, answer: Any, zone: str) -> str:
    """`zone`: of moments; it is told with them."""
    kind = kind_of(record, field)
    if kind == "ago" and isinstance(answer, str):
        return say_moment(datetime.fromisoformat(answer), "due", zone)
    if kind == "day" and isinstance(answer, str):
        return say_day(date.fromisoformat(answer))
    if kind == "months" and isinstance(answer, int):
        return _months(answer)
    return answer_in_words(record, field, answer, say)


def policy_read(policy: Policy) -> str:
    """A listed insurer or a kind of coverage in the language of the page; an insurer as somebody called it stays."""
    if policy.payer_code or not policy.payer_said_as:
        return say(policy_name(policy.payer_code, policy.payer_said_as, policy.coverage_kind))
    return policy.payer_said_as


def treatment_read(treatment: Treatment) -> str:
    """Its kind in the language of the page, and where it was as somebody told it."""
    kind = say(treatment_kinds()[treatment.kind]) if treatment.kind else ""
    return ", ".join(filter(None, (kind, treatment.where))) or say(treatment_name(None, None))


def _months(count: int) -> str:
    if count == 0:
        return say("less than a month")
    return say("1 month") if count == 1 else say("%(count)s months", count=count)
