"""Verbs: payers, policies, asking an insurer, and what it said."""

from intake.insurance.service.benefits import Asked, ask_insurer, open_request, record_reply, record_worksheet
from intake.insurance.service.policies import (
    add_policy,
    keep_card,
    load_payers,
    move_policies,
    remove_policy,
    restore_policy,
    save_policy_answer,
)

__all__ = [
    "Asked",
    "add_policy",
    "ask_insurer",
    "keep_card",
    "load_payers",
    "move_policies",
    "open_request",
    "record_reply",
    "record_worksheet",
    "remove_policy",
    "restore_policy",
    "save_policy_answer",
]
