"""Agents: who answers, and who may use the admin."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import partial
from typing import Any, ClassVar

from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.forms import ReadOnlyPasswordHashField, UsernameField
from django.contrib.auth.models import Group
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.views.decorators.debug import sensitive_post_parameters

from messaging.actions.inbox import add_members, remove_members
from messaging.actions.people import save_agent, set_password
from messaging.actors import Actor
from messaging.admin.kit import (
    AnyNewUserForm,
    AnyOwnPasswordForm,
    AnyPasswordForm,
    AnyUserAdmin,
    AnyUserForm,
    ByRole,
    ConsoleAdmin,
    ConsoleInline,
    DateFilter,
    InboxFilter,
    actor,
    display,
    requesting_agent,
    titled,
    yes_or_no,
)
from messaging.errors import ConsoleError
from messaging.limits import PAGE_SIZE
from messaging.models import Agent, InboxMember

# The role decides (access.py); Django's groups would decide nothing.
admin.site.unregister(Group)
admin.site.unregister(AccessAttempt)
# They are never written: AXES_DISABLE_ACCESS_LOG.
admin.site.unregister([AccessLog, AccessFailureLog])


LOG_IN_LABEL = "Log in with a password"
LOG_IN_HELP = "Without one nobody can log in as them; their API tokens work."


class PasswordForm(AnyPasswordForm):
    """Django's form in front of our action."""

    keep_tokens = forms.BooleanField(
        required=False,
        label="Keep the agent's API tokens",
        help_text="Otherwise they are revoked: whoever had the old password may have made some.",
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if "usable_password" in self.fields:
            self.fields["usable_password"].label = LOG_IN_LABEL
            self.fields["usable_password"].help_text = LOG_IN_HELP

    def save(self, commit: bool = True) -> Agent:  # noqa: FBT001, FBT002
        usable = self.cleaned_data.get("set_usable_password", True)
        password = self.cleaned_data["password1"] if usable else None
        return set_password(self.user, password, keep_tokens=self.cleaned_data["keep_tokens"], by=self.by)


class OwnPasswordForm(AnyOwnPasswordForm):
    """The page on which agents change their own password, in front of the same action."""

    def save(self, commit: bool = True) -> Agent:  # noqa: FBT001, FBT002
        """Keep nothing: who changes their password often believes that somebody else knows it."""
        agent: Agent = self.user
        return set_password(agent, self.cleaned_data["new_password1"], by=Actor.agent(agent))


# Of the columns that Django's user has: to fill in and to read alike.
LABELS = {"is_active": "May log in", "is_staff": "May use this admin", "is_superuser": "Superuser"}
HELP = {
    "username": "With which they log in. Letters, digits and @ . + - _ only.",
    "is_active": "Otherwise they are logged out everywhere, their API tokens end, and conversations of theirs that go on"
    " are nobody's; what they wrote keeps its author.",
    "is_staff": "What they may do here is decided by the role.",
    "is_superuser": "May do everything, whatever the role says, and change other superusers.",
}


class AgentForm(AnyUserForm):
    password = ReadOnlyPasswordHashField(help_text="Only a hash is stored: it cannot be read, only set anew.")

    class Meta:
        model = Agent
        fields = "__all__"
        field_classes: ClassVar = {"username": UsernameField}
        labels, help_texts = LABELS, HELP


class NewAgentForm(AnyNewUserForm):
    class Meta:
        model = Agent
        fields = ("username",)
        field_classes: ClassVar = {"username": UsernameField}
        labels, help_texts = LABELS, HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usable_password"].label = LOG_IN_LABEL
        self.fields["usable_password"].help_text = LOG_IN_HELP


class MembershipInline(ConsoleInline):
    """The inboxes that the agent sees and answers."""

    model = InboxMember
    verbose_name, verbose_name_plural = "inbox", "inboxes"
    autocomplete_fields = ("inbox",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboxMember]:
        return super().get_queryset(request).select_related("inbox")


@admin.register(Agent)
class AgentAdmin(ConsoleAdmin, AnyUserAdmin):
    """Never deleted, only made inactive: what they wrote keeps its author."""

    form = AgentForm
    add_form = NewAgentForm
    change_password_form = PasswordForm
    change_user_password_template = "messaging/admin/password.html"  # noqa: S105 (a template)
    add_form_template = None
    list_display = (
        "account_badge",
        "availability_badge",
        "username",
        "name",
        "role",
        "inboxes_seen",
        "last_login_at",
    )
    list_display_links = ("username",)
    list_filter = (
        "role", ("is_active", yes_or_no("account", "Active", "Inactive")),
        ("is_staff", yes_or_no("this admin", "May use it", "May not")),
        ("inboxes", titled("inbox", InboxFilter)), ("date_joined", titled("joined", DateFilter)),
    )  # fmt: skip
    inlines = (MembershipInline,)
    readonly_fields = ("account_badge", "last_login_at", "joined")
    filter_horizontal = ()
    actions = None
    fieldsets = (
        (None, {"fields": ("account_badge", "username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "availability_choice")}),
        ("Rights", {"fields": ("role", "is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login_at", "joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rights", {"fields": ("role", "is_staff")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        memberships = InboxMember.objects.select_related("inbox")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", memberships))

    def has_change_permission(self, request: HttpRequest, obj: Agent | None = None) -> bool:
        """Let only superusers change a superuser."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or requesting_agent(request).is_superuser)

    def get_fieldsets(self, request: HttpRequest, obj: Agent | None = None) -> Any:
        """Leave out `is_superuser` unless a superuser asks, and the password unless it may be changed."""
        hidden = set() if requesting_agent(request).is_superuser else {"is_superuser"}
        if obj and not self.has_change_permission(request, obj):
            hidden.add("password")
        return [
            (name, {**options, "fields": tuple(one for one in options["fields"] if one not in hidden)})
            for name, options in super().get_fieldsets(request, obj)
        ]

    @method_decorator(sensitive_post_parameters())
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Add without Django's transaction around it: see `ConsoleAdmin.changeform_view`."""
        return self._add_view(request, form_url, extra_context)  # type: ignore[attr-defined]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Let the form know who changes the password: Django's view makes it without the request. What the action
        refuses is shown on the page."""
        view = copy(self)  # this instance serves other requests at the same time
        view.change_password_form = partial(PasswordForm, by=actor(request))  # type: ignore[assignment]
        try:
            return super(AgentAdmin, view).user_change_password(request, id, form_url)
        except ConsoleError as error:
            return self._show_error(request, error)

    def write(
        self,
        request: HttpRequest,
        obj: Agent,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        save_agent(obj, by=actor(request))
        for formset in formsets:
            for row in formset.new_objects:
                add_members(row.inbox, [obj], by=actor(request))
            for row in formset.deleted_objects:
                remove_members(row.inbox, [obj], by=actor(request))

    # --- columns ---

    @admin.display(description="name", ordering="first_name")
    def name(self, agent: Agent) -> str:
        return agent.get_full_name() or display.NOTHING

    @admin.display(description="availability")
    def availability_badge(self, agent: Agent) -> SafeString:
        """Show how colleagues see the agent now; no column has it, so nothing is ordered by it."""
        return display.badge(agent.availability)

    @admin.display(description="account", ordering="is_active")
    def account_badge(self, agent: Agent) -> SafeString:
        if not agent.is_active:
            return display.badge("failed", "inactive")
        return (
            display.badge("sent", "superuser") if agent.is_superuser else display.badge("received", "active")
        )

    @admin.display(description="sees")
    def inboxes_seen(self, agent: Agent) -> str:
        if agent.sees_everything:
            return "every inbox"
        return ", ".join(one.inbox.name for one in agent.memberships.all()) or "no inbox"

    @admin.display(description="last login", ordering="last_login")
    def last_login_at(self, agent: Agent) -> SafeString | str:
        return display.moment(agent.last_login) if agent.last_login else "never"

    @admin.display(description="joined", ordering="date_joined")
    def joined(self, agent: Agent) -> SafeString | str:
        return display.moment(agent.date_joined)


@admin.register(AccessAttempt)
class LockOutAdmin(ByRole, AccessAttemptAdmin):  # type: ignore[misc]
    """Failed logins; deleting a row lets its owner try again."""

    change_list_template = "admin/messaging/change_list.html"
    change_form_template = "admin/messaging/change_form.html"
    show_facets = admin.ShowFacets.NEVER
    erase_note = "Whoever was locked out may try again at once."
    list_display = ("state", "username", "address", "failures", "at")
    list_display_links = ("username",)
    list_filter = (("attempt_time", DateFilter),)
    list_per_page = PAGE_SIZE
    show_full_result_count = False
    date_hierarchy = None
    readonly_fields = ("state", "username", "address", "failures", "at", "user_agent")
    fieldsets = ((None, {"fields": readonly_fields}),)
    actions = ()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        extra = {
            "title": capfirst(self.opts.verbose_name_plural),
            "note": "Who tries too often is locked out for a while; deleting a row lets them try again.",
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.display(description="state", ordering="failures_since_start")
    def state(self, attempt: AccessAttempt) -> SafeString:
        is_locked = attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT
        return display.badge("failed", "locked out") if is_locked else display.badge("queued", "may try")

    @admin.display(description="address", ordering="ip_address")
    def address(self, attempt: AccessAttempt) -> str:
        return attempt.ip_address or display.NOTHING

    @admin.display(description="failures", ordering="failures_since_start")
    def failures(self, attempt: AccessAttempt) -> int:
        return int(attempt.failures_since_start)

    @admin.display(description="last try", ordering="attempt_time")
    def at(self, attempt: AccessAttempt) -> SafeString | str:
        return display.moment(attempt.attempt_time)
