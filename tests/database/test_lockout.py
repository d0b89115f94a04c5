"""Guessing passwords ends after a few tries, at the console's login and at the admin's alike."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from messaging.models import Agent

pytestmark = pytest.mark.django_db

PASSWORD = "the-right-one-42"


@pytest.fixture(autouse=True)
def agent() -> Agent:
    return Agent.objects.create_user("mia", password=PASSWORD, is_staff=True)


def log_in(client: Client, password: str, **more: Any) -> Any:
    credentials = {"username": "mia", "password": password}
    return client.post("/api/session/", credentials, content_type="application/json", **more)


def fail(client: Client, times: int) -> list[int]:
    return [log_in(client, f"wrong-{n}").status_code for n in range(times)]


def test_right_password_after_some_wrong_ones(client: Client) -> None:
    assert fail(client, settings.AXES_FAILURE_LIMIT - 1) == [400] * (settings.AXES_FAILURE_LIMIT - 1)
    assert log_in(client, PASSWORD).status_code == 200


def test_too_many_wrong_ones_lock_even_the_right_one_out(client: Client) -> None:
    assert fail(client, settings.AXES_FAILURE_LIMIT)[-1] == 429
    answer = log_in(client, PASSWORD)
    assert answer.status_code == 429
    assert answer.json() == {
        "code": "too_many_attempts",
        "detail": "Too many failed logins. Try again in 15 minutes.",
        "errors": {},
    }
    assert answer["Retry-After"] == "900"


def test_admin_s_form_is_locked_with_a_sentence(client: Client) -> None:
    fail(client, settings.AXES_FAILURE_LIMIT)
    answer = client.post("/admin/login/", {"username": "mia", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "Too many failed logins. Try again in 15 minutes."


def test_failures_at_the_admin_count_as_well(client: Client) -> None:
    for n in range(settings.AXES_FAILURE_LIMIT):
        client.post("/admin/login/", {"username": "mia", "password": f"wrong-{n}"})
    assert log_in(client, PASSWORD).status_code == 429


def test_somebody_elsewhere_is_not_locked_out(client: Client) -> None:
    fail(client, settings.AXES_FAILURE_LIMIT)
    assert log_in(client, PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_success_forgets_the_failures(client: Client) -> None:
    almost = settings.AXES_FAILURE_LIMIT - 1
    fail(client, almost)
    log_in(client, PASSWORD)
    assert fail(client, almost) == [400] * almost
