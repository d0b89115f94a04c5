"""Ground floor: tables, constraints, transitions; no side effects."""

from messaging.models.agents import Agent, SocketTicket, Team
from messaging.models.attachments import Attachment
from messaging.models.contacts import Address, Contact
from messaging.models.conversations import Conversation, Label
from messaging.models.errands import Errand
from messaging.models.feed import FeedEvent, FeedHead, new_epoch
from messaging.models.inboxes import Inbox, InboxMember, new_secret
from messaging.models.library import CannedResponse, Template
from messaging.models.messages import Message, StatusChange
from messaging.models.notices import InboxNotice
from messaging.models.outbox import OutboxLane, Pace
from messaging.models.reactions import Parked, Reaction
from messaging.models.simulator import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from messaging.models.simulator_props import SimulatedFault, SimulatedMedia, SimulatedTemplate
from messaging.models.webhooks import WebhookCall

__all__ = [
    "Address",
    "Agent",
    "Attachment",
    "CannedResponse",
    "Contact",
    "Conversation",
    "Errand",
    "FeedEvent",
    "FeedHead",
    "Inbox",
    "InboxMember",
    "InboxNotice",
    "Label",
    "Message",
    "OutboxLane",
    "Pace",
    "Parked",
    "Reaction",
    "SimulatedCustomer",
    "SimulatedFault",
    "SimulatedMedia",
    "SimulatedMessage",
    "SimulatedNumber",
    "SimulatedTemplate",
    "SocketTicket",
    "StatusChange",
    "Team",
    "Template",
    "WebhookCall",
    "new_epoch",
    "new_secret",
]
