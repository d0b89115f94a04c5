"""Read shapes of the resources, shared by REST and the feed."""

from messaging.serializers.activity import ActivitySerializer, ActorSerializer
from messaging.serializers.agents import (
    AccountSerializer,
    AgentSerializer,
    AgentShortSerializer,
    AgentSignalSerializer,
    TeamSerializer,
)
from messaging.serializers.attachments import (
    AttachmentSerializer,
    ExchangedFileSerializer,
    ReactionSerializer,
)
from messaging.serializers.canned_responses import (
    CannedFileSerializer,
    CannedResponseSerializer,
    CannedResponseSignalSerializer,
    blanks_in,
    canned_response_changed,
)
from messaging.serializers.contacts import AddressSerializer, ContactSerializer
from messaging.serializers.conversations import ConversationSerializer, LabelSerializer, window_shown
from messaging.serializers.drafts import (
    DraftingSerializer,
    SavedDraftSerializer,
    drafts_shown,
)
from messaging.serializers.inboxes import InboxSerializer, NoticeSerializer
from messaging.serializers.json_values import OBJECT, described
from messaging.serializers.merges import ContactMergeSerializer, UnmergedSerializer
from messaging.serializers.messages import (
    PREVIEW_LENGTH,
    LastMessageSerializer,
    MessageSerializer,
    QuotedSerializer,
    SimpleMessageSerializer,
    TimelineSerializer,
    preview_of,
)
from messaging.serializers.notes import ContactNoteSerializer, MentionSerializer
from messaging.serializers.notifications import NotificationSettingsSerializer
from messaging.serializers.saved_views import (
    SavedViewSerializer,
    SavedViewSignalSerializer,
    saved_view_changed,
)
from messaging.serializers.templates import TemplateSerializer, row_of, template_blanks, template_unsendable
from messaging.serializers.webhooks import WebhookCallSerializer, WholeWebhookCallSerializer

__all__ = [
    "OBJECT",
    "PREVIEW_LENGTH",
    "AccountSerializer",
    "ActivitySerializer",
    "ActorSerializer",
    "AddressSerializer",
    "AgentSerializer",
    "AgentShortSerializer",
    "AgentSignalSerializer",
    "AttachmentSerializer",
    "CannedFileSerializer",
    "CannedResponseSerializer",
    "CannedResponseSignalSerializer",
    "ContactMergeSerializer",
    "ContactNoteSerializer",
    "ContactSerializer",
    "ConversationSerializer",
    "DraftingSerializer",
    "ExchangedFileSerializer",
    "InboxSerializer",
    "LabelSerializer",
    "LastMessageSerializer",
    "MentionSerializer",
    "MessageSerializer",
    "NoticeSerializer",
    "NotificationSettingsSerializer",
    "QuotedSerializer",
    "ReactionSerializer",
    "SavedDraftSerializer",
    "SavedViewSerializer",
    "SavedViewSignalSerializer",
    "SimpleMessageSerializer",
    "TeamSerializer",
    "TemplateSerializer",
    "TimelineSerializer",
    "UnmergedSerializer",
    "WebhookCallSerializer",
    "WholeWebhookCallSerializer",
    "blanks_in",
    "canned_response_changed",
    "described",
    "drafts_shown",
    "preview_of",
    "row_of",
    "saved_view_changed",
    "template_blanks",
    "template_unsendable",
    "window_shown",
]
