"""Verbs: payers, policies, asking an insurer, and what it said."""

from intake.insurance.service.benefits import (
    Asked,
    ask_insurer,
    bring_worksheet,
    open_request,
    record_reply,
    record_worksheet,
)
from intake.insurance.service.policies import (
    add_policy,
    keep_card,
    load_payers,
    move_policies,
    next_position,
    put_first,
    remove_policy,
    restore_policy,
    save_policy_answer,
)

__all__ = [
    "Asked",
    "add_policy",
    "ask_insurer",
    "bring_worksheet",
    "keep_card",
    "load_payers",
    "move_policies",
    "next_position",
    "open_request",
    "put_first",
    "record_reply",
    "record_worksheet",
    "remove_policy",
    "restore_policy",
    "save_policy_answer",
]
