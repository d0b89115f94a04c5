"""The admin's lists by what they are about, on the first page and in the sidebar alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from messaging import throttles

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Conversations": ("Message", "Conversation", "Contact", "Attachment", "SavedView", "Measurement"),
    "Texts": ("CannedResponse", "Template", "Label"),
    "People": ("Agent", "Team", "AuthToken", "AccessAttempt"),
    "Inboxes": ("Inbox", "InboxNotice", "WebhookCall", "OutboxLane", "Job"),
    "Feed": ("FeedEvent", "FeedHead", "Follower"),
}


class ConsoleAdminSite(AdminSite):
    """Django's admin with the lists of all apps in our groups: an operator does not know who wrote which."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the groups in the shape of Django's apps; of one app, where its own page is asked for."""
        apps = super().get_app_list(request, app_label)
        return grouped_models(apps, reverse("admin:index", current_app=self.name))

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the first page with the lists of one app: nothing leads there but an address that somebody typed."""
        return super().app_index(request, app_label, {"title": self.index_title, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show Django's page with our form: its own saves past our action, and tokens would live on."""
        from messaging.admin import OwnPasswordForm  # models are not there yet when this module is imported

        if refusal := too_many_password_checks(request):
            return refusal
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        response = view(request)
        if request.method == "POST" and not _old_password_is_wrong(response):
            throttles.count([throttles.PASSWORDS.of(str(request.user.pk))], -1)
        return response


def too_many_password_checks(request: HttpRequest) -> HttpResponse | None:
    """Count a try of the old password, which the right one takes back; return the 429 when there were too many.

    Whoever found a screen unlocked must not find the password out.
    """
    wait = request.method == "POST" and throttles.PASSWORDS.of(str(request.user.pk)).hit()
    if not wait:
        return None
    error = throttles.refusal(wait)
    headers = {"Retry-After": str(error.retry_after)}
    return HttpResponse(
        error.detail, status=error.status, content_type="text/plain; charset=utf-8", headers=headers
    )


def _old_password_is_wrong(response: HttpResponseBase) -> bool:
    """Return whether the page says so; a new one that is too weak was no guess."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    return form is not None and "old_password" in form.errors


def grouped_models(apps: Sequence[Mapping[str, Any]], index: str) -> list[dict[str, Any]]:
    """Return Django's list of apps by group, most used first; models that no group names come last."""
    models = {model["object_name"]: model for app in apps for model in app["models"]}
    known = {name: [models.pop(one) for one in wanted if one in models] for name, wanted in GROUPS.items()}
    groups = {**known, "More": list(models.values())}
    return [_group(name, rows, index) for name, rows in groups.items() if rows]


def _group(name: str, models: list[dict[str, Any]], index: str) -> dict[str, Any]:
    label = name.lower()
    url = f"{index}#{label}"
    return {"name": name, "app_label": label, "app_url": url, "has_module_perms": True, "models": models}
