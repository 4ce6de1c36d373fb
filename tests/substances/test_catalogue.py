"""The catalogue file itself: complete, in agreement with public code lists, and each name leads to its entry."""

import re
import warnings
from datetime import date
from typing import Any

import pytest

from intake.foundation.answers import Missing
from intake.substances.rules import Block, Entry, catalogue_from, load_catalogue, search
from intake.substances.rules.use import class_words

with warnings.catch_warnings():
    # reads its own files in a way that Python 3.11 advises against
    warnings.simplefilter("ignore", DeprecationWarning)
    import simple_icd_10_cm

CATALOGUE = load_catalogue()
FAMILY_WORDS = {
    "F10": "alcohol",
    "F11": "opioid",
    "F12": "cannabis",
    "F13": "sedative",
    "F14": "cocaine",
    "F15": "stimulant",
    "F16": "hallucinogen",
    "F17": "nicotine",
    "F18": "inhalant",
    "F19": "psychoactive",
}
CLASS_FAMILIES = {
    "alcohol": {"F10"},
    # a mixture with an opioid in it slows breathing, whatever else it holds
    "opioid": {"F11", "F19"},
    "cannabis": {"F12"},
    "synthetic_cannabinoid": {"F12"},
    "benzodiazepine": {"F13"},
    "z_drug": {"F13"},
    "barbiturate": {"F13"},
    "ghb": {"F13"},
    "sedative_other": {"F13", "F19"},
    "muscle_relaxant": {"F13", "F19"},
    "gabapentinoid": {"F13", "F19"},
    "stimulant": {"F14", "F15"},
    "hallucinogen": {"F16"},
    "dissociative": {"F16", "F19"},
    "nicotine": {"F17"},
    "inhalant": {"F18"},
    "other": {"F19"},
    Missing.UNKNOWN: {"F13", "F19"},
}
ENTRIES = [pytest.param(entry, id=entry.code) for entry in CATALOGUE.entries]


def test_it_holds_enough_to_begin_with() -> None:
    assert len(CATALOGUE.entries) >= 150


@pytest.mark.parametrize("family", FAMILY_WORDS)
def test_each_family_is_what_the_public_code_list_calls_it(family: str) -> None:
    assert simple_icd_10_cm.is_valid_item(family)
    assert FAMILY_WORDS[family] in simple_icd_10_cm.get_description(family).lower()


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_entry_has_a_family_that_fits_its_class(entry: Entry) -> None:
    assert entry.icd10cm_family in CLASS_FAMILIES[entry.substance_class]


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_entry_is_complete(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.code)
    assert entry.usual_units and entry.usual_routes


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_of_its_names_finds_it_exactly(entry: Entry) -> None:
    names = [entry.name, *entry.brands, *entry.street_names, *entry.also_written]
    lost = [n for n in names if entry.code not in [h.entry.code for h in search(CATALOGUE, n) if h.why == "exact"]]
    assert lost == []


def test_no_entry_repeats_a_name_of_its_own() -> None:
    for entry in CATALOGUE.entries:
        names = [n.casefold() for n in (*entry.brands, *entry.street_names, *entry.also_written)]
        assert sorted(names) == sorted(set(names)), entry.code


def test_numbers_of_public_lists_have_their_shape() -> None:
    told = [entry for entry in CATALOGUE.entries if entry.rxnorm or entry.atc]
    assert [e.code for e in told if e.rxnorm and not re.fullmatch(r"\d{3,7}", e.rxnorm)] == []
    assert [e.code for e in told if e.atc and not re.fullmatch(r"[A-Z]\d\d[A-Z]{2}\d\d", e.atc)] == []
    assert CATALOGUE.by_code["clonazepam"].rxnorm == "2598"


def test_the_groups_of_the_state_list_stay_apart() -> None:
    told = {code: CATALOGUE.by_code[code].teds_code for code in ("clonazepam", "heroin", "methadone", "phenobarbital")}
    assert told == {"clonazepam": 13, "heroin": 5, "methadone": 6, "phenobarbital": 15}


