"""Verbs: promise something, try, finish; and what the law asks of the desk."""

from intake.followups.service.assigning import assign_task, give_back_tasks
from intake.followups.service.bringing import bring_task
from intake.followups.service.duties import end_duty, promise_accounting, promise_to_tell
from intake.followups.service.lists import promise_list
from intake.followups.service.promising import Promise, create_task, move_task, promise_task, promise_to_somebody
from intake.followups.service.proposing import propose_task
from intake.followups.service.tasks import (
    cancel_task,
    cancel_tasks_of,
    finish_task,
    open_task,
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
