"""Calls to record: fictional people, the same for both sides, each with a number of its own."""

import random
from typing import Any

GIVEN = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hal", "Ines", "Jon", "Kit", "Lea", "Max", "Nia", "Oto", "Pia")
FAMILY = ("Example", "Sample", "Tester", "Demo", "Fiction", "Model", "Pattern", "Instance")


def number(n: int) -> str:
    """A number that could be in use by nobody else of this run."""
    return f"+1561{2_000_000 + n % 7_999_999}"


def a_call(n: int, *, complete: bool) -> dict[str, Any]:
    """Somebody calls for themself: three substances, a policy, a follow-up; Florida, so that places can be found."""
    chance = random.Random(n)
    call: dict[str, Any] = {
        "for_whom": "self",
        "caller": {
            "given_name": chance.choice(GIVEN),
            "family_name": f"{chance.choice(FAMILY)}{n % 997}",
            "birth_date": f"{chance.randint(1950, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "postal_code": "33401",
            "state": "FL",
            "time_zone": "America/New_York",
            "contact_points": [
                {"kind": "phone", "value": number(n), "may_call": True, "may_leave_voicemail": False, "may_text": True}
            ],
        },
        "situation": {
            "narrative": "Reports use for two years and wants to know which places could help.",
            "suicidal_thoughts": False,
            "safe_place_tonight": True,
            "past_withdrawal_seizure": {"missing": "unknown"},
        },
        "substances": [
            {"substance_code": "clonazepam", "amount_per_day": 2, "amount_unit": "mg", "days_used_in_30": 30, "months_of_use": 24,
             "prescribed": True, "prescriber_count": 2, "runs_out_early": True},
            {"substance_code": "alcohol", "days_used_in_30": 20, "months_of_use": 60},
            {"substance_code": "cannabis", "days_used_in_30": 4, "route": "smoked"},
        ],
        "policies": [
            {"coverage_kind": "commercial", "payer_code": "florida_blue", "plan_type": "ppo", "member_id": f"X{n:09}"}
        ],
    }  # fmt: skip
    if complete:
        call |= {"complete": True, "follow_up": {"kind": "follow_up_call"}}
    return call
