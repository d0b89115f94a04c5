"""What a business sends and a provider reports, whatever the wire format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.wire.texts import digits_of


@dataclass(frozen=True, slots=True)
class Business:
    """The number that a webhook is about."""

    waba_id: str
    phone_number_id: str
    display_number: str

    @property
    def digits(self) -> str:
        return digits_of(self.display_number)


@dataclass(frozen=True, slots=True)
class Customer:
    """The person that a webhook is about; ``wa_id`` is empty for a hidden number."""

    wa_id: str
    bsuid: str
    name: str
    username: str = ""


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A status of a message of the business.

    ``callback_data`` is what came along with the send, ``error`` the code of a failure (0: the usual one), ``category`` what
    the message is priced as, ``free_until`` the end of the free entry point that it was sent in.
    """

    wamid: str
    status: str
    at: datetime
    callback_data: str = ""
    error: int = 0
    category: str = "service"
    free_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CustomerMessage:
    """A message of the customer.

    ``part`` stands under the name of its ``kind``; ``reply_to`` is the wamid that it quotes, or empty; ``extra`` are
    further keys beside them (referral, errors, context).
    """

    wamid: str
    at: datetime
    kind: str
    part: Any
    reply_to: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def text_message(wamid: str, body: str, at: datetime, reply_to: str = "") -> CustomerMessage:
    return CustomerMessage(wamid, at, "text", {"body": body}, reply_to)


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message to a customer.

    Exactly one of ``wa_id`` (digits) and ``bsuid`` is set; ``typed`` is how the business wrote it. ``body`` is a
    readable line for every kind, ``part`` what the kind names.
    """

    typed: str
    wa_id: str
    bsuid: str
    kind: str
    body: str
    callback_data: str = ""
    reply_to: str = ""
    part: Any = field(default_factory=dict)
