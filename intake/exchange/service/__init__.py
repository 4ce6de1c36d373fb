"""Verbs: let records leave, and bring records in."""

from intake.exchange.service.exporting import Ground, begin_export, export_rows, ground_of, kinds_for
from intake.exchange.service.importing import Brought, bring_in
from intake.exchange.service.transferring import (
    Look,
    ask_transfer,
    drop_transfer,
    forget_transfers,
    look_at_transfer,
    look_into,
    open_transfer,
    run_transfer,
    upload,
)

__all__ = [
    "Brought",
    "Ground",
    "Look",
    "ask_transfer",
    "begin_export",
    "bring_in",
    "drop_transfer",
    "export_rows",
    "forget_transfers",
    "ground_of",
    "kinds_for",
    "look_at_transfer",
    "look_into",
    "open_transfer",
    "run_transfer",
    "upload",
]
