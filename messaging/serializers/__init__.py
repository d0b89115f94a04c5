"""Read shapes of the resources, shared by REST and the feed."""

from messaging.serializers.activity import ActivitySerializer, ActorSerializer
from messaging.serializers.agents import AgentSerializer, AgentShortSerializer, TeamSerializer
from messaging.serializers.attachments import AttachmentSerializer, ReactionSerializer
from messaging.serializers.canned_responses import CannedResponseSerializer
from messaging.serializers.contacts import AddressSerializer, ContactSerializer
from messaging.serializers.conversations import ConversationSerializer, LabelSerializer, window_shown
from messaging.serializers.inboxes import InboxSerializer, NoticeSerializer
from messaging.serializers.json_values import OBJECT, described
from messaging.serializers.messages import (
    PREVIEW_LENGTH,
    LastMessageSerializer,
    MessageSerializer,
    SimpleMessageSerializer,
    TimelineSerializer,
    quoted_shown,
)
from messaging.serializers.templates import TemplateSerializer, row_of, template_blanks, template_unsendable
from messaging.serializers.webhooks import WebhookCallSerializer, WholeWebhookCallSerializer

__all__ = [
    "OBJECT",
    "PREVIEW_LENGTH",
    "ActivitySerializer",
    "ActorSerializer",
    "AddressSerializer",
    "AgentSerializer",
    "AgentShortSerializer",
    "AttachmentSerializer",
    "CannedResponseSerializer",
    "ContactSerializer",
    "ConversationSerializer",
    "InboxSerializer",
    "LabelSerializer",
    "LastMessageSerializer",
    "MessageSerializer",
    "NoticeSerializer",
    "ReactionSerializer",
    "SimpleMessageSerializer",
    "TeamSerializer",
    "TemplateSerializer",
    "TimelineSerializer",
    "WebhookCallSerializer",
    "WholeWebhookCallSerializer",
    "described",
    "quoted_shown",
    "row_of",
    "template_blanks",
    "template_unsendable",
    "window_shown",
]
