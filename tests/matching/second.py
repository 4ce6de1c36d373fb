"""A second matcher, in plain loops over the published workbook. It imports nothing of the product and shares no data file with
it: what it says was read off the directory's reference sheet and the issue's words by hand. Slow, and simple enough to believe.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import zipcodes

# Each question: the codes of which one must be stated; with a question mark, one that makes it possible and does not prove it.
QUESTIONS = {
    "benzodiazepine_withdrawal": "BDTX",
    "alcohol_withdrawal": "ADTX",
    "opioid_withdrawal": "ODTX DB DM ULC",
    "stimulant_withdrawal": "CDTX MDTX",
    "withdrawal_medication": "MDET",
    "stays_overnight_withdrawal": "HID RD",
    "hospital_withdrawal": "HID",
    "opioid_medication": "MU BU OTP MM BUM UB",
    "treats_substance_use": "SA SUMH DT",
    "mental_health_too": "SUMH CO",
    "adults": "ADLT",
    "young_adults": "YAD",
    "seniors": "SNR",
    "children": "CHLD",
    "adolescent_program": "AD",
    "male": "MALE",
    "female": "FEM",
    "pregnancy_program": "PW",
    "private_insurance": "PI",
    "medicaid": "MD",
    "medicare": "MC",
    "military_insurance": "MI",
    "indian_health": "ITU",
    "state_plan": "SI",
    "self_payment": "SF",
    "veterans_coverage": "",
    "charity_care": "",
    "other_coverage": "",
    "help_with_cost": "NP FSA SAMF PA SS",
    "spanish": "SP",
    "sign_language": "AH",
    "haitian_creole": "F19",
    "veterans_program": "VET",
    "lgbtq_program": "GL",
    "trauma_program": "TRMA",
    "children_stay": "BC",
    "transportation": "TA",
    "residential": "RS RL RES",
    "outpatient": "OP ORT OIT ODT",
    "telehealth": "TELE",
    "arabic": "F4",
    "chinese": "F17",
    "farsi": "F25",
    "french": "F28",
    "german": "F30",
    "greek": "F31",
    "hebrew": "F35",
    "hindi": "F36",
    "hmong": "F37",
    "italian": "F42",
    "japanese": "F43",
    "korean": "F47",
    "polish": "F66",
    "portuguese": "F67",
    "russian": "F70",
    "tagalog": "F81",
    "vietnamese": "F92",
    "ojibwa": "N24",
    "yupik": "N40",
    "medical_monitoring": "HID ?RD",
    "keeps_medication": "MU BU OTP MM BUM UB MOA",
    "justice_program": "CJ",
    "driving_program": "DU DUO",
    "violence_program": "DV DVFP",
    "women_program": "WN",
    "men_program": "MN",
    "young_adult_program": "TAY",
    "senior_program": "SE",
    "child_care": "CCC",
    "sober_housing": "HH",
    "wheelchair_access": "",
    "help_for_the_blind": "",
    "alcohol_only": "AUDO",
    "opioid_only": "OUDO",
    "driving_only": "DUO",
    "women_only": "FEM !MALE",
    "men_only": "MALE !FEM",
    "minors_only": "CHLD !YAD !ADLT !SNR",
    "asam-4/1.0": "",
    "asam-4/1.5": "ORT",
    "asam-4/1.7": "?OD ?OMB",
    "asam-4/2.1": "OIT",
    "asam-4/2.5": "ODT",
    "asam-4/2.7": "?OD",
    "asam-4/3.1": "?RS ?RL",
    "asam-4/3.5": "?RS ?RL",
    "asam-4/3.7": "?RD",
    "asam-4/4": "HID HIT ?HI",
    "asam-4/RR": "?HH",
    "asam-3/0.5": "",
    "asam-3/1": "ORT",
    "asam-3/2.1": "OIT",
    "asam-3/2.5": "ODT",
    "asam-3/3.1": "?RS ?RL ?HH",
    "asam-3/3.3": "?RS ?RL",
    "asam-3/3.5": "?RS ?RL",
    "asam-3/3.7": "?RS ?RL ?HIT",
    "asam-3/4": "HIT ?HI",
    "asam-3/1-WM": "?OD",
    "asam-3/2-WM": "?OD",
    "asam-3/3.2-WM": "?RD",
    "asam-3/3.7-WM": "?RD ?HID",
    "asam-3/4-WM": "HID",
    "asam-3/OTS": "OTP ?OMB",
}
CODES = {key: {word for word in words.split() if word[0] not in "?!"} for key, words in QUESTIONS.items()}
MAY_BE = {key: {word[1:] for word in words.split() if word[0] == "?"} for key, words in QUESTIONS.items()}
BESIDE = {key: {word[1:] for word in words.split() if word[0] == "!"} for key, words in QUESTIONS.items()}
# Categories that tell what care is given: a listing with none of them says nothing about care.
CARE = {"TC", "SET", "HOSP", "OM", "AUT", "OT", "PHR", "TAP", "ASPT", "SCR", "TRSRV", "DETOX", "ECS"}
# Asked only of those who gave one of these answers: any other answer to the first settles the second with no.
ONLY_AFTER = {"OMSC": ("OT", "MOA"), "SMAT": ("AUT", "ACMA PMAT"), "OL": ("SL", "FX NX")}


def read_workbook(path: Path) -> list[dict[str, Any]]:
    """Every listing once, with its codes, the categories that it answered, and the middle of its ZIP area."""
    book = openpyxl.load_workbook(path, read_only=True)
    category = {}
    for row in book["Service Code Reference"].iter_rows(min_row=2, values_only=True):
        category[row[2].strip()] = row[0].strip()
    middle = {}
    for entry in zipcodes.list_all():  # type: ignore[no-untyped-call]
        if float(entry["lat"] or 0) or float(entry["long"] or 0):
            middle.setdefault(entry["zip_code"], (float(entry["lat"]), float(entry["long"])))
    listings, seen = [], set()
    for row in book["Facilities List"].iter_rows(min_row=2, values_only=True):
        cells = tuple(" ".join(str(cell or "").split()).casefold() for cell in row)
        if cells in seen:
            continue
        seen.add(cells)
        codes = {word for word in str(row[12]).split() if word in category}
        answered = {category[code] for code in codes}
        care = bool(answered & CARE)
        for later, (first, needed) in ONLY_AFTER.items():
            if first in answered and not codes & set(needed.split()):
                answered.add(later)
        listings.append(
            {
                "who": (cells[0], cells[1], cells[2], cells[3], cells[6][:5], " ".join(sorted(codes))),
                "state": cells[5].upper(),
                "codes": codes,
                "answered": answered,
                "care": care,
                "at": middle.get(cells[6][:5]),
            }
        )
    for listing in listings:
        listing["category"] = category
    return listings


def answer(listing: dict[str, Any], key: str, paid_by: Sequence[dict[str, Any]] = ()) -> str:
    """y, m, n or u. Of several with a stroke between, the best that any of them gives. What another state pays for is no y."""
    if "|" in key:
        answers = [answer(listing, part, paid_by) for part in key.split("|")]
        for letter in "ymu":
            if letter in answers:
                return letter
        return "n"
    if CODES[key] & listing["codes"] and not BESIDE[key] & listing["codes"]:
        return "m" if any(one["question"] == key and listing["state"] not in one["states"] for one in paid_by) else "y"
    if MAY_BE[key] & listing["codes"]:
        return "m"
    if not CODES[key] | MAY_BE[key]:
        return "u"
    for code in CODES[key] | MAY_BE[key]:
        if listing["category"][code] not in listing["answered"]:
            return "u"
    return "n"


def miles_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the ground, by the spherical law of cosines (the product uses another formula)."""
    (south, west), (north, east) = [tuple(map(math.radians, point)) for point in (one, other)]
    dot = math.sin(south) * math.sin(north) + math.cos(south) * math.cos(north) * math.cos(east - west)
    return 3958.7613 * math.acos(max(-1.0, min(1.0, dot)))


