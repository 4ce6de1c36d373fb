"""Every word that a rule may put into somebody's mouth or before somebody's eyes, wherever in the files it stands.

Nobody is told on the phone to stop, to go on, to take less or more, or how much; nobody is given a diagnosis. The one
sentence about an ending is "do not change or stop it alone".
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pytest

from intake.triage.rules import load_rulebook

# What must not be said (shown as such), what is no sentence, and the titles of other people's publications.
SILENT = frozenset(
    {
        "never_say",
        "examples",
        "when",
        "id",
        "flags",
        "sources",
        "supersedes",
        "ask_first",
        "do_now",
        "source",
        "table",
        "bands_source",
    }
)
ROOMS = ("intake.triage", "intake.intakes", "intake.desk", "intake.followups", "intake.matching", "intake.substances")
# Names of substances are no advice.
NOT_SENTENCES = ("catalogue.toml", "catalogue")

ADVICE = re.compile(
    r"\btaper|cold turkey|\bwean\b|keep (on )?(taking|drinking|using)|(stop|quit) (taking|drinking|using|now|tonight|everything)"
    r"|continue (taking|to take|drinking|using)|\bcut (it )?(down|off|back)\b(?! before)|reduce (the|your|their) (dose|amount)"
    r"|(?<!person )(?<!people )\b(take|drink|use) (half|one|two|another|more|less|a little|an? extra|extra)\b"
    r"|\bskip (a|the|one) (dose|day)|\bdouble up\b|\bdose of \d|\d+(\.\d+)? ?(mg|mcg|milligrams?|pills?|tablets?|drops)\b"
    r"|you (are|have) (an? )?(addict|alcoholic|withdrawal)|diagnos",
    re.IGNORECASE,
)
STOP = re.compile(r"\bstop\b", re.IGNORECASE)
# What the trail calls a step of the desk is nothing that is said.
A_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
# Breathing that stops is what happens, not what anybody is told to do.
THE_SENTENCE = re.compile(
    r"change or stop (it|either|anything) alone|breathing (may|is about to) stop|can stop a person's breathing", re.IGNORECASE
)


def _files() -> Iterator[tuple[str, dict[str, Any]]]:
    for room in ROOMS:
        yield from _below(files(room).joinpath("data"), room)


def _below(folder: Traversable, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in sorted(folder.iterdir(), key=lambda file: file.name):
        if one.name in NOT_SENTENCES:
            continue
        if one.is_dir():
            yield from _below(one, where)
        elif one.name.endswith(".toml"):
            yield f"{where}/{one.name}", tomllib.loads(one.read_text("utf-8"))


def _words(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key not in SILENT:
                yield from _words(value)
    elif isinstance(tree, list):
        for part in tree:
            yield from _words(part)


WORDS = [(name, text) for name, told in _files() for text in _words(told)]


def test_there_is_something_to_read() -> None:
    told = {text for _, text in WORDS}
    assert len(told) > 800
    for rule in load_rulebook().rules:
        assert {rule.title, rule.reason, *rule.say, *(step.text for step in rule.do_now)} <= told, rule.id


def test_no_word_advises_a_dose_a_taper_going_on_or_a_diagnosis() -> None:
    assert [(name, text) for name, text in WORDS if ADVICE.search(text)] == []


def test_stop_is_said_only_in_the_one_sentence() -> None:
    said = [(name, text) for name, text in WORDS if not A_CODE.fullmatch(text)]
    assert [(name, text) for name, text in said if STOP.search(THE_SENTENCE.sub("", text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Stop taking it now.",
        "Please stop.",
        "Keep taking it as before.",
        "Continue taking it until Monday.",
        "Take half in the evening.",
        "Cut it down by yourself.",
        "Cut down slowly.",
        "Take 2 mg less.",
        "Go from 2 mg to 1 mg.",
        "A taper takes weeks.",
        "You are an addict.",
        "Drink a little to feel better.",
        "Quit drinking tonight.",
    ],
)
def test_the_reading_notices_what_must_not_be_said(text: str) -> None:
    assert ADVICE.search(text) or STOP.search(THE_SENTENCE.sub("", text))


def test_whoever_must_not_end_it_alone_is_told_so() -> None:
    """Each rule on a substance whose end is dangerous says the sentence, or sends the person to be seen."""
    for rule in load_rulebook().rules:
        if {"benzodiazepine_dependence", "alcohol_dependence"} & set(rule.flags):
            said = " ".join([rule.title, *rule.say])
            assert THE_SENTENCE.search(said), rule.id


def test_nobody_sedated_is_told_to_go_on() -> None:
    sedated = [rule for rule in load_rulebook().rules if {"overdose", "overdose_risk"} & set(rule.flags)]
    going_on = re.compile(r"\b(keep (on|it|taking|using)|continue|go on|carry on|as before|as prescribed)\b", re.IGNORECASE)
    said = [
        (rule.id, text) for rule in sedated for text in (*rule.say, *(step.text for step in rule.do_now)) if going_on.search(text)
    ]
    assert said == []
