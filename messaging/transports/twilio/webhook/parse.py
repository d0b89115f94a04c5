"""Twilio's webhooks as batches: messages, status callbacks, and what `poll` fetches of both.

See docs/design/providers.md B1, B4.

Total: no value of any field raises, and what is not understood is kept as `Ignored`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs

from messaging.errors import FailureClass, SendRefused, Unreadable
from messaging.limits import LONGEST_CALLBACK_DATA, LONGEST_CONTACT_NAME, LONGEST_EXTERNAL_ID
from messaging.transports.base import Batch, Identity, Ignored, InboundMessage, Receipt
from messaging.transports.base import ReceiptStatus as Status
from messaging.transports.payload import clean, load_object, mapping, sequence, summarize, text
from messaging.transports.twilio.channel_addresses import normalize_channel_address, parse_channel_address
from messaging.transports.twilio.errors import as_error
from messaging.transports.twilio.webhook.forms import first_values, read_form
from messaging.transports.twilio.webhook.items import Form, parse_item, parse_media
from messaging.transports.twilio.webhook.pricing import parse_pricing

POLL_RESULT = "twilio_messages"
CALLBACK_PARAMETER = "m"  # the query parameter of a status callback that holds our own id
IDS = ("MessageSid", "SmsMessageSid", "SmsSid")

STATUSES: Mapping[str, Status] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
    "canceled": "failed",
}
# Fields of a status callback, and what a message resource calls them. No callback is documented to hold a price.
STATUS_FIELDS = {
    "MessageStatus": "status",
    "ErrorCode": "error_code",
    "ErrorMessage": "error_message",
    "Price": "price",
    "PriceUnit": "price_unit",
}
# On their way, or about what came in: nothing that a message's own status does not say already.
IGNORED_STATUSES = frozenset(
    ["queued", "accepted", "scheduled", "sending", "partially_delivered", "receiving", "received"]
)


def parse(body: bytes, query: str = "") -> Batch:
    """Read a signed form, or the list that `poll` made; `Unreadable` only for what is neither."""
    if body.lstrip()[:1] == b"{" and (polled := _parse_poll_result(body)):
        return polled
    try:
        form = first_values(read_form(body))
    except ValueError as error:
        raise Unreadable(f"Not a form: {type(error).__name__}") from error
    if not form:
        raise Unreadable("The form is empty")
    return _parse_form(form, _callback_data(query))


def _parse_form(form: Form, callback_data: str = "", sent_at: datetime | None = None) -> Batch:
    found = _receipt(form, callback_data) if form.get("MessageStatus") else _message(form, sent_at)
    if isinstance(found, InboundMessage):
        return Batch(messages=(found,))
    return Batch(receipts=(found,)) if isinstance(found, Receipt) else Batch(ignored=(found,))


def _message(form: Form, sent_at: datetime | None) -> InboundMessage | Ignored:
    if _is_of_another_channel(form):
        return Ignored("A message that did not come over WhatsApp (an SMS, for example).", dict(form))
    sid, people = _sid(form), _identities(form)
    if not sid or not people:
        missing = "id" if not sid else "sender"
        return Ignored(f"A message without a usable {missing}.", dict(form))
    part = parse_item(form)
    media = parse_media(form)
    kind, content = summarize(part)
    return InboundMessage(
        route=normalize_channel_address(form.get("To", "")),
        external_id=sid,
        identities=people,
        kind=kind,
        content=_line(content, form, len(media)),
        sent_at=sent_at,
        name=form.get("ProfileName", "").strip()[:LONGEST_CONTACT_NAME],
        reply_to=mapping(part, "context").get("id", "")[:LONGEST_EXTERNAL_ID] or None,
        payload={"id": sid, "from": people[-1].value, **part},
        media=media,
    )


def _line(content: str, form: Form, count: int) -> str:
    """Return a caption where the part has none of its own, and how many more files there are."""
    caption = form.get("Body", "")
    line = caption if count and caption.strip() else content
    return f"{line} (and {count - 1} more)" if count > 1 else line


def _identities(form: Form) -> tuple[Identity, ...]:
    """Return every address of the customer, most durable first. `From` before `WaId`: it is what may be
    answered to."""
    named = [parse_channel_address(form.get(name, "")) for name in ("ExternalUserId", "From", "WaId")]
    found = dict.fromkeys(one for one in named if one)
    return tuple(sorted(found, key=lambda one: ("bsuid", "phone", "handle").index(one.kind)))


def _is_of_another_channel(form: Form) -> bool:
    """Return whether the sender is one of SMS, Messenger, …: Twilio writes WhatsApp's with ``whatsapp:``."""
    sender = form.get("From", "").strip().lower()
    return bool(sender) and not sender.startswith("whatsapp:")


