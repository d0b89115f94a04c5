"""Templates that go out: which may, filled in by their own schema; and asking for them anew."""

from __future__ import annotations

from messaging import transports
from messaging.actions.core import enqueue_job, window_is_open
from messaging.actions.outgoing.drafts import TemplateChoice
from messaging.actions.outgoing.policy import check_marketing_consent
from messaging.errors import Conflict, ConsoleError
from messaging.feed.log import recording
from messaging.models import Conversation, Inbox, Job, Template
from messaging.serializers import row_of
from messaging.transports.base import FilledTemplate

HEADER_FILE = "header.media"


def fill_template(
    conversation: Conversation, choice: TemplateChoice, *, media: int | None = None
) -> tuple[FilledTemplate, str]:
    """The template with its blanks filled, and what kind of file its header is (empty: none).

    `media` is the header's file where the variables do not name it. Raises `DeskError` naming each blank
    that is wrong, `Conflict` when this customer wants no marketing.
    """
    inbox = conversation.inbox
    row = row_of(_find(inbox, choice))
    transport = transports.get(inbox.transport)
    if why := transport.unsendable(row, window_open=window_is_open(conversation)):
        raise ConsoleError.field("template", why, code="template_unsendable")
    check_marketing_consent(conversation.contact, row.category)
    kinds = {blank.key: blank.kind for blank in transport.blanks(row)}
    values = dict(choice.variables)
    if media is not None and HEADER_FILE not in kinds:
        raise ConsoleError.field("media", "This template has no file; send the file as a message of its own.")
    if media is not None:
        values.setdefault(HEADER_FILE, str(media))
    return transport.fill(row, values), kinds.get(HEADER_FILE, "")


def _find(inbox: Inbox, choice: TemplateChoice) -> Template:
    found = Template.objects.filter(inbox=inbox, name=choice.name, language=choice.language).first()
    if found is None:
        sentence = (
            f"This inbox has no template {choice.name} in {choice.language}; fetch the templates again."
        )
        raise ConsoleError.field("template", sentence)
    return found


@recording()
def ask_for_templates(inbox: Inbox) -> None:
    """Have the inbox's templates fetched from its provider now; raises `Conflict` where there are none."""
    if not transports.get(inbox.transport).capabilities.templates:
        raise Conflict("This inbox's provider has no templates.", code="no_templates")
    enqueue_job(Job.Kind.SYNC_TEMPLATES, inbox.pk, inbox=inbox)
