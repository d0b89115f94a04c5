"""Jobs: work with providers that is no message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging.actions.core import expedite_job
from messaging.admin.kit import ConsoleAdmin, InboxFilter, Tool, actor, by_right, display, for_each
from messaging.models import Attachment, Conversation, Inbox, Job

# Whose id the subject of a job is; of the others it is the inbox's.
_SUBJECTS: Mapping[str, type[Model]] = {
    Job.Kind.FETCH_MEDIA: Attachment,
    Job.Kind.MARK_READ: Conversation,
    Job.Kind.SHOW_TYPING: Conversation,
    Job.Kind.TAKE_CONTROL: Conversation,
}


@admin.register(Job)
class JobAdmin(ConsoleAdmin):
    """Work with a provider that is no message; a row is deleted when it is done."""

    list_note = "Work with providers that is no message: files to fetch, read receipts, templates."
    list_display = ("state", "due", "kind", "subject_link", "inbox_name", "attempts", "last_error")
    list_display_links = ("due",)
    list_filter = ("kind", ("inbox", InboxFilter))
    list_select_related = ("inbox",)
    actions = ("run_now",)
    readonly_fields = (
        "kind", "subject_link", "inbox", "due", "state", "attempts", "last_error", "data_shown",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("state", "last_error", "kind", "subject_link", "inbox", "due", "attempts")}),
        ("Technical details", {"classes": ("collapse",), "fields": ("data_shown",)}),
    )
    has_hurry_permission = by_right("hurry")

    def page_tools(self, request: HttpRequest, pk: str) -> Sequence[Tool]:
        return (self.action_tool("Do it now", "run_now"),) if self.has_hurry_permission(request) else ()

    @admin.display(description="due", ordering="due_at")
    def due(self, job: Job) -> SafeString | str:
        return display.moment(job.due_at)

    @admin.display(description="state")
    def state(self, job: Job) -> SafeString | str:
        if job.lease_until is None:
            return display.badge("queued", "waiting")
        return display.badge("sending", f"until {job.lease_until:%H:%M:%S}", title="a worker is doing it")

    @admin.display(description="about", ordering="subject")
    def subject_link(self, job: Job) -> SafeString | str:
        model = _SUBJECTS.get(job.kind, Inbox)
        name = f"{model._meta.verbose_name} {job.subject}".capitalize()
        return display.link_to(str(model._meta.model_name), job.subject, name)

    @admin.display(description="last error")
    def last_error(self, job: Job) -> SafeString | str:
        return display.shortened(job.error) if job.error else display.NOTHING

    @admin.display(description="data")
    def data_shown(self, job: Job) -> SafeString | str:
        return display.pretty(job.data)

    @admin.action(description="Do it now", permissions=["hurry"])
    def run_now(self, request: HttpRequest, rows: QuerySet[Job]) -> None:
        for_each(self, request, rows.order_by("pk"), partial(expedite_job, by=actor(request)), done="due now")
