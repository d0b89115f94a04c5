"""Inboxes in the admin, with their form, diagnostics and notices."""

from messaging.admin.inbox.inboxes import InboxAdmin
from messaging.admin.inbox.notices import InboxNoticeAdmin

__all__ = ["InboxAdmin", "InboxNoticeAdmin"]
