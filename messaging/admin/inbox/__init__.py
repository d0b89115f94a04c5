"""Inboxes in the admin, with their form, diagnostics and notices."""

from messaging.admin.inbox import inboxes, notices  # noqa: F401 (importing one is what registers its tables)
