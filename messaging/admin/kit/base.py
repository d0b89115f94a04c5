"""Base of all our admin classes: the role's rights, small pages, live lists, writes through actions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.views.decorators.csrf import csrf_protect
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteAssetNotFoundError, DjangoViteManifestError

from messaging.admin.kit import display
from messaging.admin.kit.access import ByRole, allowed, requesting_agent, visible
from messaging.admin.kit.counting import LargePaginator
from messaging.admin.kit.generic_bases import AnyBaseAdmin, AnyModelAdmin, AnyTabularInline
from messaging.errors import ConsoleError
from messaging.limits import LARGEST_PAGE, PAGE_SIZE
from messaging.models import Inbox
from messaging.queries import feed_positions
from messaging.search import Scope

LIVE_ENTRY = "src/admin/main.ts"


class Tool(NamedTuple):
    """A button above a list or a page: a link, or with `action` a list action on the row that is shown."""

    label: str
    url: str
    css: str = ""
    action: str = ""


class PlainChoices(AnyBaseAdmin):
    """Choices without pencils and crosses: the rows they stand for have pages of their own."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_add_related = widget.can_change_related = False
            widget.can_view_related = widget.can_delete_related = False
        return field


class ConsoleAdmin(ByRole, PlainChoices, AnyModelAdmin):
    """Rows by membership, rights by role. A subclass writes in `write` and `erase`, by calling actions."""

    list_per_page = PAGE_SIZE
    list_max_show_all = LARGEST_PAGE
    show_full_result_count = False
    # Counts of every choice of every filter would each look through the whole table.
    show_facets = admin.ShowFacets.NEVER
    paginator = LargePaginator
    change_list_template = "admin/messaging/change_list.html"
    change_form_template = "admin/messaging/change_form.html"
    # What the rows are, below the title of a list whose name does not say it.
    list_note = ""
    # The tools of the list have "Add" already, by kind.
    adds_by_tool = False
    # What else happens when a row is deleted, on the page that asks first.
    erase_note = ""
    # Kinds of feed events after which the list looks again; none: the list is not live.
    live_kinds: ClassVar[Sequence[str]] = ()

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["messaging/admin.css"]}

    # Columns that may not be filtered by: the query string could guess them letter by letter.
    secret_columns: ClassVar[tuple[str, ...]] = ()

    # --- reading ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(request, super().get_queryset(request))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return not lookup.startswith(self.secret_columns) and super().lookup_allowed(lookup, value, request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.unlinked(request, super().get_fieldsets(request, obj))

    def unlinked(self, request: HttpRequest, fieldsets: Any) -> Any:
        """Show as words what points to a page that this role may not open: Django would make it a link to a refusal."""
        return [
            (title, {**options, "fields": [self._as_words(request, one) for one in options["fields"]]})
            for title, options in fieldsets
        ]

    def _as_words(self, request: HttpRequest, name: Any) -> Any:
        try:
            column = self.opts.get_field(name) if isinstance(name, str) else None
        except FieldDoesNotExist:
            return name
        target = column.related_model if isinstance(column, ForeignKey) else None
        if not isinstance(target, type) or allowed(request, target, "view"):
            return name
        return in_words(name, str(getattr(column, "verbose_name", name)))

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        return ()

    def page_tools(self, request: HttpRequest, pk: str) -> Iterable[Tool]:
        return ()

    def action_tool(self, label: str, action: str) -> Tool:
        """Make a button on a page that runs one of the list's actions."""
        return Tool(label, self._url("changelist"), action=action)

    def _url(self, view: str, *args: object) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=args)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Return to the page whose button was pressed."""
        response = super().response_action(request, queryset)
        if isinstance(response, HttpResponseRedirect) and "_page" in request.POST:
            return HttpResponseRedirect(self._url("change", request.POST[ACTION_CHECKBOX_NAME]))
        return response

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {
            "title": capfirst(self.opts.verbose_name_plural),
            "note": self.list_note,
            "tools": list(self.list_tools(request)),
            **(extra_context or {}),
        }
        if self.live_kinds and self.has_view_permission(request):
            extra["live"] = self._live(request)
        return super().changelist_view(request, extra)

    def _live(self, request: HttpRequest) -> dict[str, str]:
        # Positions before rows: a change committed in between is shown twice, never missed.
        inboxes = list(Inbox.objects.visible_to(requesting_agent(request)).values_list("pk", flat=True))
        return {
            "inboxes": json.dumps(inboxes),
            "kinds": " ".join(self.live_kinds),
            "since": json.dumps(feed_positions(inboxes)),
            "script": _live_script(),
        }

    @admin.display(description="inbox", ordering="inbox__name")
    def inbox_name(self, row: Any) -> SafeString:
        """Show the inbox that the row belongs to."""
        return format_html('<bdi title="{}">{}</bdi>', row.inbox.address, row.inbox.name)

    # --- writing ---

    def write(self, request: HttpRequest, obj: Any, form: Any, formsets: Sequence[Any], change: bool) -> None:  # noqa: FBT001
        """Store what the form says, through an action. A new `obj` must have its key afterwards."""
        raise NotImplementedError(f"{type(self).__name__} writes nothing.")

    def erase(self, request: HttpRequest, obj: Any) -> None:
        """Delete a row, through an action."""
        raise NotImplementedError(f"{type(self).__name__} deletes nothing.")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Do nothing: `write` stores form and formsets together."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        for formset in formsets:
            formset.save(commit=False)
        self.write(request, form.instance, form, list(formsets), change)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """Name the rows themselves: Django would list every row that hangs on them, in the words of programs, and read
        them all for it. `erase_note` says what else happens."""
        return [str(one) for one in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.erase(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.erase(request, obj)

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Change without Django's transaction around it: the action is the transaction, and takes its locks in
        its own order. What it refuses although the form was fine (a race) is shown on the page."""
        tools = list(self.page_tools(request, object_id)) if object_id else []
        try:
            return self._changeform_view(  # type: ignore[attr-defined]
                request, object_id, form_url, {"tools": tools, **(extra_context or {})}
            )
        except ConsoleError as error:
            return self._show_error(request, error)

    @method_decorator(csrf_protect)
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Delete without Django's transaction around it, as `changeform_view`."""
        try:
            return self._delete_view(request, object_id, extra_context)  # type: ignore[attr-defined]
        except ConsoleError as error:
            return self._show_error(request, error)

    def _show_error(self, request: HttpRequest, error: ConsoleError) -> HttpResponse:
        self.message_user(request, refusal_words(error), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


class NamedFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # (not generic at run time)
    """Rows whose box to delete them has a name: the column's head is not one to a screen reader."""

    def get_deletion_widget(self) -> forms.Widget:  # type: ignore[override]  # (an instance is allowed, too)
        return forms.CheckboxInput(attrs={"aria-label": "Remove"})


class ConsoleInline(ByRole, PlainChoices, AnyTabularInline):
    """Rows that hang on another."""

    extra = 0
    formset = NamedFormSet


class ReadOnlyInline(ConsoleInline):
    """To look at only."""

    max_num = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class IndexSearch(AnyModelAdmin):
    """A list whose search asks the index, as the console and REST do. `search_fields` only says that there is a box."""

    def matching(self, rows: QuerySet[Any], text: str, scope: Scope) -> QuerySet[Any]:
        """Keep the rows that a text finds."""
        raise NotImplementedError(f"{type(self).__name__} is not searched.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        text = search_term.strip()
        return self.matching(queryset, text, Scope.of(requesting_agent(request))) if text else queryset, False


def _live_script() -> str:
    """Return the script tags of live lists; empty in a checkout whose console was not built."""
    try:
        return str(DjangoViteAssetLoader.instance().generate_vite_asset(LIVE_ENTRY, "default"))
    except (DjangoViteAssetNotFoundError, DjangoViteManifestError):
        return ""


def refusal_words(error: ConsoleError) -> SafeString | str:
    """Return the sentence of a refusal, with a link to the conversation that it names instead."""
    other = error.extra.get("conversation") if error.code == "already_open" else None
    if not other:
        return error.detail
    return format_html("{} {}", error.detail, display.link_to("conversation", other, "Open it"))


def in_words(name: str, label: str) -> Callable[[Any], str]:
    """Make a field to read of a foreign key: what it points to is called, without a link."""

    @admin.display(description=label)
    def words(row: Any) -> str:
        target = getattr(row, name)
        return display.NOTHING if target is None else str(target)

    return words


def counted_name(model: type[Model], count: int) -> str:
    """Return a count with its noun: ``1 message``, ``3 messages``."""
    return f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
