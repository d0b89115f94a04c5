from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def test_an_installation_in_one_process_has_no_workers(settings):
    settings.DELIVERY = "embedded"
    with pytest.raises(CommandError, match="delivers inside"):
        call_command("run_delivery")


def test_at_least_one_conversation_at_a_time(settings):
    settings.DELIVERY = "workers"
    with pytest.raises(CommandError, match="at least 1"):
        call_command("run_delivery", "--concurrency", "0")
