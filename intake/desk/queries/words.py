"""An answer as people read it: in the words of the form, with its moments, days and lengths said as such."""

from datetime import date, datetime
from typing import Any

from intake.desk.rules import answer_in_words, kind_of
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
    return answer_in_words(record, field, answer)


def _months(count: int) -> str:
    if count == 0:
        return say("less than a month")
    return say("1 month") if count == 1 else say("%(count)s months", count=count)
