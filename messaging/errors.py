"""Errors that cross a floor: each has a stable code for machines and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ConsoleError(Exception):
    """A refusal that a door turns into ``{"code", "detail", "errors"}`` with ``status``."""

    status = 400
    code = "invalid"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        errors: Mapping[str, Sequence[str]] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code
        self.errors = {field: list(sentences) for field, sentences in (errors or {}).items()}
        self.extra = dict(extra or {})

    @classmethod
    def field(cls, name: str, sentence: str, *, code: str = "invalid") -> ConsoleError:
        """Make a refusal that names the one field that is wrong."""
        return cls(sentence, code=code, errors={name: [sentence]})


class Forbidden(ConsoleError):
    """The caller is known but may not do this."""

    status = 403
    code = "forbidden"


class NotFound(ConsoleError):
    """No such thing, or none that the caller may see."""

    status = 404
    code = "not_found"


class Conflict(ConsoleError):
    """The world moved on since the caller looked; ``extra`` says what is newer."""

    status = 409
    code = "conflict"


class TooLarge(ConsoleError):
    """More than anybody could mean."""

    status = 413
    code = "too_large"


class Overloaded(ConsoleError):
    """Too much at once, or the database is away: come back after ``retry_after`` seconds."""

    status = 503
    code = "overloaded"

    def __init__(self, detail: str, *, retry_after: int = 5, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class TooMany(ConsoleError):
    """Tried too often: come back after ``retry_after`` seconds."""

    status = 429
    code = "too_many_attempts"

    def __init__(self, detail: str, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class FailureClass(StrEnum):
    """What to do after a provider said no (docs/design/providers.md A14)."""

    # For now: the same again later may help.
    RETRY = "R"
    # Too fast: the number, or the pair of it and this customer, waits.
    LIMIT = "L"
    # This message will never be taken as it is.
    PERMANENT = "P"
    # The service window is closed: a template may be sent.
    WINDOW = "W"
    # The inbox itself (its token, its account): its messages wait until somebody has repaired that.
    INBOX = "C"
    # This customer does not want to hear from us.
    NEVER = "N"


class Advice(StrEnum):
    """What an agent can do about a message that did not go out."""

    RESEND = "resend"
    WAIT = "wait"
    TEMPLATE = "template"
    FIX_INBOX = "fix_inbox"
    # Nothing is to be sent to this customer, now or ever: providers count it against the number.
    DO_NOT_WRITE = "do_not_write"
    NONE = "none"


# Of a failure that stays. While we try again ourselves, RETRY is waited for, too.
ADVICE: Mapping[FailureClass, Advice] = {
    FailureClass.RETRY: Advice.RESEND,
    FailureClass.LIMIT: Advice.WAIT,
    FailureClass.PERMANENT: Advice.NONE,
    FailureClass.WINDOW: Advice.TEMPLATE,
    FailureClass.INBOX: Advice.FIX_INBOX,
    FailureClass.NEVER: Advice.DO_NOT_WRITE,
}


@dataclass(eq=False)
class SendRefused(Exception):
    """The provider did certainly *not* take the message.

    ``retry_after`` is in seconds and only set when the provider named it; ``budget`` is the number
    of attempts after which a retryable refusal becomes final (0 = the default of `backoff`);
    ``scope`` tells what a LIMIT slows down: ``"pair"`` (this customer) or ``"number"`` (the inbox);
    ``advice`` is for agents, None for what follows from the class.
    """

    code: str
    title: str
    failure: FailureClass = field(kw_only=True)
    detail: str = field(default="", kw_only=True)
    action: str = field(default="", kw_only=True)
    retry_after: float | None = field(default=None, kw_only=True)
    budget: int = field(default=0, kw_only=True)
    scope: str = field(default="pair", kw_only=True)
    # Nothing of this inbox can go out until somebody has changed its token or its permissions.
    pauses: bool = field(default=False, kw_only=True)
    # The provider itself said so; else this side found it out, before it asked or because nobody answered.
    answered: bool = field(default=False, kw_only=True)
    advice: Advice | None = field(default=None, kw_only=True)
    # A part of this installation is away: neither the message's fault nor the provider's.
    ours: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        super().__init__(f"{self.code}: {self.title}")

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def retryable(self) -> bool:
        return self.failure in {FailureClass.RETRY, FailureClass.LIMIT}

    @property
    def counted(self) -> bool:
        """Return whether it uses up a try; what is the inbox's fault or this installation's does not."""
        return self.failure is not FailureClass.INBOX and not self.ours

    def as_error(self, *, tried_again: bool = False) -> dict[str, str]:
        """Return the ``error`` of a message resource; `tried_again`: by us, without anybody asking for it."""
        advice = self.advice or ADVICE[self.failure]
        return {
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
            "action": self.action,
            "advice": Advice.WAIT if tried_again and advice is Advice.RESEND else advice,
        }


class OutcomeUnknown(Exception):
    """The request left us and no answer came back: the message may or may not have gone out."""


class Unreadable(Exception):
    """A signed body that cannot be parsed at all; it is kept raw and marked."""
