"""Verbs: write down, relate, open and search people; restrict, break the glass, hold, erase."""

from intake.callers.service.erasing import ERASURE_REASONS, erase_if_free, erase_person
from intake.callers.service.flagging import flag_person, lift_flag
from intake.callers.service.giving_way import come_back, give_way, hold_people
from intake.callers.service.holding import lift_hold, open_holds, place_hold
from intake.callers.service.indexing import Indexed, index_names_anew
from intake.callers.service.merging import Comparison, Undone, compare_people, merge_people, undo_merge
from intake.callers.service.opening import open_person, open_remains, open_trail, propose_duplicates, search_people
from intake.callers.service.recording import (
    add_contact_point,
    confirm_contact_point,
    confirm_person,
    contact_value,
    record_person,
    save_contact_answer,
    save_person_answer,
)
from intake.callers.service.relating import Newcomer, carry_relations, confirm_around, end_relation, relate, relate_person
from intake.callers.service.restricting import OpenedGlass, RestrictionFile, break_glass, lift_restriction, restrict_person

__all__ = [
    "ERASURE_REASONS",
    "Comparison",
    "Indexed",
    "Newcomer",
    "OpenedGlass",
    "RestrictionFile",
    "Undone",
    "add_contact_point",
    "break_glass",
    "carry_relations",
    "come_back",
    "compare_people",
    "confirm_around",
    "confirm_contact_point",
    "confirm_person",
    "contact_value",
    "end_relation",
    "erase_if_free",
    "erase_person",
    "flag_person",
    "give_way",
    "hold_people",
    "index_names_anew",
    "lift_flag",
    "lift_hold",
    "lift_restriction",
    "merge_people",
    "open_holds",
    "open_person",
    "open_remains",
    "open_trail",
    "place_hold",
    "propose_duplicates",
    "record_person",
    "relate",
    "relate_person",
    "restrict_person",
    "save_contact_answer",
    "save_person_answer",
    "search_people",
    "undo_merge",
]
