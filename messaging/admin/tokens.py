"""API tokens: shown once when they are made, revoked at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from knox import admin as knox_admin  # noqa: F401  (it registers what is replaced here)
from knox.models import AuthToken

from messaging.actions.people import create_api_token, revoke_api_token
from messaging.admin.kit import (
    AnyModelForm,
    ConsoleAdmin,
    DateFilter,
    actor,
    by_right,
    display,
    for_each,
    requesting_agent,
)
from messaging.models import Agent

admin.site.unregister(AuthToken)

# Enough to tell tokens apart.
SHOWN = 8


class TokenForm(AnyModelForm):
    """The agent, and for how long."""

    days = forms.IntegerField(
        label="Valid for days",
        min_value=1,
        max_value=3650,
        initial=365,
        help_text="It stops working afterwards.",
    )

    class Meta:
        model = AuthToken
        fields = ("user",)
        labels = {"user": "Agent"}

    def __init__(self, *args: Any, by: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_user(self) -> Agent:
        """Refuse at the field what the action would refuse."""
        owner: Agent = self.cleaned_data["user"]
        if not self.by.may_act_as(owner):
            raise forms.ValidationError("Choose yourself or somebody with lower rights than yours.")
        return owner


@admin.register(AuthToken)
class TokenAdmin(ConsoleAdmin):
    """Only a hash is stored, so there is nothing to open or change."""

    form = TokenForm
    fields = ("user", "days")
    autocomplete_fields = ("user",)
    list_display = ("state_badge", "first_characters", "agent", "created_at", "expires_at")
    list_display_links = None
    list_filter = (("created", DateFilter), ("expiry", DateFilter))
    list_select_related = ("user",)
    search_fields = ("user__username", "user__first_name", "user__last_name", "=token_key")
    ordering = ("-created",)
    actions = ("revoke",)
    secret_columns = ("digest",)
    has_revoke_permission = by_right("revoke")

    def get_form(
        self,
        request: HttpRequest,
        obj: AuthToken | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        """Let the form know who asks."""
        form = super().get_form(request, obj, change, **kwargs)
        by = requesting_agent(request)

        class Asked(form):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, by=by, **kwargs)

        return Asked

    def write(
        self,
        request: HttpRequest,
        obj: AuthToken,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        obj.shown_once = create_api_token(
            obj.user, expires=timedelta(days=form.cleaned_data["days"]), by=actor(request)
        )

    def log_addition(self, request: HttpRequest, obj: AuthToken, message: Any) -> Any:
        """Log nothing: the log would keep the hash as the token's name."""

    def response_add(
        self, request: HttpRequest, obj: AuthToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the token in the answer itself: a redirect would have to store it."""
        context = {
            **self.admin_site.each_context(request),
            "title": "API token created",
            "opts": self.opts,
            "token": obj.shown_once,
            "owner": obj.user,
            "media": self.media,
        }
        response = TemplateResponse(request, "messaging/admin/token.html", context)
        response["Cache-Control"] = "no-store"
        return response

    # --- columns ---

    @admin.display(
        description=SafeString(
            '<input type="checkbox" id="action-toggle" aria-label="Select all tokens on this page">'
        )
    )
    def action_checkbox(self, obj: AuthToken) -> SafeString:
        """Name the box by the part of the token that people see, not by its hash."""
        attributes = {
            "class": "action-select",
            "aria-label": f"Select token {obj.token_key[:SHOWN]}… of {obj.user}",
        }
        return forms.CheckboxInput(attributes, lambda _: False).render(ACTION_CHECKBOX_NAME, obj.pk)

    @admin.display(description="agent", ordering="user__username")
    def agent(self, token: AuthToken) -> str:
        return str(token.user.name)

    @admin.display(description="begins with", ordering="token_key")
    def first_characters(self, token: AuthToken) -> SafeString:
        return display.badge("token", f"{token.token_key[:SHOWN]}…")

    @admin.display(description="created", ordering="created")
    def created_at(self, token: AuthToken) -> SafeString | str:
        return display.moment(token.created)

    @admin.display(description="expires", ordering="expiry")
    def expires_at(self, token: AuthToken) -> SafeString | str:
        return display.moment(token.expiry) if token.expiry else "never"

    @admin.display(description="state")
    def state_badge(self, token: AuthToken) -> SafeString:
        over = token.expiry is not None and token.expiry < timezone.now()
        return display.badge("failed", "expired") if over else display.badge("sent", "valid")

    # --- actions ---

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, rows: QuerySet[AuthToken]) -> HttpResponse | None:
        """Ask first: the programs that use them are shut out at once."""
        if "confirmed" in request.POST:
            for_each(self, request, rows, partial(revoke_api_token, by=actor(request)), done="revoked")
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Revoke API tokens?",
            "opts": self.opts,
            "tokens": rows.select_related("user"),
            "checkbox": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "messaging/admin/revoke.html", context)
