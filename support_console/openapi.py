"""How the REST interface describes itself: drf-spectacular's settings."""

from __future__ import annotations

SPECTACULAR_SETTINGS = {
    "TITLE": "Support console",
    "DESCRIPTION": (
        "One console for customer conversations. The live side is described in docs/protocol.md. Every path answers with"
        " and without a slash at its end. Lists of words in answers may grow: `x-extensible-enum` has those that there"
        " are now. Lists of words in requests (`enum`) are all that is taken."
    ),
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [{"url": "/", "description": "The server that this description came from."}],
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # An empty word is no component of its own: it would have to be told apart from an open list of words.
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "PARSER_WHITELIST": ["messaging.api.parsing.StrictJSONParser"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "messaging.api.kit.document.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "MessageDirection": "messaging.models.messages.Message.Direction",
        "MessageOrigin": "messaging.models.messages.Message.Origin",
        "MessageKind": "messaging.models.messages.Message.Kind",
        "MessageStatus": "messaging.models.messages.Message.Status",
        "TimelineStatus": "messaging.models.messages.StatusChange.STATUSES",
        "AttachmentKind": "messaging.models.attachments.Attachment.Kind",
        "AttachmentState": "messaging.models.attachments.Attachment.State",
        "WebhookCallState": "messaging.models.webhooks.WebhookCall.State",
        "WebhookCallSource": "messaging.models.webhooks.WebhookCall.Source",
        "ConversationStatus": "messaging.models.conversations.Conversation.Status",
        "ConversationPriority": "messaging.models.conversations.Conversation.Priority",
        "CannedResponseScope": "messaging.models.canned_responses.CannedResponse.Scope",
        "MentionKind": "messaging.api.notes.MENTION_KINDS",
        "DraftMode": "messaging.models.drafts.SavedDraft.Mode",
        "SavedViewScope": "messaging.models.saved_views.SavedView.Scope",
        "NotificationAbout": "messaging.models.notifications.NotificationSettings.About",
        "AgentRole": "messaging.models.agents.Agent.Role",
        "Availability": "messaging.availability.AVAILABILITIES",
        "AvailabilityChoice": "messaging.models.agents.Agent.AvailabilityChoice",
        "AddressKind": "messaging.models.contacts.Address.Kind",
        "ContactMarketing": "messaging.models.contacts.Contact.Marketing",
        "InboxTransport": "messaging.models.inboxes.Inbox.Transport",
        "InboxReadPolicy": "messaging.models.inboxes.Inbox.ReadPolicy",
        "NoticeLevel": "messaging.models.notices.InboxNotice.Level",
        "SendableKind": "messaging.api.message_bodies.KINDS",
        "ActorKind": "messaging.actors.ACTOR_KINDS",
        "Advice": "messaging.serializers.failures.ADVICES",
    },
}
