"""The verbs of an intake: start it, answer it field by field, and take it to its end. None of them commits."""

from intake.intakes.service.amending import (
    amend_by_adding,
    amend_by_removing,
)
from intake.intakes.service.answers import SavedAnswer, amend_answer, open_history, save_answer
from intake.intakes.service.bringing import bring_intake
from intake.intakes.service.findings import acknowledge_finding, override_finding, refresh_findings
from intake.intakes.service.handing import hand_over
from intake.intakes.service.history import (
    add_treatment,
    open_person_history,
    open_treatments,
    person_history,
    remove_treatment,
)
from intake.intakes.service.notes import add_note, open_notes
from intake.intakes.service.parts import (
    add_contact_point,
    add_policy,
    add_substance,
    choose_person,
    put_policy_first,
    remove_policy,
    remove_substance,
    restore_policy,
    restore_substance,
)
from intake.intakes.service.start import WholeCall, keep_whole_intake, start_intake, start_whole_intake
from intake.intakes.service.steps import (
    abandon_drafts_of,
    abandon_intake,
    break_glass,
    close_intake,
    complete_intake,
    finish_whole_intake,
    open_intake,
    resume_intake,
)

__all__ = [
    "SavedAnswer",
    "WholeCall",
    "abandon_drafts_of",
    "abandon_intake",
    "acknowledge_finding",
    "add_contact_point",
    "add_note",
    "add_policy",
    "add_substance",
    "add_treatment",
    "amend_answer",
    "amend_by_adding",
    "amend_by_removing",
    "break_glass",
    "bring_intake",
    "choose_person",
    "close_intake",
    "complete_intake",
    "finish_whole_intake",
    "hand_over",
    "keep_whole_intake",
    "open_history",
    "open_intake",
    "open_notes",
    "open_person_history",
    "open_treatments",
    "override_finding",
    "person_history",
    "put_policy_first",
    "refresh_findings",
    "remove_policy",
    "remove_substance",
    "remove_treatment",
    "restore_policy",
    "restore_substance",
    "resume_intake",
    "save_answer",
    "start_intake",
    "start_whole_intake",
]
