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


TITLES: dict[int, tuple[str, int]] = {
    20003: ("Authenticate", 401),
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
    63007: ("Twilio could not find a Channel with the specified From address", 400),
    63016: ("Failed to send freeform message because you are outside the allowed window.", 400),
    63041: ("Template is paused", 400),
}
