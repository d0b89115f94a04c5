"""Conversations: status, assignment, reading, held answers."""

from messaging.actions.conversation.answering import ANSWERED_FIELDS, note_answerer
from messaging.actions.conversation.conversations import (
    SEEN_FIELDS,
    answer_again,
    answered_until,
    assign_conversation,
    check_assignee,
    check_status,
    close_window,
    continue_when_due,
    continue_with,
    fail_when_due,
    mark_seen,
    mark_unread,
    set_conversation_status,
    wake_snoozed,
)
from messaging.actions.conversation.drafts import DraftChange, save_draft, spend_draft
from messaging.actions.conversation.field_changes import (
    update_conversation,
)
from messaging.actions.conversation.held import (
    ask_holding,
    cancel_message,
    check_template_sent,
    release_all_held,
    release_held,
    release_one,
)
from messaging.actions.conversation.history import add_activities, add_activity, record_conversation
from messaging.actions.conversation.lookup import (
    REOPENED_WITHIN,
    find_or_add_resolved,
    find_or_open_conversation,
    find_or_open_conversations,
)
from messaging.actions.conversation.mentions import Named, mark_mentions_seen
from messaging.actions.conversation.notes import NoteDraft, add_note, check_note, delete_note, edit_note
from messaging.actions.conversation.read_receipts import (
    mark_read_on_reply,
    show_typing,
)
from messaging.actions.conversation.replies import recount_replies
from messaging.actions.conversation.scheduled import keep_scheduled, note_scheduled
from messaging.actions.conversation.taking_over import note_control_taken, take_over
from messaging.actions.conversation.waiting import recount_waiting, waiting_of

__all__ = [
    "ANSWERED_FIELDS",
    "REOPENED_WITHIN",
    "SEEN_FIELDS",
    "DraftChange",
    "Named",
    "NoteDraft",
    "add_activities",
    "add_activity",
    "add_note",
    "answer_again",
    "answered_until",
    "ask_holding",
    "assign_conversation",
    "cancel_message",
    "check_assignee",
    "check_note",
    "check_status",
    "check_template_sent",
    "close_window",
    "continue_when_due",
    "continue_with",
    "delete_note",
    "edit_note",
    "fail_when_due",
    "find_or_add_resolved",
    "find_or_open_conversation",
    "find_or_open_conversations",
    "keep_scheduled",
    "mark_mentions_seen",
    "mark_read_on_reply",
    "mark_seen",
    "mark_unread",
    "note_answerer",
    "note_control_taken",
    "note_scheduled",
    "record_conversation",
    "recount_replies",
    "recount_waiting",
    "release_all_held",
    "release_held",
    "release_one",
    "save_draft",
    "set_conversation_status",
    "show_typing",
    "spend_draft",
    "take_over",
    "update_conversation",
    "waiting_of",
    "wake_snoozed",
]
