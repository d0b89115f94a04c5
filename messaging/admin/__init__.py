"""The admin: Django's admin over our tables, live, by role, writing through actions only."""

from django.conf import settings
from django.contrib import admin

from messaging.admin import (  # noqa: F401 (importing one is what registers its tables)
    agents,
    canned_responses,
    contacts,
    conversations,
    feed,
    inbox,
    jobs,
    labels,
    measurements,
    message,
    outbox,
    overview,
    saved_views,
    teams,
    templates,
    tokens,
    webhooks,
)
from messaging.admin.agents import OwnPasswordForm
from messaging.admin.kit import display

__all__ = ["OwnPasswordForm", "overview"]

# Of several consoles in one browser each is somebody's.
admin.site.site_header = " · ".join(filter(None, (settings.ORGANISATION_NAME, "Support console")))
admin.site.site_title = admin.site.site_header
admin.site.index_title = "Overview"
admin.site.index_template = admin.site.app_index_template = "messaging/admin/index.html"
# It is the console, and beside it there are more.
admin.site.site_url = None
admin.site.empty_value_display = display.NOTHING
