"""Templates, as the providers keep them."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from messaging.admin.kit import ConsoleAdmin, DateFilter, InboxFilter, WordsFilter, display
from messaging.models import Template
from messaging.serializers import template_blanks, template_unsendable


@admin.register(Template)
class TemplateAdmin(ConsoleAdmin):
    """Templates as the provider keeps them; they are written and approved there."""

    live_kinds = ("template",)
    list_display = (
        "status_badge",
        "name",
        "language",
        "category_shown",
        "quality_badge",
        "inbox_name",
        "synced",
    )
    list_display_links = ("name",)
    list_filter = (
        ("status", WordsFilter), ("category", WordsFilter), "language", ("inbox", InboxFilter), ("synced_at", DateFilter),
    )  # fmt: skip
    list_select_related = ("inbox",)
    search_fields = ("name", "=external_id")
    readonly_fields = (
        "status_badge", "reason", "can_be_sent", "quality_badge", "name", "language", "category_shown", "blanks_shown", "inbox",
        "provider_id", "synced", "components_shown",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": readonly_fields[:-3]}),
        ("Technical details", {"classes": ("collapse",), "fields": readonly_fields[-3:]}),
    )
    actions = None

    @admin.display(description="status", ordering="status")
    def status_badge(self, template: Template) -> SafeString:
        return display.badge(template.status, display.words(template.status))

    @admin.display(description="quality", ordering="quality")
    def quality_badge(self, template: Template) -> SafeString | str:
        quality = template.quality
        return display.badge(quality, display.words(quality)) if quality else display.NOTHING

    @admin.display(description="category", ordering="category")
    def category_shown(self, template: Template) -> str:
        return display.words(template.category) or display.NOTHING

    @admin.display(description="id at the provider")
    def provider_id(self, template: Template) -> SafeString | str:
        return display.identifier(template.external_id)

    @admin.display(description="can be sent")
    def can_be_sent(self, template: Template) -> str:
        return template_unsendable(template) or "yes"

    @admin.display(description="to fill in")
    def blanks_shown(self, template: Template) -> SafeString | str:
        lines = [(one.key, one.label, one.example) for one in template_blanks(template)]
        return format_html_join("", "<p><code>{}</code> {} <small>{}</small></p>", lines) or display.NOTHING

    @admin.display(description="fetched", ordering="synced_at")
    def synced(self, template: Template) -> SafeString | str:
        return display.moment(template.synced_at)

    @admin.display(description="components")
    def components_shown(self, template: Template) -> SafeString | str:
        return display.pretty(template.components)
