"""The one app of the project."""

from __future__ import annotations

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = "Support console"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from messaging import checks, statement_limits  # noqa: F401  (registers the system checks)

        connection_created.connect(statement_limits.watch_new)
