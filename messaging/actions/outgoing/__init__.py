"""What agents and programs send: checked, then queued or held."""

from messaging.actions.outgoing.drafts import (
    LONGEST_TEXT,
    Draft,
    TemplateChoice,
)
from messaging.actions.outgoing.idempotency import (
    SAME_FILE,
)
from messaging.actions.outgoing.reactions import (
    LONGEST_EMOJI,
    react,
)
from messaging.actions.outgoing.sending import (
    confirm_message,
    retry_message,
    send_message,
    send_to,
)
from messaging.actions.outgoing.templates import (
    ask_for_templates,
)

__all__ = [
    "LONGEST_EMOJI",
    "LONGEST_TEXT",
    "SAME_FILE",
    "Draft",
    "TemplateChoice",
    "ask_for_templates",
    "confirm_message",
    "react",
    "retry_message",
    "send_message",
    "send_to",
]
