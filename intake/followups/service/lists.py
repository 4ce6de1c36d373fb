"""A list that was promised and did not leave: a task, so that the promise is kept all the same."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.callers.queries import must_not_contact, still_there
from intake.followups.models import Task
from intake.followups.service.assigning import entrust
from intake.followups.service.promising import Promise, promise_task
from intake.foundation.actor import Actor
from intake.intakes.models import Intake
from intake.messages import queries as messages
from intake.messages.rules import reason_words


def promise_list(session: Session, *, actor: Actor, message_id: UUID) -> Task | None:
    """A list that was promised has not arrived, as far as anybody can tell: a task for whoever promised it.

    None for somebody who must not be contacted or was erased, and for an intake that was abandoned.
    """
    message = messages.message(session, message_id)
    if message is None or message.is_erased or must_not_contact(session, message.person_id):
        return None
    intake = session.get_one(Intake, message.intake_id, with_for_update={"of": Intake}, populate_existing=True)
    person = messages.person_of(session, message)
    if intake.state == "abandoned" or not still_there(session, person):
        return None
    task = promise_task(
        session, actor=actor, intake=intake, person=person, kind="send_information", promise=Promise(), origin="desk"
    )
    task.note = reason_words(message.because or "no_answer")
    entrust(session, task, message.asked_by)
    return task
