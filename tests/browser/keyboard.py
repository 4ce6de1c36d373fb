"""The Klonopin call by keyboard alone, on the desk's form and on a plain HTML form with the same fields: counted keys."""

import html
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from intake.desk.rules import Field, load_form

# What the focus stands in: holder or record, and the answer's name.
WHERE = """() => {
  const answer = document.activeElement?.closest(".answer");
  if (!answer) return document.activeElement?.matches("[data-all-no]") ? "all-no" : document.activeElement?.id ?? "";
  const owner = answer.closest("[data-record]");
  return (owner.dataset.holder ?? owner.dataset.record) + "." + answer.dataset.field;
}"""


@dataclass
class Hands:
    """Somebody at the keyboard; the mouse is not there."""

    page: Page
    presses: int = 0
    began: float = field(default_factory=time.monotonic)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.presses += len(text)

    def to(self, place: str) -> None:
        """Tab until the answer `holder.name`, or the element of this id, has the focus."""
        for _ in range(80):
            if self.page.evaluate(WHERE) == place:
                return
            self.press("Tab")
        raise AssertionError(f"{place} is not reached by Tab; the focus stands in {self.page.evaluate(WHERE)}")

    def say(self, place: str, text: str) -> None:
        self.to(place)
        self.type(text)

    def seconds(self) -> float:
        return time.monotonic() - self.began


def take_by_keys(page: Page) -> Hands:
    """From the desk's home page to the end of the questions."""
    # Where the cursor stands as soon as the page is drawn.
    expect(page.get_by_label("Caller's number")).to_be_focused()
    hands = Hands(page)
    hands.type("5615550123")
    hands.press("Enter")
    page.locator("#form[data-ready]").wait_for()
    hands.press("Alt+1")
    hands.say("caller.given_name", "Dolores")
    hands.say("contact-point.may_call", "y")
    hands.say("contact-point.may_leave_voicemail", "n")
    hands.press("Alt+2", "ArrowRight")
    hands.say("intake.relation", "Mot")
    hands.say("intake.present_with_caller", "y")
    hands.say("intake.present_location", "12 Example Street")
    hands.say("subject.given_name", "Daniel")
    hands.say("subject.is_adult", "y")
    hands.say("subject.postal_code", "33401")
    hands.to("all-no")
    hands.press("Enter")
    _a_substance(hands, "klonopin", 1)
    hands.say("substance-use.amount_per_day", "2 mg")
    hands.say("substance-use.days_per_week", "7")
    hands.say("substance-use.months_of_use", "2 years")
    hands.say("substance-use.last_used_at", "3 days ago")
    hands.say("substance-use.prescriber_count", "2")
    for name in ("stopped_abruptly", "prescribed", "runs_out_early", "several_prescribers"):
        hands.say(f"substance-use.{name}", "y")
    _a_substance(hands, "vodka", 2)
    hands.say("substance-use.days_per_week", "7")
    hands.press("Alt+4")
    hands.say("intake.suicidal_thoughts", "n")
    hands.say("intake.safe_place_tonight", "y")
    hands.say("intake.past_withdrawal_seizure", "u")
    hands.press("Alt+5")
    hands.say("find-payer", "florida blue")
    page.locator("#find-payer-list li").first.wait_for()
    hands.press("Enter")
    page.locator('[data-record="policy"][data-record-id]').first.wait_for()
    hands.say("policy.plan_type", "PPO")
    hands.press("Tab")
    page.locator('#saved[data-state="saved"]').wait_for()
    return hands


def _a_substance(hands: Hands, name: str, count: int) -> None:
    hands.press("Alt+s")
    hands.type(name)
    hands.page.locator("#find-substance-list li").first.wait_for()
    hands.press("Enter")
    hands.page.locator('[data-record="substance-use"][data-record-id]').nth(count - 1).wait_for()


# --- the same fields as plain HTML ---


