"""The calls that tests take."""

from datetime import timedelta
from typing import Any

from intake.foundation.clock import now


def klonopin_call(**changes: Any) -> dict[str, Any]:
    """A mother calls for her adult son, who is at home with her: the request that records the whole call."""
    three_days_ago = (now() - timedelta(days=3)).isoformat()
    call: dict[str, Any] = {
        "for_whom": "other",
        "relation": "mother",
        "caller": {
            "given_name": "Dolores",
            "family_name": "Example",
            "contact_points": [{"kind": "phone", "value": "(561) 555-0123", "may_call": True}],
        },
        "subject": {"given_name": "Daniel", "is_adult": True, "postal_code": "33401", "time_zone": "America/New_York"},
        "situation": {
            "present_with_caller": True,
            "not_waking": False,
            "past_withdrawal_seizure": {"missing": "unknown"},
            "suicidal_thoughts": False,
            "safe_place_tonight": True,
        },
        "substances": [
            {
                "substance_code": "clonazepam",
                "amount_per_day": 2,
                "amount_unit": "mg",
                "days_per_week": 7,
                "months_of_use": 24,
                "last_used_at": three_days_ago,
                "prescribed": True,
                "prescriber_count": 2,
                "several_prescribers": True,
                "runs_out_early": True,
            },
            {"substance_code": "alcohol", "days_used_in_30": 30},
        ],
        "policies": [{"coverage_kind": "commercial", "payer_code": "florida_blue", "plan_type": "ppo"}],
    }
    return {**call, **changes}
