"""What a letter says, which mailbox may get it, and the states of a message. Pure."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from intake.callers.rules import Reason, words_for
from intake.facilities.rules.taking import TakenAlong, list_words

# `unclear`: it may have left. It is never sent again by itself.
WAITING, SENDING, SENT, UNCLEAR, FAILED, STOPPED = "waiting", "sending", "sent", "unclear", "failed", "stopped"
# 3, 9, 27 … seconds between them: about an hour in all.
MOST_ATTEMPTS = 8
MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """How words and days are said to the reader."""

    say: Callable[[str], str]
    day: Callable[[date], str]


def compose(places: Sequence[TakenAlong], speaker: Speaker, desk: str | None) -> Letter:
    """The letter, word for word as it leaves. `desk`: its name and number, where it may say who it is."""
    words, around = letter_words(), list_words()
    subject = words["subject"]
    told = [f"{number}. {_place(place, speaker)}" for number, place in enumerate(places, 1)]
    before, after = (words["opening"], around["call_first"]), (around["danger"], words["no_reply"])
    said = [*map(speaker.say, before), *told, *map(speaker.say, after), *([desk] if desk else [])]
    return Letter(speaker.say(subject), "\n\n".join(said) + "\n")


def _place(place: TakenAlong, speaker: Speaker) -> str:
    day = speaker.day(place.checked_on) if place.checked_on else ""
    return "\n   ".join(map(speaker.say, place.told(day)))


def judge_mailbox(address: str, *, shared: bool | None, may_say_who: bool | None) -> str | None:
    """Why a list of treatment places may not lie in this mailbox; None where it may. Not asked is neither yes nor no."""
    if not address.isascii():
        return "not_plain"
    return None if shared is False or may_say_who is True else "shared"


def letter_words() -> Mapping[str, str]:
    return dict(_data()["words"])


def reason_words(code: str) -> str:
    """Why it has not left, for the counselor: one of ours, or what the person's rules for contact say."""
    ours = _data()["problem"].get(code)
    return str(ours["words"]) if ours else words_for(Reason(code))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("intake.messages").joinpath("data/letter.toml").read_text("utf-8"))