def plain_form() -> str:
    """Every field of the desk's form once (substances twice), with the controls that HTML has."""
    parts = []
    for section in load_form():
        parts.append(f"<fieldset><legend>{html.escape(section.title)}</legend>")
        for group in section.groups:
            for copy in range(2 if group.record == "substance-use" else 1):
                holder = f"{group.record}{copy + 1 if group.record == 'substance-use' else ''}"
                extra = [("name", "Name")] if group.record == "substance-use" else []
                extra = [("number", "Number")] if group.record == "contact-point" else extra
                extra = [("payer", "Insurer")] if group.record == "policy" else extra
                parts += [_text(holder, name, label) for name, label in extra]
                parts += [_control(holder, one) for one in group.fields]
        parts.append("</fieldset>")
    return f"<!doctype html><title>Plain</title><form>{''.join(parts)}<button>Save</button></form>"


def _text(holder: str, name: str, label: str, kind: str = "text") -> str:
    return f'<p><label>{html.escape(label)} <input type="{kind}" id="{holder}.{name}"></label></p>'


def _control(holder: str, one: Field) -> str:
    place = f"{holder}.{one.name}"
    options: list[tuple[str, str]] = list(one.options)
    if one.kind == "yesno":
        options = [("yes", "Yes"), ("no", "No"), ("unknown", "Unknown"), ("declined", "Declined")]
    if one.kind in ("select", "choice", "yesno"):
        told = "".join(f'<option value="{value}">{html.escape(words)}</option>' for value, words in [("", ""), *options])
        return f'<p><label>{html.escape(one.label)} <select id="{place}">{told}</select></label></p>'
    if one.kind == "many":
        return "".join(
            f'<label><input type="checkbox" id="{place}.{value}">{html.escape(words)}</label>' for value, words in options
        )
    if one.kind == "long":
        return f'<p><label>{html.escape(one.label)} <textarea id="{place}"></textarea></label></p>'
    return _text(holder, one.name, one.label, {"day": "date", "time": "time"}.get(one.kind, "text"))


def take_plainly(page: Page) -> Hands:
    """The same answers on the plain form, from its first field to its last button."""
    page.set_content(plain_form())
    hands = Hands(page)
    answers: list[tuple[str, Any]] = [
        ("caller.given_name", "Dolores"),
        ("contact-point.number", "5615550188"),
        ("contact-point.may_call", "y"),
        ("contact-point.may_leave_voicemail", "n"),
        ("intake.for_whom", "S"),
        ("intake.relation", "Mot"),
        ("intake.present_with_caller", "y"),
        ("intake.present_location", "12 Example Street"),
        ("subject.given_name", "Daniel"),
        ("subject.is_adult", "y"),
        ("subject.postal_code", "33401"),
    ]
    danger = next(group for section in load_form() for group in section.groups if group.all_no)
    answers += [(f"intake.{one.name}", "n") for one in danger.fields]
    answers += [
        ("substance-use1.name", "klonopin"),
        ("substance-use1.amount_per_day", "2"),
        ("substance-use1.amount_unit", "mg"),
        ("substance-use1.days_per_week", "7"),
        ("substance-use1.months_of_use", "24"),
        ("substance-use1.last_used_at", "2026-11-23"),
        ("substance-use1.prescriber_count", "2"),
        ("substance-use1.stopped_abruptly", "y"),
        ("substance-use1.prescribed", "y"),
        ("substance-use1.runs_out_early", "y"),
        ("substance-use1.several_prescribers", "y"),
        ("substance-use2.name", "vodka"),
        ("substance-use2.days_per_week", "7"),
        ("intake.suicidal_thoughts", "n"),
        ("intake.safe_place_tonight", "y"),
        ("intake.past_withdrawal_seizure", "u"),
        ("policy.payer", "florida blue"),
        ("policy.plan_type", "PPO"),
    ]
    for place, text in answers:
        for _ in range(80):
            if page.evaluate("() => document.activeElement?.id ?? ''") == place:
                break
            hands.press("Tab")
        else:
            raise AssertionError(place)
        hands.type(text)
    while page.evaluate("() => document.activeElement?.tagName") != "BUTTON":
        hands.press("Tab")
    hands.press("Enter")
    return hands
