"""Twilio's content templates: their parts in Meta's form, their variables as blanks."""

from messaging.transports.twilio.content_api.templates import blanks, fill, row, unsendable

__all__ = ["blanks", "fill", "row", "unsendable"]
