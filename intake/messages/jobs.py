"""The worker's door of this room."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from config import Mail
from intake.foundation.clock import now
from intake.foundation.events import Event
from intake.foundation.mail import Delivery, hand_over
from intake.messages import service
from intake.storage.session import beside


class NotYet(Exception):
    """Nothing has left: the worker tries again later."""


def deliver_by(mail: Mail | None) -> Callable[[Session, Event], None]:
    """The handler that hands messages to this server; each step is committed by itself, for all to see how far it is."""

    def deliver(session: Session, event: Event) -> None:
        message_id = UUID(event.ids["message_id"])
        with beside(session) as other:
            parcel = service.begin_delivery(other, message_id=message_id)
        if parcel is None:
            return
        delivery = Delivery("again", "not_set_up")
        if mail is not None:
            delivery = hand_over(mail, service.as_email(parcel, mail, now()), parcel.address)
        with beside(session) as other:
            again = service.end_delivery(other, message_id=message_id, delivery=delivery)
        if again:
            raise NotYet

    return deliver
