"""Whether a draft whose `client_id` is known is that message once more, or another one under the same id.

It refuses beside `send_checks`, and before: a repeat is answered with the earlier message whatever has changed since,
and only the unique constraint on `client_id` knows which of two was first.
"""

from __future__ import annotations

from messaging.actions.outgoing.orders import STRUCTURED, Draft, TemplateChoice
from messaging.errors import Conflict
from messaging.models import Attachment, Conversation, Inbox, Message
from messaging.transports import Identity
from messaging.transports.payload import clean, mapping, storable, text

# In place of a file's id: it came with the request again, and was not stored a second time.
SAME_FILE = 0


def find_earlier(draft: Draft, conversation: Conversation) -> Message | None:
    """Return the message that this client_id already made; raises `Conflict` if it says something else."""
    earlier = Message.objects.filter(client_id=draft.client_id).first()
    if earlier and (earlier.conversation_id != conversation.pk or not _matches(earlier, draft)):
        raise _client_id_taken()
    return earlier


def find_earlier_conversation(draft: Draft, inbox: Inbox, identity: Identity) -> Conversation | None:
    """Return the conversation in which this client_id already made a message; raises `Conflict` if that went
    to somebody else."""
    earlier = Message.objects.filter(client_id=draft.client_id).select_related("conversation").first()
    if earlier is None:
        return None
    addresses = earlier.conversation.contact.addresses
    same = addresses.filter(kind=identity.kind, value=identity.value).exists()
    if earlier.inbox_id != inbox.pk or not same:
        raise _client_id_taken()
    return earlier.conversation


def _client_id_taken() -> Conflict:
    """Return the refusal of a `client_id` that another message has."""
    return Conflict("This client_id was used for another message.", code="client_id_taken")


def _matches(earlier: Message, draft: Draft) -> bool:
    """As far as the draft tells: a template may have been changed since, and a file be stored only once."""
    if draft.kind not in {"", earlier.kind}:
        return False
    if earlier.kind == Message.Kind.TEXT:
        return earlier.content == draft.content
    if earlier.kind == Message.Kind.TEMPLATE:
        return draft.template is not None and _same_template(earlier, draft.template)
    if earlier.kind in STRUCTURED:
        part = {earlier.kind: draft.payload[earlier.kind]} if earlier.kind in draft.payload else {}
        return bool(storable(part) == earlier.payload)
    return draft.media is not None and _same_file(earlier, draft.media, draft.content.strip())


def _same_template(earlier: Message, choice: TemplateChoice) -> bool:
    """By its name and language, and because every value of its text stands in what was made from it."""
    template = mapping(earlier.payload, "template")
    named = (text(template, "name"), text(mapping(template, "language"), "code"))
    values = {clean(value) for key, value in choice.variables.items() if value and key.startswith("body.")}
    return named == (choice.name, choice.language) and values <= _texts(template)


def _texts(part: object) -> set[str]:
    if isinstance(part, dict):
        return set().union(*(_texts(one) for one in part.values()))
    if isinstance(part, list):
        return set().union(*(_texts(one) for one in part))
    return {part} if isinstance(part, str) else set()


def _same_file(earlier: Message, media: int, caption: str) -> bool:
    sent = earlier.attachments.first()
    if sent is None or caption != sent.caption:
        return False
    if media in {SAME_FILE, sent.pk}:
        return True
    # Two requests at once each stored it; and a file that was sent before is shown by a row of its own.
    again = Attachment.objects.filter(pk=media, inbox=earlier.inbox_id).first()
    return again is not None and again.sha256 == sent.sha256
