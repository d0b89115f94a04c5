"""How an agent wants to be notified: the settings, of them alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from messaging.models import Agent, Inbox, InboxNotification, NotificationSettings
from tests.factories import an_agent, an_inbox

pytestmark = pytest.mark.django_db

PATH = "/api/me/notifications/"
DEFAULTS = {
    "about": "unassigned",
    "inboxes": [],
    "sound": True,
    "repeats": False,
    "desktop": True,
    "quiet_hours": None,
}
NIGHT = {"start": "22:00", "end": "07:30", "time_zone": "Europe/Berlin"}


def change(client: Client, **body: Any) -> Any:
    return client.patch(PATH, body, content_type="application/json")


def test_what_is_changed_is_kept_and_the_rest_stays(api: Client, inbox: Inbox) -> None:
    assert api.get(PATH).json() == DEFAULTS
    assert NotificationSettings.objects.count() == 0, "who changes nothing has no row"
    about = [{"inbox": inbox.pk, "about": "all"}]
    assert change(api, sound=False, inboxes=about).json() == {**DEFAULTS, "sound": False, "inboxes": about}
    answer = change(api, about="mine", quiet_hours=NIGHT)
    expected = {**DEFAULTS, "sound": False, "about": "mine", "inboxes": about, "quiet_hours": NIGHT}
    assert answer.json() == expected
    assert api.get(PATH).json() == expected
    assert change(api, quiet_hours=None, inboxes=[]).json() == {
        **expected,
        "quiet_hours": None,
        "inboxes": [],
    }


def test_they_are_the_agents_own(api: Client, agent: Agent) -> None:
    change(api, about="none")
    colleague = Client()
    colleague.force_login(an_agent(), "django.contrib.auth.backends.ModelBackend")
    assert colleague.get(PATH).json() == DEFAULTS
    assert list(NotificationSettings.objects.values_list("agent", "about")) == [(agent.pk, "none")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"about": "theirs"}, "about"),
        ({"volume": 3}, "volume"),
        ({"inboxes": [{"inbox": 1, "about": "loud"}]}, "inboxes"),
        ({"quiet_hours": {"start": "22:00", "end": "07:30"}}, "quiet_hours"),
        ({"quiet_hours": {**NIGHT, "end": "24:00"}}, "quiet_hours"),
        ({"quiet_hours": {**NIGHT, "end": "22:00"}}, "quiet_hours"),
        *(
            ({"quiet_hours": {**NIGHT, "time_zone": zone}}, "quiet_hours")
            for zone in ("Mars/Olympus", "../etc", "Europe")
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(api: Client, body: dict[str, Any], field: str) -> None:
    answer = change(api, **body)
    assert answer.status_code == 400
    assert next(iter(answer.json()["errors"])).startswith(field)
    assert NotificationSettings.objects.count() == 0


def test_an_inbox_that_the_agent_does_not_see_is_refused_and_left_out(
    api: Client, agent: Agent, inbox: Inbox
) -> None:
    other = an_inbox()
    about = [{"inbox": inbox.pk, "about": "mine"}]
    answer = change(api, sound=False, inboxes=[*about, {"inbox": other.pk, "about": "all"}])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["inboxes"])
    assert api.get(PATH).json() == DEFAULTS, "all of it or nothing"
    # One that they saw once.
    InboxNotification.objects.create(agent=agent, inbox=other, about="all")
    assert api.get(PATH).json()["inboxes"] == []
    # What is saved again is what is shown.
    assert change(api, inboxes=about).json()["inboxes"] == about