def _receipt(form: Form, callback_data: str) -> Receipt | Ignored:
    named, sid = form["MessageStatus"].strip().lower(), _sid(form)
    if named in IGNORED_STATUSES:
        return Ignored(f"The status {named} changes nothing.", dict(form), understood=True)
    status = STATUSES.get(named)
    if status is None:
        return Ignored(f"The status {named[:64]} is not handled.", dict(form))
    if not sid:
        return Ignored("A status without a usable id.", dict(form))
    return Receipt(
        route="",  # the URL that it comes to says whose it is: of a messaging service `From` may be any
        external_id=sid,
        status=status,
        callback_data=callback_data,
        error=_failure(form, named) if status == "failed" else None,
        identities=_recipient(form),
        pricing=parse_pricing(form.get("Price", ""), form.get("PriceUnit", "")),
    )


def _recipient(form: Form) -> tuple[Identity, ...]:
    """Return the recipient by `To`, never by `ChannelToAddress`, which is masked."""
    one = parse_channel_address(form.get("To", ""))
    return (one,) if one and one.kind != "handle" else ()


def _failure(form: Form, named: str) -> dict[str, str]:
    if named == "canceled" and not form.get("ErrorCode"):
        title = "The message was canceled at Twilio"
        return SendRefused("canceled", title, failure=FailureClass.RETRY).as_error()
    detail = form.get("ChannelStatusMessage") or form.get("ErrorMessage", "")
    return as_error(form.get("ErrorCode", "").strip()[:32], detail)


def _sid(form: Form) -> str:
    found = next((form[name].strip() for name in IDS if form.get(name, "").strip()), "")
    return found if len(found) <= LONGEST_EXTERNAL_ID else ""


def _callback_data(query: str) -> str:
    try:
        return clean(next(iter(parse_qs(query, max_num_fields=100).get(CALLBACK_PARAMETER, [])), ""))[
            :LONGEST_CALLBACK_DATA
        ]
    except ValueError:
        return ""


# --- what a poll brought ----------------------------------------------------------------------------


def _parse_poll_result(body: bytes) -> Batch | None:
    """Read what `poll` fetched; None for what only looks like JSON."""
    try:
        document = load_object(body)
    except Unreadable:
        return None
    if document.get("object") != POLL_RESULT:
        return None
    return _merged([_parse_resource(one) for one in sequence(document, "messages")])


def _parse_resource(one: Any) -> Batch:
    if not _is_outbound(one):
        return _parse_form(_as_form(one), sent_at=_sent_at(one))
    found = _receipt(_as_form(one) | _as_status(one), "")
    return Batch(receipts=(found,)) if isinstance(found, Receipt) else Batch(ignored=(found,))


def reported_status(resource: Any) -> Status | None:
    """Return what a message resource reports of a message of ours: how far it came; None where a callback
    would report nothing either."""
    return STATUSES.get(text(resource, "status").strip().lower()) if _is_outbound(resource) else None


def is_priced(resource: Any) -> bool:
    """Return whether a message resource says what the message costs."""
    return parse_pricing(text(resource, "price"), text(resource, "price_unit")) is not None


def _is_outbound(resource: Any) -> bool:
    return text(resource, "direction").startswith("outbound")


def _merged(batches: Sequence[Batch]) -> Batch:
    return Batch(
        messages=tuple(one for batch in batches for one in batch.messages),
        receipts=tuple(one for batch in batches for one in batch.receipts),
        ignored=tuple(one for batch in batches for one in batch.ignored),
    )


def _as_form(resource: Any) -> dict[str, str]:
    """Return a message resource as the form that its webhook would have been, as far as Twilio keeps it."""
    named = {"MessageSid": "sid", "From": "from", "To": "to", "Body": "body", "AccountSid": "account_sid"}
    form = {ours: text(resource, theirs) for ours, theirs in named.items()}
    media = sequence(resource, "media")
    for number, one in enumerate(media):
        form[f"MediaUrl{number}"] = text(one, "url")
        form[f"MediaContentType{number}"] = text(one, "content_type")
    return form | {"NumMedia": str(len(media))}


def _as_status(resource: Any) -> dict[str, str]:
    """Return what makes a form a status callback; its own text and files say nothing."""
    return {ours: text(resource, theirs) for ours, theirs in STATUS_FIELDS.items()}


def _sent_at(resource: Any) -> datetime | None:
    """Read an RFC 2822 time, as Twilio writes it."""
    for name in ("date_sent", "date_created"):
        try:
            found = parsedate_to_datetime(text(resource, name))
            return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
