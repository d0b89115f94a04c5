"""Ground floor: tables, constraints, transitions; no side effects."""

from messaging.models.activity import Activity, Measurement
from messaging.models.agents import Agent, SocketTicket, Team
from messaging.models.attachments import Attachment, file_path, thumbnail_path
from messaging.models.bulk import insert_rows, update_rows
from messaging.models.canned_responses import CannedResponse
from messaging.models.contacts import Address, Contact
from messaging.models.conversations import Conversation, ConversationQuerySet, Label
from messaging.models.feed import FeedEvent, FeedHead, new_epoch
from messaging.models.followers import Follower
from messaging.models.inboxes import Inbox, InboxMember, new_secret
from messaging.models.jobs import Job
from messaging.models.messages import Message, StatusChange
from messaging.models.notices import InboxNotice
from messaging.models.outbox import OutboxLane, RateLimit
from messaging.models.pending_updates import PendingUpdate
from messaging.models.reactions import Reaction
from messaging.models.search import ContactSearchEntry, MessageSearchEntry
from messaging.models.select import Instances, Select
from messaging.models.templates import Template
from messaging.models.tracking import Tracked
from messaging.models.webhooks import WebhookCall

__all__ = [
    "Activity",
    "Address",
    "Agent",
    "Attachment",
    "CannedResponse",
    "Contact",
    "ContactSearchEntry",
    "Conversation",
    "ConversationQuerySet",
    "FeedEvent",
    "FeedHead",
    "Follower",
    "Inbox",
    "InboxMember",
    "InboxNotice",
    "Instances",
    "Job",
    "Label",
    "Measurement",
    "Message",
    "MessageSearchEntry",
    "OutboxLane",
    "PendingUpdate",
    "RateLimit",
    "Reaction",
    "Select",
    "SocketTicket",
    "StatusChange",
    "Team",
    "Template",
    "Tracked",
    "WebhookCall",
    "file_path",
    "insert_rows",
    "new_epoch",
    "new_secret",
    "thumbnail_path",
    "update_rows",
]
