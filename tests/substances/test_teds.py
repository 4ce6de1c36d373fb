"""The codes for the national data set, held against the words of its published codebook.

Source: SAMHSA, Treatment Episode Data Set Admissions (TEDS-A), 2023: Public Use File Codebook, 2025, SUB1 (public domain).
No package carries the list, so what it names under each code stands here, each name as it finds its entry in our catalogue.
"""

import pytest

from intake.foundation.answers import Missing
from intake.substances.rules import Entry, load_catalogue, search

# What the codebook names, by the code under which it names it.
NAMED = {
    2: ["alcohol"],
    3: ["cocaine", "crack"],
    4: ["marijuana", "hashish", "THC"],
    5: ["heroin"],
    6: ["methadone"],
    7: [
        "buprenorphine", "butorphanol", "codeine", "hydrocodone", "hydromorphone", "meperidine", "morphine", "opium", "oxycodone",
        "pentazocine", "propoxyphene", "tramadol",
    ],
    8: ["PCP", "phencyclidine"],
    9: ["LSD", "DMT", "mescaline", "peyote", "psilocybin"],
    10: ["methamphetamine"],
    11: ["amphetamine", "MDMA", "bath salts"],
    12: ["methylphenidate"],
    13: [
        "alprazolam", "chlordiazepoxide", "clonazepam", "clorazepate", "diazepam", "flunitrazepam", "flurazepam", "halazepam",
        "lorazepam", "oxazepam", "prazepam", "temazepam", "triazolam",
    ],
    14: ["meprobamate"],
    15: ["amobarbital", "pentobarbital", "phenobarbital", "secobarbital"],
    16: ["chloral hydrate", "methaqualone"],
    17: ["nitrous oxide", "gasoline", "paint thinner", "amyl nitrite"],
    18: ["dextromethorphan", "diphenhydramine"],
    19: ["GHB", "GBL", "ketamine", "Spice", "Soma"],
}  # fmt: skip
# Where our own placing may lie, by class: never under a code that the codebook gives to another kind.
OF_CLASS = {
    "alcohol": {2},
    "cannabis": {4},
    "synthetic_cannabinoid": {19},
    "benzodiazepine": {13},
    "z_drug": {16},
    "barbiturate": {15},
    "ghb": {19},
    "sedative_other": {14, 16, 18},
    "muscle_relaxant": {14, 19},
    "gabapentinoid": {16, 19},
    "opioid": {5, 6, 7},
    "stimulant": {3, 10, 11, 12, 18, 19},
    "hallucinogen": {9},
    "dissociative": {8, 18, 19},
    "nicotine": {19},
    "inhalant": {17},
    "other": {19},
    Missing.UNKNOWN: {16, 19},
}


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in NAMED.items() for name in names])
def test_what_the_codebook_names_stands_under_the_code_where_it_names_it(code: int, name: str) -> None:
    best = search(load_catalogue(), name)[0].entry
    assert best.teds_code == code, best.code


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.code) for entry in load_catalogue().entries])
def test_what_it_does_not_name_stands_among_its_kind(entry: Entry) -> None:
    assert entry.teds_code in OF_CLASS[entry.substance_class]


def test_the_relatives_of_bath_salts_and_of_ketamine_stand_beside_them() -> None:
    by_code = load_catalogue().by_code
    assert {by_code[code].teds_code for code in ("synthetic_cathinones", "mephedrone", "alpha_pvp", "eutylone")} == {11}
    assert {by_code[code].teds_code for code in ("ketamine", "ketamine_analogs")} == {19}
