"""Inboxes in the admin, with their form, diagnostics and notices."""
