"""The admin: Django's admin over our tables, live, by role, writing through actions only."""

from django.contrib import admin

from messaging.admin import (
    agents,
    canned_responses,
    contacts,
    conversations,
    feed,
    jobs,
    labels,
    measurements,
    outbox,
    teams,
    templates,
    tokens,
    webhooks,
)
from messaging.admin.inbox import inboxes, notices
from messaging.admin.kit import display
from messaging.admin.message import attachments, messages

__all__ = [
    "agents",
    "attachments",
    "canned_responses",
    "contacts",
    "conversations",
    "display",
    "feed",
    "inboxes",
    "jobs",
    "labels",
    "measurements",
    "messages",
    "notices",
    "outbox",
    "teams",
    "templates",
    "tokens",
    "webhooks",
]

admin.site.site_header = "Support console"
admin.site.site_title = "Support console"
admin.site.index_title = "Overview"
admin.site.index_template = "messaging/admin/index.html"
admin.site.empty_value_display = display.NOTHING
