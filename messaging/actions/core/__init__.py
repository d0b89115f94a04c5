"""What every room of actions stands on: jobs, lanes, service window, files, the record of changes."""

from messaging.actions.core.attachments import (
    HEADER_FILE,
    accept_upload,
    check_upload,
    clear_provider_upload,
    delete_unsent_uploads,
    mark_attachment_failed,
    mark_attachment_ready,
    retry_attachment,
    save_provider_upload,
)
from messaging.actions.core.bills import rebuild_bills
from messaging.actions.core.failure_policy import Effect, Source, effects_of
from messaging.actions.core.file_store import (
    StoredFile,
    delete_file,
    save_file,
)
from messaging.actions.core.jobs import (
    enqueue_each,
    enqueue_job,
    enqueue_jobs,
    expedite_job,
    make_inbox_jobs_due,
)
from messaging.actions.core.milestones import (
    REPLY_FIELDS,
    STATUS_FIELDS,
    change_status,
    customer_wrote,
    we_replied,
)
from messaging.actions.core.outbox import (
    enqueue_message,
    expedite_lane,
    make_inbox_lanes_due,
)
from messaging.actions.core.pending_updates import (
    ReplyLink,
    ask_pending_updates,
    keep_pending_updates,
    take_pending_updates,
)
from messaging.actions.core.records import (
    record_inbox,
    record_template,
)
from messaging.actions.core.retention import (
    prune_drafts,
    prune_logins,
    prune_measurements,
    prune_uses,
    prune_webhook_calls,
)
from messaging.actions.core.search_index import rebuild_search_index
from messaging.actions.core.service_window import (
    SERVICE_WINDOW,
    SILENT_KINDS,
    check_window,
    opens_window,
    window_after,
    window_is_open,
)
from messaging.actions.core.status_history import (
    add_status_change,
    ask_quoting,
    outranks,
    provider_answer,
    record_message,
    record_quoting,
    record_status,
    status_reached,
    statuses_below,
)

__all__ = [
    "HEADER_FILE",
    "REPLY_FIELDS",
    "SERVICE_WINDOW",
    "SILENT_KINDS",
    "STATUS_FIELDS",
    "Effect",
    "ReplyLink",
    "Source",
    "StoredFile",
    "accept_upload",
    "add_status_change",
    "ask_pending_updates",
    "ask_quoting",
    "change_status",
    "check_upload",
    "check_window",
    "clear_provider_upload",
    "customer_wrote",
    "delete_file",
    "delete_unsent_uploads",
    "effects_of",
    "enqueue_each",
    "enqueue_job",
    "enqueue_jobs",
    "enqueue_message",
    "expedite_job",
    "expedite_lane",
    "keep_pending_updates",
    "make_inbox_jobs_due",
    "make_inbox_lanes_due",
    "mark_attachment_failed",
    "mark_attachment_ready",
    "opens_window",
    "outranks",
    "provider_answer",
    "prune_drafts",
    "prune_logins",
    "prune_measurements",
    "prune_uses",
    "prune_webhook_calls",
    "rebuild_bills",
    "rebuild_search_index",
    "record_inbox",
    "record_message",
    "record_quoting",
    "record_status",
    "record_template",
    "retry_attachment",
    "save_file",
    "save_provider_upload",
    "status_reached",
    "statuses_below",
    "take_pending_updates",
    "we_replied",
    "window_after",
    "window_is_open",
]
