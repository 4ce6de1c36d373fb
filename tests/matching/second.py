"""A second matcher, in plain loops over the published workbook. It imports nothing of the product and shares no data file with
it: what it says was read off the directory's reference sheet and the issue's words by hand. Slow, and simple enough to believe.
"""

import math
from pathlib import Path
from typing import Any

import openpyxl
import zipcodes

# Each question: the codes of which one must be stated.
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
    "alcohol_only": "AUDO",
    "opioid_only": "OUDO",
    "driving_only": "DUO",
}
CODES = {key: set(words.split()) for key, words in QUESTIONS.items()}
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


def answer(listing: dict[str, Any], key: str) -> str:
    """y, n or u."""
    if CODES[key] & listing["codes"]:
        return "y"
    for code in CODES[key]:
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
        answers = [(key, answer(listing, key)) for key in needs["musts"]]
        no = [key for key, told in answers if told == "n"]
        if not listing["care"]:
            no.insert(0, "says_nothing_about_care")
        if no:
            left[no[0]] = left.get(no[0], 0) + 1
        unknown = [key for key, told in answers if told == "u"]
        blocked.append((set(no), set(unknown)))
        if no:
            continue
        hospital = answer(listing, "hospital_withdrawal")
        extra, unmet = 0.0, 0.0
        for wish in needs["wishes"]:
            share = {"y": 0.0, "u": 0.5, "n": 1.0}[answer(listing, wish["question"])]
            extra, unmet = extra + share * wish["miles"], unmet + share
        tier = 1 if needs["hospital_first"] and hospital != "y" else 0
        order = (tier, round((20_000 if miles is None else miles) + extra, 2), unmet)
        told = dict(answers)
        told |= {wish["question"]: answer(listing, wish["question"]) for wish in needs["wishes"]}
        cautions = {key for key in needs["cautions"] if answer(listing, key) == "y"}
        (ask if unknown else fits).append((listing["who"], order, told, cautions))
    gains = {}
    for key in needs["musts"]:
        gains[key] = sum(1 for no, unknown in blocked if (no | unknown) == {key})
    return {"fits": fits, "ask": ask, "left": left, "gains": gains}
