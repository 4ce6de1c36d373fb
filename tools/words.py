"""`python -m tools.words`: bring the catalogs of words in line with what templates, code, scripts and data files say.

New messages come in untranslated, those that nobody says any more go. Tests refuse a catalog with a message left untranslated.
"""

import ast
import io
import tomllib
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from tools.console import ROOT

INTAKE = ROOT / "intake"
WORDS = INTAKE / "web" / "words"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "t": None, "say": None, "NavLink": None, "Words": None}
# What is refused is said in a plain sentence, or in Words() when it has places to fill: where it stands among the arguments.
REFUSALS = dict.fromkeys(
    ("Conflict", "NotFound", "NotAllowed", "NotSignedIn", "Gone", "Stale", "ValidationError", "BadCell", "BadFile"), 0
)
REFUSALS |= dict.fromkeys(("FormOutOfDate", "BadRequest", "UnsupportedMediaType"), 0)
REFUSALS |= dict.fromkeys(("_refused", "refused", "refuse"), 0)
REFUSALS |= dict.fromkeys(("BadField", "Invalid.field", "Invalid", "TooMany", "Decision"), 1)
REFUSALS |= dict.fromkeys(("RowError", "refuse_own"), 2)
# These speak to whoever runs the desk, on the command line, which is English.
ENGLISH = ("cli.py", "cli/", "storage/", "facilities/formats/", "facilities/service/directory.py")
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract", ".js": "javascript"}
# What of a data file is shown to people: these keys, at any depth; in `options` and `lists` the second of each pair.
TOLD = frozenset(
    {
        "title",
        "label",
        "words",
        "words_self",
        "help",
        "add",
        "all_no",
        "none",
        "placeholder",
        "counted_from",
        "why",
        "unit",
        "units",
    }
    | {"say", "never_say", "reason", "sees", "yes", "no", "unknown", "many_no", "routes", "possible", "because"}
)
# In these a `name` is shown too; in others it is a proper name.
NAMED = ("matching/data/levels.toml", "facilities/data/services.toml")
# In this one each line says how well it stands.
SURE = "matching/data/levels.toml"
# In this one each line says where it comes from and how well it stands; nothing else of it is words.
CROSSWALK = "matching/data/crosswalk.toml"
# Of these the names are shown and nothing else.
ONLY_NAMED = ("substances/data/catalogue/",)
# Tables of which every word is shown, by their code.
WHOLE = frozenset(
    {"question", "step", "note", "words", "trail", "ways", "editions", "purposes", "recipient_kinds", "alert_outcomes"}
    | {"information", "information_told", "facts", "class_words"}
    | {"taken_with", "treatment_medications", "treatment_kinds", "told_ways", "answered_ways", "override_reason", "by_itself"}
)
DATA = (
    "accounts/data/staff.toml",
    "attachments/data/files.toml",
    "callers/data/contact.toml",
    "callers/data/duplicates.toml",
    "callers/data/flags.toml",
    "callers/data/holds.toml",
    "callers/data/relations.toml",
    "calls/data/dispositions.toml",
    "consents/data/consent.toml",
    "consents/data/disclosure.toml",
    "consents/data/telling.toml",
    "desk/data/form.toml",
    "facilities/data/checking.toml",
    "facilities/data/list.toml",
    "facilities/data/services.toml",
    "followups/data/kinds.toml",
    "insurance/data/coverage.toml",
    "intakes/data/overrides.toml",
    "intakes/data/required.toml",
    "matching/data/barriers.toml",
    CROSSWALK,
    "matching/data/levels.toml",
    "matching/data/questions.toml",
    "matching/data/told.toml",
    "messages/data/letter.toml",
    "organisation/data/settings.toml",
    "retention/data/policies.toml",
    "substances/data/catalogue/*.toml",
    "substances/data/use.toml",
    "triage/data/questions.toml",
    "triage/data/rules/*.toml",
    "triage/data/steps.toml",
)

# Without times and names of tools, so that a catalog changes only when its words do.
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""


def extracted() -> Catalog:
    """Every message of the product, with the files that say it."""
    found = Catalog(project="Intake", charset="utf-8")
    for file, messages in _sources():
        for message in messages:
            found.add(message, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return found


def _sources() -> Iterator[tuple[Path, list[Any]]]:
    for file in sorted(INTAKE.rglob("*")):
        if file.suffix in METHODS and "vendor" not in file.parts:
            options: dict[str, Any] = {".html": {"trimmed": "true"}, ".js": {"parse_template_string": True}}.get(file.suffix, {})
            told = extract(METHODS[file.suffix], io.BytesIO(file.read_bytes()), KEYWORDS, options=options)
            yield file, [message for _, message, _, _ in told]
            if file.suffix == ".py" and not file.relative_to(INTAKE).as_posix().startswith(ENGLISH) and file.name not in ENGLISH:
                yield file, [one.value for one in refused(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.Constant)]
    for file in sorted(found for name in DATA for found in INTAKE.glob(name)):
        yield file, list(_told(tomllib.loads(file.read_text("utf-8")), told=_shown(file.relative_to(INTAKE).as_posix())))


def _shown(name: str) -> Set[str]:
    """Which keys of this data file hold words for people."""
    if name.startswith(ONLY_NAMED):
        return {"name"}
    if name == CROSSWALK:
        return {"sure", "source"}
    named: Set[str] = {"name", "categories", "services"} if name in NAMED else set()
    return TOLD | named | ({"sure"} if name == SURE else set())


def refused(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands where an error of ours is given its words; of a choice between two, both."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and (at := _place_of_words(call.func)) is not None and len(call.args) > at:
            words = call.args[at]
            yield from (words.body, words.orelse) if isinstance(words, ast.IfExp) else (words,)


def _place_of_words(called: ast.expr) -> int | None:
    name = ast.unparse(called)
    return REFUSALS.get(name, REFUSALS.get(name.rpartition(".")[2]))


def _told(value: Any, key: str = "", told: Set[str] = TOLD) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _told(inner, "options" if key == "lists" else "words" if key in WHOLE else name, told)
    elif isinstance(value, list):
        for inner in value:
            if key == "options" and isinstance(inner, list):
                yield str(inner[1])
            else:
                yield from _told(inner, key, told)
    elif key in told and isinstance(value, str) and value.strip():
        yield value.capitalize() if key == "routes" else value


def main() -> None:
    found = extracted()
    for file in sorted(WORDS.glob("*.po")):
        with file.open("rb") as opened:
            catalog = read_po(opened, locale=file.stem)
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with file.open("wb") as opened:
            opened.write(HEADER.format(language=file.stem, plurals=catalog.plural_forms).encode())
            write_po(opened, catalog, width=130, sort_output=True, include_lineno=False, ignore_obsolete=True, omit_header=True)
        left = sum(1 for one in catalog if one.id and not one.string)
        print(f"{file.relative_to(ROOT)}: {len(catalog)} messages, {left} without translation")


if __name__ == "__main__":
    main()
