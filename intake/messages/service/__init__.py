"""Verbs: look whom a list may be sent to, write it, ask for it to be sent, stop it; let it go."""

from intake.messages.service.asking import Draft, ask_message, draft_message, open_messages, open_ways, stop_message
from intake.messages.service.delivering import Parcel, as_email, begin_delivery, end_delivery, stop_messages_of

__all__ = [
    "Draft",
    "Parcel",
    "as_email",
    "ask_message",
    "begin_delivery",
    "draft_message",
    "end_delivery",
    "open_messages",
    "open_ways",
    "stop_message",
    "stop_messages_of",
]
