"""Columns of an inbox: in the list, and beside its form."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from messaging.admin.inbox.form import readable_settings
from messaging.admin.kit import display
from messaging.billing import MonthlyBill, bills
from messaging.models import Inbox, Message

READ_ONLY = (
    "transport_label",
    "default_badge",
    "health_shown",
    "quality_shown",
    "templates_synced",
    "notices_link",
    "billing_shown",
    "webhook_instructions",
    "plain_settings",
    "created",
)


BILLED_MONTHS = 12
BILL_COLUMNS = ("month (UTC)", "replies", "templates", "billable", "free", "not said yet", "charged")


def was_tried(inbox: Inbox) -> bool:
    """Return whether the provider has ever taken or refused anything with the inbox's settings."""
    if inbox.health_since or inbox.templates_synced_at:
        return True
    # By lanes, of which the first few say it: an inbox without one has sent nothing.
    sent = Message.objects.outbound().known_to_provider().filter(conversation=OuterRef("pk"))
    return inbox.lanes.filter(Exists(sent)).exists()


def _charged(bill: MonthlyBill) -> str:
    return ", ".join(f"{one.amount} {one.currency}" for one in bill.charged) or display.NOTHING


class InboxColumns:
    """Each method is a column of the list or a field to read."""

    @admin.display(description="transport", ordering="transport")
    def transport_label(self, inbox: Inbox) -> str:
        return inbox.get_transport_display()

    @admin.display(description="default", ordering="is_default")
    def default_badge(self, inbox: Inbox) -> SafeString | str:
        return (
            display.badge("default", "default", title="takes senders that name no inbox")
            if inbox.is_default
            else display.NOTHING
        )

    @admin.display(description="health", ordering="health")
    def health_shown(self, inbox: Inbox) -> SafeString:
        error = inbox.health_error or {}
        untried = inbox.health == Inbox.Health.OK and not was_tried(inbox)
        label = "Not tried yet" if untried else inbox.get_health_display()
        shown = display.badge("health-untried" if untried else f"health-{inbox.health}", label)
        if not error:
            return shown
        return format_html(
            '{} <small class="why">{}</small>', shown, display.sentences(error, "title", "action")
        )

    @admin.display(description="quality and limit")
    def quality_shown(self, inbox: Inbox) -> str:
        return " · ".join(filter(None, (inbox.quality, inbox.messaging_limit))) or display.NOTHING

    @admin.display(description="templates fetched")
    def templates_synced(self, inbox: Inbox) -> SafeString | str:
        return display.moment(inbox.templates_synced_at)

    @admin.display(description="notices")
    def notices_link(self, inbox: Inbox) -> SafeString | str:
        count = inbox.notices.count()
        query = f"inbox__id__exact={inbox.pk}"
        return display.link_to_list("inboxnotice", query, f"{count} so far") if count else display.NOTHING

    @admin.display(description="sent and billable")
    def billing_shown(self, inbox: Inbox) -> SafeString:
        """Show the last months, the newest first, without those in which nothing was sent."""
        rows = [
            (one.month, one.replies, one.templates, one.billable, one.free, one.unknown, _charged(one))
            for one in bills(inbox, until=timezone.now().date(), months=BILLED_MONTHS)
            if one.replies or one.templates
        ]
        if not rows:
            return format_html("{}", display.NOTHING)
        head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in BILL_COLUMNS))
        body = format_html_join(
            "",
            f'<tr><th scope="row">{{}}</th>{"<td>{}</td>" * (len(BILL_COLUMNS) - 1)}</tr>',
            rows,
        )
        return format_html(
            '<table class="bill"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, body
        )

    @admin.display(description="members", ordering="member_count")
    def member_total(self, inbox: Inbox) -> int:
        return int(getattr(inbox, "member_count", 0))

    @admin.display(description="created", ordering="created_at")
    def created(self, inbox: Inbox) -> SafeString | str:
        return display.moment(inbox.created_at)

    @admin.display(description="webhook at the provider")
    def webhook_instructions(self, inbox: Inbox) -> SafeString | str:
        return getattr(inbox, "instructions", display.NOTHING)

    @admin.display(description="settings")
    def plain_settings(self, inbox: Inbox) -> SafeString | str:
        lines = readable_settings(inbox)
        return format_html_join("", "<p>{}: <code>{}</code></p>", lines) or display.NOTHING
