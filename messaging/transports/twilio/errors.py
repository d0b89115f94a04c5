"""What Twilio's error codes mean to a support agent, and what to do about each (docs/design/providers.md B7).

Every code may come at once (the answer to a send) or later (a failed receipt): one table serves both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from messaging.errors import Advice, FailureClass, SendRefused
from messaging.limits import LONGEST_ERROR_DETAIL
from messaging.transports.catalogue import ErrorEntry

R, L, P = FailureClass.RETRY, FailureClass.LIMIT, FailureClass.PERMANENT
W, C, N = FailureClass.WINDOW, FailureClass.INBOX, FailureClass.NEVER

# Numbers of tries, the first one included.
ONCE_MORE, MINUTES, HOURS = 2, 20, 240

_ADMIN = "Ask an administrator to look at this inbox; messages wait until it works again."
_LATER = "Send it again in a few minutes."
_BUG = "Tell an administrator: the console sent something that Twilio does not understand."
_TOKEN = "Ask an administrator to put the auth token or API key into the inbox; messages wait until then."  # noqa: S105
_SENDER = "Ask an administrator to check the WhatsApp sender in Twilio's console; messages wait until then."
_NUMBER = "Check the number; the customer may not use WhatsApp."
_FILE = "Check the file's type and size."
_TEMPLATE = (
    "Choose another template, or ask an administrator to check this one in Twilio's Content Template Builder."
)


def _bad_credentials(title: str) -> ErrorEntry:
    """Make a line that stops the inbox until its credentials are put right."""
    return ErrorEntry(C, title, _TOKEN, scope="number", pauses=True)


def _channel(title: str, action: str = _ADMIN) -> ErrorEntry:
    return ErrorEntry(C, title, action, scope="number")


def _rate_limited(title: str, scope: str = "number") -> ErrorEntry:
    return ErrorEntry(L, title, _LATER, MINUTES, scope)


_BAD_NUMBER = ErrorEntry(P, "WhatsApp cannot reach that number", _NUMBER)
_BAD_SENDER = _channel("This inbox's number is not a working WhatsApp sender at Twilio", _SENDER)
_NOT_ALLOWED = _channel("Twilio does not allow this account to write to that country")
_NOT_UNDERSTOOD = ErrorEntry(P, "Twilio did not understand the message", _BUG)
_BAD_FILE = ErrorEntry(P, "WhatsApp does not take this file", _FILE)
_BLOCKED = ErrorEntry(
    P,
    "The customer has blocked this business",
    "Reach the customer another way.",
    advice=Advice.DO_NOT_WRITE,
)
_DOWN = ErrorEntry(R, "Twilio is not available at the moment", _LATER, HOURS)
_PASSING = ErrorEntry(R, "Something went wrong between Twilio and WhatsApp", _LATER, MINUTES)
_BUSY = _rate_limited("This number sends faster than Twilio allows")
_BAD_TEMPLATE = ErrorEntry(P, "WhatsApp does not take this template", _TEMPLATE, template=True)
_TEMPLATE_TEXT = ErrorEntry(P, "The template and its values do not fit together", _TEMPLATE, template=True)
_NO_CHANNEL = _channel("WhatsApp and Twilio do not agree about this number's account", _SENDER)
_LIMITED = ErrorEntry(
    P, "WhatsApp does not support this message for this customer", "Send it in another form."
)
_CARRIER = ErrorEntry(P, "The message could not be delivered", _NUMBER)


def _table(rows: Mapping[str | tuple[str, ...], ErrorEntry]) -> dict[str, ErrorEntry]:
    """Make one line per code."""
    return {code: entry for codes, entry in rows.items() for code in _each(codes)}


def _each(codes: str | tuple[str, ...]) -> Iterable[str]:
    return (codes,) if isinstance(codes, str) else codes


CATALOGUE: dict[str, ErrorEntry] = _table(
    {
        "20003": _bad_credentials("Twilio no longer accepts the inbox's credentials"),
        "20008": _bad_credentials("The inbox holds Twilio's test credentials, which cannot send"),
        "20404": _bad_credentials("Twilio does not know the inbox's account"),
        "20429": _rate_limited("The account made too many requests at once"),
        ("20500", "20503"): _DOWN,
        ("21211", "21614", "63003", "63024"): _BAD_NUMBER,
        ("21217", "63031"): ErrorEntry(
            P, "Sender and recipient are the same number", "Choose another customer."
        ),
        ("21212", "21606", "63002", "63007", "63008"): _BAD_SENDER,
        ("21408", "21215"): _NOT_ALLOWED,
        "21610": ErrorEntry(N, "The customer does not want messages from this number", "Do not send any."),
        ("21611", "30001"): _rate_limited("Too many messages of this number are waiting at Twilio"),
        "21617": ErrorEntry(P, "The message is too long: Twilio takes 1,600 characters", "Send it in parts."),
        ("21602", "21604", "21609"): _NOT_UNDERSTOOD,
        ("21620", "21623"): ErrorEntry(
            P,
            "Twilio could not fetch the file from this server",
            "Ask an administrator whether the inbox's public URL can be reached from the internet.",
        ),
        ("21654", "21655", "21656"): _TEMPLATE_TEXT,
        "11751": _BAD_FILE,
        "14107": _BUSY,
        ("63017", "63038"): _BUSY,
        "63018": _rate_limited("WhatsApp limits how many customers this number may write to"),
        ("63005", "63006", "63021"): ErrorEntry(
            P, "WhatsApp does not take this content", "Send it in another form."
        ),
        "63019": ErrorEntry(R, "WhatsApp could not take the file", _FILE, ONCE_MORE),
        ("63034", "63037"): _BAD_FILE,
        "63025": ErrorEntry(R, "WhatsApp has this file already", _LATER, ONCE_MORE),
        ("63009", "63010", "63012"): _PASSING,
        "63013": _channel("The message breaks a policy of WhatsApp"),
        ("63014", "63033"): _BLOCKED,
        "63015": ErrorEntry(
            P,
            "The customer has not joined Twilio's sandbox",
            "Ask the customer to send “join” and the sandbox's keyword to the sandbox number first.",
        ),
        "63016": ErrorEntry(
            W,
            "More than 24 hours have passed since the customer last wrote",
            "Send a template; free text is possible again once the customer answers.",
        ),
        ("63001", "63020", "63022"): _NO_CHANNEL,
        "63026": _channel("WhatsApp took a message of this number for spam"),
        "63027": ErrorEntry(P, "This template does not exist in that language", _TEMPLATE, template=True),
        "63028": _TEMPLATE_TEXT,
        ("63029", "63040", "63041"): _BAD_TEMPLATE,
        ("63030", "63032"): _LIMITED,
        "63049": ErrorEntry(
            P,
            "WhatsApp held this back: the customer gets too much marketing",
            "Do not send it again before tomorrow.",
            advice=Advice.DO_NOT_WRITE,
        ),
        "63062": _channel("The terms of WhatsApp's marketing messages are not accepted yet"),
        ("30003", "30004", "30005", "30006", "30007", "30008"): _CARRIER,
    }
)


def lookup(code: str) -> ErrorEntry | None:
    """Return the line of a code, None for one that is not in the catalogue."""
    return CATALOGUE.get(code)


def refusal(code: str, detail: str = "", retry_after: float | None = None) -> SendRefused:
    """Make the exception for an error that answered a send; an unknown one is tried once more, then final."""
    unknown = ErrorEntry(R, f"Twilio refused this message (error {code or 'unnamed'})", _LATER, ONCE_MORE)
    return refusal_of(code, lookup(code) or unknown, detail, retry_after)


def refusal_of(
    code: str, entry: ErrorEntry, detail: str = "", retry_after: float | None = None
) -> SendRefused:
    """Make an exception of one line of a catalogue. ``retry_after`` in seconds, if Twilio named it."""
    return SendRefused(
        code,
        entry.title,
        failure=entry.failure,
        detail=detail[:LONGEST_ERROR_DETAIL],
        action=entry.action,
        retry_after=retry_after,
        budget=entry.budget,
        scope=entry.scope,
        pauses=entry.pauses,
        advice=entry.advice,
    )


def permanent_refusal(code: str, title: str, action: str) -> SendRefused:
    """Refuse what Twilio could not take, before it is asked."""
    return SendRefused(code, title, failure=P, action=action)


def access_denied(code: str, detail: str) -> SendRefused:
    """Refuse for wrong credentials or a wrong address, of which Twilio gives no code."""
    return refusal_of(code, _bad_credentials("Twilio did not let the inbox in"), detail)


def misconfigured(code: str, title: str, detail: str) -> SendRefused:
    """Refuse because of the inbox's own settings."""
    return refusal_of(code, _channel(title), detail)


def no_response(detail: str) -> SendRefused:
    """Refuse because nothing answered a request that may be repeated."""
    return refusal_of("unreachable", ErrorEntry(R, "Twilio could not be reached", _LATER), detail)


def unusable_response(detail: str) -> SendRefused:
    """Refuse a 2xx that lacks what was asked for."""
    return refusal_of(
        "unreadable", ErrorEntry(R, "Twilio gave an answer that cannot be used", _LATER), detail
    )


def as_error(code: str, detail: str = "") -> dict[str, str]:
    """Return the ``error`` of a message resource for a failed receipt."""
    if code in {"", "0"}:
        title = "WhatsApp could not deliver this message"
        detail = detail[:LONGEST_ERROR_DETAIL]
        return SendRefused("unknown", title, failure=R, detail=detail, action=_LATER).as_error()
    return refusal(code, detail).as_error()
