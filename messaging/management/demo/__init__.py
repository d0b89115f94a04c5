"""The demo: a small shop with agents, customers and three weeks of conversations.

The console's side is written here, by its own actions and in bulk; the provider's side lies in the simulator's
tables, so nothing of it can be imported where the simulator is not installed.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management.base import CommandError

from messaging.errors import ConsoleError
from messaging.management.demo import demo_file

__all__ = ["create_demo", "demo_file"]


def create_demo(url: str) -> dict[str, object]:
    """Make the demo once and return the content of ``var/demo.json``; ``url`` is where this server is reached.

    Raise `CommandError` where the simulator is not installed, or where no inbox may call it at ``url``.
    """
    if not apps.is_installed("simulator"):
        raise CommandError("The demo needs the simulator: set SIMULATOR=1.")
    from messaging.management.demo import shop  # imports the simulator's models

    try:
        return shop.create_demo(url)
    except ConsoleError as refusal:
        advice = "Give `create_demo` another --url, such as the loopback address."
        raise CommandError(f"The demo cannot be at {url}. {refusal.detail} {advice}") from refusal
