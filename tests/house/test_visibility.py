"""What an actor may not see is not there: every read of a person or of what hangs on one has the clause that says so."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.code import HOUSE, rooms, tree

# Reading one of these without a clause shows somebody's record.
GUARDED = frozenset({"Person", "ContactPoint", "Relationship", "Call", "Intake", "Task", "Referral", "Attachment"})
# The clauses, and the names under which rooms import them.
CLAUSES = frozenset({"visible_to", "seen_by", "unrestricted", "within_reach", "_readable", "_within_reach", "reach_of"})
READS = frozenset({"select", "get", "get_one", "exists", "aliased"})

FOUND_BEFORE = "the record was found through its clause before"
OPENED_WITH = "the verb opens the person, through their clause, before it gives or changes anything"
SYSTEM_ONLY = "the worker's own, for no reader"
ERASING = "an erasure reaches restricted people too, and shows nobody anything"
SEEN_BY_ANOTHER = "whether whoever is to do a task that was found before will see it; nothing of it is told"
# A function that reads without a clause, and why it may.
ALLOWED = {
    "attachments/queries.py:attachment": OPENED_WITH,
    "attachments/queries.py:attachments_of": OPENED_WITH,
    "attachments/queries.py:kept_before": OPENED_WITH,
    "callers/queries/around.py:_points": "of the people who were found through their clause just before",
    "callers/queries/around.py:drafted_around": FOUND_BEFORE,
    "callers/queries/around.py:relations_around": FOUND_BEFORE,
    "callers/queries/people.py:contact_point": FOUND_BEFORE,
    "callers/queries/people.py:contact_points_of": FOUND_BEFORE,
    "callers/queries/people.py:still_there": FOUND_BEFORE,
    "callers/queries/people.py:relationships_between": FOUND_BEFORE,
    "callers/queries/people.py:survivors_at": "ids inside a statement that has the clause",
    "callers/queries/same.py:person_who_stays": "whether they are of age, for a rule; shows nobody",
    "callers/queries/same.py:every_record_of": "ids inside a statement that has the clause",
    "callers/queries/same.py:records_of": "ids inside a statement that has the clause",
    "callers/queries/same.py:survivor_id": "ids inside a statement that has the clause",
    "callers/queries/same.py:survivors": "which records are one person's, by ids alone",
    "callers/queries/names.py:named_people": "makes the tokens of everybody anew, and shows nobody",
    "callers/service/erasing.py:erase_if_free": ERASING,
    "callers/service/erasing.py:erase_person": ERASING,
    "callers/service/giving_way.py:hold_people": "holds rows by their ids, and shows nobody",
    "callers/service/opening.py:open_trail": "an auditor reads the trail of anybody, which holds no word of what was told",
    "calls/queries.py:call_of_provider": "knows a provider's repeat; the verb asks the clause before it gives the call",
    "calls/service.py:erase_calls": ERASING,
    "desk/queries/__init__.py:_people": "names beside tasks, whose clause has the person in it",
    "desk/queries/__init__.py:person_of": FOUND_BEFORE,
    "intakes/service/parts.py:_held_call": FOUND_BEFORE,
    "intakes/service/people.py:_is_own": "whether another intake names somebody who was found before; nothing of it is told",
    "intakes/service/people.py:_subject_again": FOUND_BEFORE,
    "intakes/service/people.py:own_again": FOUND_BEFORE,
    "callers/queries/reaching.py:judge_ways": FOUND_BEFORE,
    "followups/queries.py:duty": SYSTEM_ONLY,
    "followups/queries.py:has_task": SYSTEM_ONLY,
    "followups/service/duties.py:_duty": SYSTEM_ONLY,
    "followups/queries.py:_held_in_vain": SEEN_BY_ANOTHER,
    "followups/queries.py:held_in_vain": SYSTEM_ONLY,
    "followups/queries.py:is_held_in_vain": SEEN_BY_ANOTHER,
    "followups/service/lists.py:promise_list": SYSTEM_ONLY,
    "followups/service/proposing.py:propose_task": SYSTEM_ONLY,
    "followups/service/tasks.py:cancel_tasks_of": ERASING,
    "messages/queries.py:person_of": SYSTEM_ONLY,
    "intakes/queries.py:has_draft": "whether, of people whom the actor sees, somebody is on the phone; no record of theirs",
    "intakes/service/steps.py:abandon_drafts_of": ERASING,
    "matching/service/choosing.py:forget_reasons_of": ERASING,
    "matching/service/running.py:forget_origins_of": ERASING,
    "partners/queries.py:intake_of": "a partner's own push, by the partner's own reference; only its state goes out",
    "partners/service.py:forget_references_of": ERASING,
    "referrals/queries.py:has_open": FOUND_BEFORE,
    "referrals/queries.py:open_of": ERASING,
    "referrals/queries.py:unsent_under": "stops what has not left when a consent ends, whoever may see it",
    "reports/queries.py:_coverage": "counts of the whole desk, no record and no name",
    "retention/queries.py:_kept_by_merged": ERASING,
    "retention/queries.py:due_calls": ERASING,
    "retention/service/erasing.py:_hold": ERASING,
}


def unguarded() -> Iterator[str]:
    """Functions that read a guarded table and name no clause."""
    for room in rooms():
        for file in sorted(room.rglob("*.py")):
            for function in _functions(file):
                if _reads_guarded(function) and not _names(function) & CLAUSES:
                    yield f"{file.relative_to(HOUSE)}:{function.name}"


def _functions(file: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef))


def _reads_guarded(function: ast.FunctionDef) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in READS and any(_names(argument) & GUARDED for argument in node.args):
                return True
    return False


def _names(node: ast.AST) -> set[str]:
    plain = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return plain | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def test_every_read_of_a_record_has_its_clause_or_a_reason() -> None:
    found = set(unguarded())
    assert (sorted(found - set(ALLOWED)), sorted(set(ALLOWED) - found)) == ([], [])
