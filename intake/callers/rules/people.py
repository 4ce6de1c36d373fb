"""Age, places and time zones of people."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import phonenumbers
import zipcodes
from phonenumbers import timezone


@dataclass(frozen=True, slots=True)
class ZoneProposal:
    """A zone to ask about, and what it was read from (`phone`, `zip`). Never an answer by itself."""

    zone: str
    because: str


def age_on(birth_date: date, today: date) -> int:
    """Completed years; somebody born on 29 February has their birthday on 1 March of other years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def propose_zone(*, postal_code: str | None = None, e164: str | None = None) -> ZoneProposal | None:
    """The zone of the ZIP code, else that of the number when it has exactly one; None when neither tells."""
    if postal_code and (zone := _zip_zones().get(postal_code[:5])):
        return ZoneProposal(zone, "zip")
    zones = timezone.time_zones_for_number(phonenumbers.parse(e164)) if e164 else ()
    if len(zones) == 1 and zones[0] != "Etc/Unknown":
        return ZoneProposal(zones[0], "phone")
    return None


@cache
def _zip_zones() -> dict[str, str]:
    rows: list[dict[str, str]] = zipcodes.list_all()  # type: ignore[no-untyped-call]
    return {row["zip_code"]: row["timezone"] for row in rows if row["timezone"]}
