"""Others' apps as we want them: the admin's groups, and the static files that are worth collecting."""

from __future__ import annotations

from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models import Model


class StaticFiles(StaticFilesConfig):
    """Half the bytes that libraries ship are for pages we do not serve."""

    # ReDoc beside Swagger UI, and DRF's browsable pages (we answer JSON only).
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]


class Tokens(AppConfig):
    """knox, in our words: its tables stand among the people in the admin."""

    name = "knox"
    verbose_name = "People"

    def ready(self) -> None:
        _call(self.get_model("AuthToken"), "API token", "API tokens")


class FailedLogins(AxesConfig):  # type: ignore[misc]  # (axes has no types)
    """django-axes, in our words."""

    verbose_name = "People"

    def ready(self) -> None:
        super().ready()
        attempts = self.get_model("AccessAttempt")
        _call(attempts, "failed login", "failed logins")
        setattr(attempts, "__str__", lambda attempt: attempt.username or attempt.ip_address)  # noqa: B010 (a library's own)


def _call(model: type[Model], name: str, plural: str) -> None:
    """Name another app's model; its migrations do not see it."""
    model._meta.verbose_name, model._meta.verbose_name_plural = name, plural


class Admin(AdminConfig):
    """Django's admin with our groups in index and sidebar.

    The class lives outside `messaging.admin`: importing that registers lists with the very site being made.
    """

    default_site = "support_console.admin_site.ConsoleAdminSite"
