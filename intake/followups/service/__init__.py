"""Verbs: promise something, try, finish; and what the law asks of the desk."""

from intake.followups.service.bringing import bring_task
from intake.followups.service.duties import end_duty, promise_accounting, promise_to_tell
from intake.followups.service.lists import promise_list
from intake.followups.service.proposing import propose_task
from intake.followups.service.tasks import (
    Promise,
    assign_task,
    cancel_task,
    cancel_tasks_of,
    create_task,
    finish_task,
    give_back_tasks,
    move_task,
    open_task,
    promise_task,
    promise_to_somebody,
    record_attempt,
    ways_to_reach,
)

__all__ = [
    "Promise",
    "assign_task",
    "bring_task",
    "cancel_task",
    "cancel_tasks_of",
    "create_task",
    "end_duty",
    "finish_task",
    "give_back_tasks",
    "move_task",
    "open_task",
    "promise_accounting",
    "promise_list",
    "promise_task",
    "promise_to_somebody",
    "promise_to_tell",
    "propose_task",
    "record_attempt",
    "ways_to_reach",
]
