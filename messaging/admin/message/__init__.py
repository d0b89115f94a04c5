"""Messages in the admin, with their files, timeline and the page to send one."""

from messaging.admin.message import attachments, messages  # noqa: F401 (importing one is what registers its tables)
