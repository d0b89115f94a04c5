"""The simulator: a Django app of its own, installed only where ``settings.SIMULATOR`` is on."""

from __future__ import annotations

from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "simulator"
    verbose_name = "Simulator"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from simulator import runtime, twilio  # they need the models

        runtime.use_answers(twilio.send_replies)
