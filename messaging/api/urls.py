"""Paths of the REST API. Each answers with and without its trailing slash: a POST is never redirected."""

from __future__ import annotations

from django.urls import URLPattern, re_path
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from messaging.api import (
    accounts,
    attachments,
    bulk,
    canned_responses,
    contact_merges,
    contacts,
    conversations,
    directory,
    drafts,
    feed,
    figures,
    inboxes,
    messages,
    new_conversations,
    notes,
    notifications,
    saved_views,
    search,
    session,
    simple_send,
    templates,
    webhook_calls,
)
from messaging.api.kit import DocsView, SchemaView, no_such_path

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("inboxes", inboxes.InboxViewSet, "inbox")
router.register("inboxes", new_conversations.NewConversations, "inbox-conversation")
router.register("conversations", conversations.ConversationViewSet, "conversation")
router.register("conversations", bulk.BulkViewSet, "conversation-bulk")
router.register("conversations", notes.ConversationNotes, "conversation-note")
router.register("conversations", drafts.ConversationDrafts, "conversation-draft")
router.register("conversations", attachments.ConversationFiles, "conversation-file")
router.register("drafts", drafts.DraftViewSet, "draft")
router.register("messages", messages.MessageViewSet, "message")
router.register("notes", notes.NoteViewSet, "note")
router.register("mentions", notes.MentionViewSet, "mention")
router.register("attachments", attachments.AttachmentViewSet, "attachment")
router.register("contacts", contacts.ContactViewSet, "contact")
router.register("contacts", contact_merges.ContactMerges, "contact-merges")
router.register("contacts", notes.ContactNotes, "contact-notes")
router.register("contact-notes", notes.ContactNoteViewSet, "contact-note")
router.register("agents", directory.AgentViewSet, "agent")
router.register("accounts", accounts.AccountViewSet, "account")
router.register("teams", directory.TeamViewSet, "team")
router.register("views", saved_views.SavedViewViewSet, "view")
router.register("labels", directory.LabelViewSet, "label")
router.register("canned-responses", canned_responses.CannedResponseViewSet, "canned-response")
router.register("templates", templates.TemplateViewSet, "template")
router.register("webhook-calls", webhook_calls.WebhookCallViewSet, "webhook-call")


def _at(name: str, view: type[APIView]) -> URLPattern:
    return re_path(rf"^{name}/?$", view.as_view(), name=name)


urlpatterns = [
    _at("send-message", simple_send.SendMessageView),
    _at("me", session.MeView),
    _at("me/notifications", notifications.NotificationsView),
    _at("me/password", session.PasswordView),
    _at("session", session.SessionView),
    _at("socket-ticket", session.SocketTicketView),
    _at("feed", feed.FeedView),
    _at("figures", figures.FiguresView),
    _at("search", search.SearchView),
    _at("schema", SchemaView),
    _at("docs", DocsView),
    *router.urls,
    re_path("", no_such_path),
]
