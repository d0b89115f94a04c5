"""Wire formats: what both know of a message, and each provider's own shapes in a room."""

from simulator.wire.facts import Business, Customer, CustomerMessage, SendRequest, StatusUpdate, text_message
from simulator.wire.texts import MAX_TEXT, clean, digits_of, readable_line, storable

__all__ = [
    "MAX_TEXT",
    "Business",
    "Customer",
    "CustomerMessage",
    "SendRequest",
    "StatusUpdate",
    "clean",
    "digits_of",
    "readable_line",
    "storable",
    "text_message",
]
