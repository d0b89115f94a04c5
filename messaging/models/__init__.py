"""Ground floor: tables, constraints, transitions; no side effects."""

from messaging.models.activity import Activity, Measurement
from messaging.models.agents import Agent, SocketTicket, Team
from messaging.models.attachments import Attachment, file_path, thumbnail_path
from messaging.models.billing import BillLine
from messaging.models.bulk import add_rows, insert_rows, inserting, save_rows, update_rows
from messaging.models.canned_responses import (
    CannedFile,
    CannedResponse,
    CannedResponseQuerySet,
    CannedUse,
)
from messaging.models.contacts import Address, Contact, ContactQuerySet
from messaging.models.conversations import Conversation, ConversationQuerySet, Label
from messaging.models.drafts import SavedDraft
from messaging.models.feed import FeedEvent, FeedHead, new_epoch
from messaging.models.followers import Follower
from messaging.models.inboxes import Inbox, InboxMember, new_secret
from messaging.models.instances import fresh
from messaging.models.jobs import Job
from messaging.models.merges import ContactMerge
from messaging.models.messages import Message, MessageQuerySet, StatusChange
from messaging.models.notes import ContactNote, Mention
from messaging.models.notices import InboxNotice
from messaging.models.notifications import InboxNotification, NotificationSettings
from messaging.models.outbox import OutboxLane, RateLimit
from messaging.models.pending_updates import PendingUpdate
from messaging.models.reactions import Reaction
from messaging.models.saved_views import SavedView, SavedViewQuerySet
from messaging.models.search import ContactSearchEntry, MessageSearchEntry
from messaging.models.select import Answer, Instances, Row, Select
from messaging.models.templates import Template, TemplateFavourite, TemplateUse
from messaging.models.tracking import Tracked
from messaging.models.values import json_text, json_value
from messaging.models.webhooks import WebhookCall

__all__ = [
    "Activity",
    "Address",
    "Agent",
    "Answer",
    "Attachment",
    "BillLine",
    "CannedFile",
    "CannedResponse",
    "CannedResponseQuerySet",
    "CannedUse",
    "Contact",
    "ContactMerge",
    "ContactNote",
    "ContactQuerySet",
    "ContactSearchEntry",
    "Conversation",
    "ConversationQuerySet",
    "FeedEvent",
    "FeedHead",
    "Follower",
    "Inbox",
    "InboxMember",
    "InboxNotice",
    "InboxNotification",
    "Instances",
    "Job",
    "Label",
    "Measurement",
    "Mention",
    "Message",
    "MessageQuerySet",
    "MessageSearchEntry",
    "NotificationSettings",
    "OutboxLane",
    "PendingUpdate",
    "RateLimit",
    "Reaction",
    "Row",
    "SavedDraft",
    "SavedView",
    "SavedViewQuerySet",
    "Select",
    "SocketTicket",
    "StatusChange",
    "Team",
    "Template",
    "TemplateFavourite",
    "TemplateUse",
    "Tracked",
    "WebhookCall",
    "add_rows",
    "file_path",
    "fresh",
    "insert_rows",
    "inserting",
    "json_text",
    "json_value",
    "new_epoch",
    "new_secret",
    "save_rows",
    "thumbnail_path",
    "update_rows",
]