def test_what_nobody_could_name_has_no_class() -> None:
    assert CATALOGUE.by_code["unknown_pill"].substance_class is Missing.UNKNOWN
    assert CATALOGUE.by_code["benzodiazepine_unknown"].drug_key is Missing.UNKNOWN


@pytest.mark.parametrize("block", CATALOGUE.blocks, ids=lambda block: block.title)
def test_each_block_says_where_it_comes_from_and_who_reviewed_it(block: Block) -> None:
    assert block.sources and all(source.title and source.publisher and source.date for source in block.sources)
    assert block.reviewed_on >= date(2026, 11, 23)
    assert block.reviewed_by == "pending clinician review"


@pytest.mark.parametrize("code", sorted({code for e in CATALOGUE.entries for code in (e.code, *e.contains) if e.contains}))
def test_a_mixture_is_read_by_its_most_dangerous_part(code: str) -> None:
    entry = CATALOGUE.by_code[code]
    parts = {CATALOGUE.by_code[part].substance_class for part in entry.contains}
    assert entry.substance_class == "opioid" or "opioid" not in parts


BLOCK = {
    "title": "One",
    "sources": ["names"],
    "reviewed_on": date(2026, 11, 23),
    "reviewed_by": "somebody",
    "defaults": {
        "substance_class": "other",
        "icd10cm_family": "F19",
        "teds_code": 19,
        "usual_units": ["mg"],
        "usual_routes": ["oral"],
    },
}
HEAD = {
    "everyday_words": [],
    "not_listed": [],
    "source": {"names": {"title": "Names", "publisher": "somebody", "date": "2026"}},
}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"code": "one", "name": "One"}, {"code": "one", "name": "Two"}], "stands twice"),
        ([{"code": "one", "name": "One", "contains": ["two"]}], "not listed"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        catalogue_from(HEAD, [{**BLOCK, "substance": rows}])


# What callers say, by the kind that the desk must take it for: brands, street names, and what is new.
SAID = {
    "benzodiazepine": (
        "Xanax", "bars", "Klonopin", "K-pins", "Valium", "Ativan", "Restoril", "Librium", "Halcion", "Rohypnol", "Serax",
        "Tranxene",
        "alprazolam", "clonazepam", "diazepam", "lorazepam", "temazepam", "bromazolam", "clonazolam", "etizolam", "flualprazolam",
        "flubromazolam", "phenazepam", "benzos",
    ),
    "opioid": (
        "heroin", "fentanyl", "blues", "M30", "OxyContin", "Percocet", "perks", "Vicodin", "Norco", "Dilaudid", "Opana",
        "morphine",
        "codeine", "lean", "tramadol", "Ultram", "methadone", "Suboxone", "Subutex", "Demerol", "Nucynta", "kratom", "7-OH",
        "nitazenes",
        "carfentanil", "tranq dope",
    ),
    "stimulant": ("cocaine", "crack", "meth", "ice", "Adderall", "Ritalin", "Vyvanse", "Concerta", "MDPV", "flakka",
                  "methcathinone"),
    "alcohol": ("alcohol", "vodka", "beer", "wine", "whiskey"),
    "cannabis": ("weed", "marijuana", "dabs", "edibles", "delta-8", "hash"),
    "gabapentinoid": ("gabapentin", "Neurontin", "gabbies", "pregabalin", "Lyrica"),
    "z_drug": ("Ambien", "zolpidem", "Lunesta", "Sonata", "Imovane"),
    "barbiturate": ("phenobarbital", "Seconal", "Fioricet", "Nembutal"),
    "sedative_other": ("xylazine", "tranq", "medetomidine"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, words in SAID.items() for said in words])
def test_what_callers_say_leads_to_its_kind(kind: str, said: str) -> None:
    exact = {str(hit.entry.substance_class) for hit in search(CATALOGUE, said) if hit.why == "exact"}
    assert kind in exact, exact


def test_each_class_has_words_of_its_own() -> None:
    """No report and no suggestion shows a code."""
    assert {str(entry.substance_class) for entry in CATALOGUE.entries} <= set(class_words())
