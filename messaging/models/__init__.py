"""Ground floor: tables, constraints, transitions; no side effects."""

from messaging.models.agents import Agent, SocketTicket, Team
from messaging.models.contacts import Address, Contact
from messaging.models.conversations import Conversation, Label
from messaging.models.feed import FeedEvent, FeedHead, new_epoch
from messaging.models.inboxes import Inbox, InboxMember, new_secret
from messaging.models.library import CannedResponse, Template
from messaging.models.messages import Message, StatusChange
from messaging.models.outbox import OutboxLane, Pace
from messaging.models.simulator import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from messaging.models.webhooks import WebhookCall

__all__ = [
    "Address",
    "Agent",
    "CannedResponse",
    "Contact",
    "Conversation",
    "FeedEvent",
    "FeedHead",
    "Inbox",
    "InboxMember",
    "Label",
    "Message",
    "OutboxLane",
    "Pace",
    "SimulatedCustomer",
    "SimulatedMessage",
    "SimulatedNumber",
    "SocketTicket",
    "StatusChange",
    "Team",
    "Template",
    "WebhookCall",
    "new_epoch",
    "new_secret",
]
