"""No page and no script says English words past the catalogs: each stands in `_()`, `say()` or `t()`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.jslexer import Token, tokenize

from tools.words import INTAKE

TEMPLATES = sorted(INTAKE.glob("*/templates/*/*.html"))
SCRIPTS = sorted(path for path in INTAKE.glob("*/static/js/**/*.js") if "vendor" not in path.parts)
# What stands between the tags of HTML and of Jinja. Values may stand inside of tags, so that a `>` in one ends none.
PART = re.compile(r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(?:\"(?:\{\{.*?\}\}|[^\"])*\"|\{\{.*?\}\}|\{%.*?%\}|[^>\"])*>)", re.DOTALL)
SHOWN = re.compile(r"\b(?:aria-label|placeholder|title|alt)=\"((?:\{\{.*?\}\}|[^\"])*)\"", re.DOTALL)
VERBATIM = re.compile(r"<(code|kbd|style|script)\b")
INSIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# The same in every language: examples of references, numbers and codes, names of keys and of blocks' classes.
SAME = {"IN-7K3F-92Q", "BDTX,PI", "561 555 0123", "America/New_York", "UTC", "ZIP", "API", "English", "Alt", "ICD-10-CM", "TEDS"}
WORD = re.compile(r"[A-Za-z]{2,}")
# Two words of a sentence, or one with a capital: no selector, no path, no code.
SENTENCE = re.compile(r"^[“(· ]*[A-Za-z]{2,}[,:…]? [a-zA-Z“{]+|^[A-Z][a-z]{2,}[.…:]?$|^[A-Z]+: ")
SELECTOR = re.compile(r"[\[#>:]\w|\w, \w+, \w+\b.*[:\[]|^(?:(?:a|button|details|form|input|select|summary|textarea)(?:, |$))+$")
KEYS = {"Alt T", "Alt M", "Backspace", "Delete", "Enter", "Escape"}
WITHIN = re.compile(r"\$\{((?:[^{}]|\{[^{}]*\})*)\}")
CALLS = {"t", "say", "tell"}
# These read what people type: their lower-case words are patterns.
READERS = {"amounts", "clock", "dose", "moments", "numbers", "spans", "spanish", "understand"}


def unsaid_in_page(text: str) -> Iterator[str]:
    """Words of a template that no catalog can translate."""
    is_verbatim = False
    block = ""
    for at, part in enumerate(PART.split(text)):
        if at % 2 == 0:
            words = "" if '="' in part or part.startswith('"') or part.endswith('-problem"') else part.strip()
            if words not in SAME and WORD.search(re.sub(r"&\w+;", "", words)) and not is_verbatim and not block.endswith("class"):
                yield words
            continue
        if named := re.match(r"\{% block (\w+)", part):
            block = named[1]
        elif part.startswith("{% endblock"):
            block = ""
        if part.startswith("<"):
            is_verbatim = bool(VERBATIM.match(part)) or (is_verbatim and not part.startswith("</"))
            for value in SHOWN.findall(part):
                words = INSIDE.sub("", value).strip()
                if words not in SAME and WORD.search(words):
                    yield words


def unsaid_in_script(text: str) -> Iterator[str]:
    """Strings of a script that read like words and are handed to nobody who translates."""
    before: list[Token] = []
    for token in tokenize(text, jsx=False):
        if token.type == "template_string":
            for inner in WITHIN.findall(token.value):
                yield from unsaid_in_script(inner)
        if token.type in ("string", "template_string"):
            words = WITHIN.sub("{x}", token.value[1:-1])
            is_said = len(before) > 1 and before[-1].value == "(" and before[-2].value in CALLS
            is_words = SENTENCE.search(words) and not SELECTOR.search(words) and words not in KEYS
            if is_words and not is_said and "throw" not in [one.value for one in before[-4:]]:
                yield words
        before.append(token)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_says_nothing_past_the_catalogs(path: Path) -> None:
    assert list(unsaid_in_page(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_says_nothing_past_the_catalogs(path: Path) -> None:
    found = unsaid_in_script(path.read_text("utf-8"))
    assert [words for words in found if path.stem not in READERS or words[0].isupper()] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>Call back</p>", ["Call back"]),
        ('<p>{{ _("Call back") }}</p>', []),
        ("{% block title %}Desk{% endblock %}", ["Desk"]),
        ("{% block main_class %}page{% endblock %}", []),
        ('<input placeholder="Jot down" title="{{ _("a > b") }}">', ["Jot down"]),
        ("<td>{{ one }} years</td>", ["years"]),
        ("<kbd>Alt</kbd><code>name</code>", []),
    ],
)
def test_words_past_the_catalogs_are_seen_in_pages(page: str, found: list[str]) -> None:
    assert list(unsaid_in_page(page)) == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('h("p", {}, "Call them back");', ["Call them back"]),
        ('h("p", {}, t("Call them back"));', []),
        ("toast(`Not removed: ${reason}`);", ["Not removed: {x}"]),
        ('toast("Undo");', ["Undo"]),
        ('toast(`${at} ${isAsked ? "Not yet" : t("Not asked")}`);', ["Not yet"]),
        ('document.querySelector(".finder input, [data-add]");', []),
        ('ask("GET", "/api/v1/tasks");', []),
    ],
)
def test_words_past_the_catalogs_are_seen_in_scripts(script: str, found: list[str]) -> None:
    assert list(unsaid_in_script(script)) == found
