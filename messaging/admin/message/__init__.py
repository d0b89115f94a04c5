"""Messages in the admin, with their files, timeline and the page to send one."""

from messaging.admin.message.attachments import AttachmentAdmin
from messaging.admin.message.messages import MessageAdmin

__all__ = ["AttachmentAdmin", "MessageAdmin"]