def match(listings: list[dict[str, Any]], needs: dict[str, Any]) -> dict[str, Any]:
    """What fits, what must be called, what is left out by what, and what giving one must-have up would bring."""
    origin, limit = needs["origin"], needs["area"]["radius_miles"]
    fits, ask, left, blocked = [], [], {}, []
    paid_by = needs["paid_by"]
    for listing in listings:
        if needs["area"]["states"] and listing["state"] not in needs["area"]["states"]:
            continue
        # A degree of latitude is 69 miles: no need to measure what is surely too far.
        if limit is not None and (not listing["at"] or abs(listing["at"][0] - origin["latitude"]) > limit / 68):
            continue
        miles = None
        if origin and listing["at"]:
            miles = miles_between((origin["latitude"], origin["longitude"]), listing["at"])
        if limit is not None and (miles is None or miles > limit):
            continue
        answers = [(key, answer(listing, key, paid_by)) for key in needs["musts"]]
        no = [key for key, told in answers if told == "n"]
        if not listing["care"]:
            no.insert(0, "says_nothing_about_care")
        if no:
            left[no[0]] = left.get(no[0], 0) + 1
        unknown = [key for key, told in answers if told in "um"]
        blocked.append((set(no), set(unknown)))
        if no:
            continue
        hospital = answer(listing, "hospital_withdrawal", paid_by)
        extra, unmet = 0.0, 0.0
        for wish in needs["wishes"]:
            share = {"y": 0.0, "u": 0.5, "m": 0.5, "n": 1.0}[answer(listing, wish["question"], paid_by)]
            extra, unmet = extra + share * wish["miles"], unmet + share
        unmet += sum(1 for key in needs["cautions"] if answer(listing, key, paid_by) == "y")
        tier = 1 if needs["hospital_first"] and hospital != "y" else 0
        order = (tier, round((20_000 if miles is None else miles) + extra, 2), unmet)
        told = {part: answer(listing, part, paid_by) for key, _ in answers for part in key.split("|")}
        told |= {wish["question"]: answer(listing, wish["question"], paid_by) for wish in needs["wishes"]}
        levels = {key: answer(listing, key, paid_by) for key in needs["levels"] if key not in told}
        told |= {key: letter for key, letter in levels.items() if letter in "ym"}
        cautions = {key for key in needs["cautions"] if answer(listing, key, paid_by) == "y"}
        (ask if unknown else fits).append((listing["who"], order, told, cautions))
    gains = {}
    for key in needs["musts"]:
        gains[key] = sum(1 for no, unknown in blocked if (no | unknown) == {key})
    return {"fits": fits, "ask": ask, "left": left, "gains": gains}
