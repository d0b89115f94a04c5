"""Django's own apps as we want them: the admin's groups, and the static files that are worth collecting."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Half the bytes that libraries ship are for pages we do not serve."""

    # ReDoc beside Swagger UI, and DRF's browsable pages (we answer JSON only).
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]


class Admin(AdminConfig):
    """Django's admin with our groups in index and sidebar.

    The class lives outside `messaging.admin`: importing that registers lists with the very site being made.
    """

    default_site = "support_console.admin_site.ConsoleAdminSite"
