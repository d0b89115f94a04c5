"""Errors of the fake Twilio (docs/design/providers.md B7). No database."""

from __future__ import annotations

from typing import Any


class TwilioError(Exception):
    """An error in Twilio's form, with HTTP ``status``."""

    def __init__(self, code: int, message: str = "", *, status: int | None = None) -> None:
        title, usual = TITLES.get(code, ("The simulator was told to refuse this", 400))
        self.message = message or title
        super().__init__(self.message)
        self.code = code
        self.status = status or usual
        self.retry_after: float | None = None

    def as_body(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def error_title(code: int) -> str:
    """Return what Twilio says about a code, also about one that comes later than the answer."""
    return LATER.get(code) or TITLES.get(code, ("Unknown error", 0))[0]


TITLES: dict[int, tuple[str, int]] = {
    20001: ("Invalid date", 400),
    20003: ("Authenticate", 401),
    20006: ("Page token is not valid", 400),
    20403: ("Forbidden", 403),
    20404: ("The requested resource was not found", 404),
    20429: ("Too Many Requests", 429),
    21211: ("The 'To' number is not a valid phone number.", 400),
    21602: ("Message body is required.", 400),
    21604: ("A 'To' phone number is required.", 400),
    21609: ("The 'StatusCallback' URL is not a valid URL.", 400),
    21617: ("The concatenated message body exceeds the 1600 character limit.", 400),
    21620: ("Invalid media URL(s)", 400),
    21655: ("The ContentSid is invalid.", 400),
    21656: ("The ContentVariables parameter is invalid.", 400),
    20009: ("Cannot delete this resource before it is complete", 409),
    21623: ("Number of media files exceeds allowed limit", 400),
    21701: ("The messaging service does not exist", 404),
    30409: ("This message cannot be canceled", 400),
    35111: ("SendAt must be a time in ISO 8601", 400),
    35112: ("ScheduleType must be fixed", 400),
    35114: ("SendAt must be between 5 minutes and 35 days from now", 400),
    35118: ("A message is scheduled with a MessagingServiceSid", 400),
    63007: ("Twilio could not find a Channel with the specified From address", 400),
    21610: ("Attempt to send to unsubscribed recipient", 400),
    21910: ("Invalid From and To pair. From and To should be of the same channel", 400),
    63016: (
        "Failed to send freeform message because you are outside the allowed window. "
        "If you are using WhatsApp, please use a Message Template.",
        400,
    ),
    63031: ("Channel message cannot have same From and To", 400),
    63041: ("Template is paused", 400),
}
# Of messages that were accepted.
LATER: dict[int, str] = {
    30008: "Unknown error",
    63003: "Channel could not find To address",
    63015: "Channel Sandbox can only send messages to phone numbers that have joined the Sandbox",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63024: "Invalid message recipient",
    63049: "Meta chose not to deliver this WhatsApp marketing message",
}
