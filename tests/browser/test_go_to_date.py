"""Going to a day of a long thread, as the agent's own zone has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import in_both_themes
from tests.browser.people import Agent, Customer
from tests.live import LiveServer

Shot = Callable[[Page, str], Path]
NAME = "Dora Dates"
# Never the day that UTC has at noon.
ZONE = "Pacific/Auckland"
HOURS = 7
# As if they had written ever since: three or four times a day, for two months.
OLD_LINES = f"""
from datetime import timedelta
from uuid import uuid4
from messaging.models import Message
last = Message.objects.get(conversation__contact__name="{NAME}")
for number in range(1, 201):
    old = Message.objects.get(pk=last.pk)
    old.pk, old.client_id, old.external_id, old.lane_position = None, uuid4(), None, None
    old.timestamp = last.timestamp - timedelta(hours={HOURS} * number)
    old.content = f"Written at {{old.timestamp:%Y-%m-%dT%H:%M:%S.%fZ}}"
    old.save()
print(last.timestamp.isoformat())
"""


# Below the line of its own day, which is no longer in sight.
TO_THE_TOP = """line => {
    const thread = line.closest("[role=feed]");
    const below = () => line.getBoundingClientRect().top - thread.getBoundingClientRect().top;
    thread.scrollBy(0, below() + 4);
}"""


def first_of(day: datetime, newest: datetime) -> str:
    """What the first message of this day says, which begins at its midnight."""
    number = (newest - day) // timedelta(hours=HOURS)
    at = newest - timedelta(hours=HOURS * number)
    return f"Written at {at:%Y-%m-%dT%H:%M:%S.%fZ}"


def test_a_day_months_ago_is_one_request_away_by_keys_and_by_touch(
    demo: LiveServer, phone: Callable[..., Page], console: Callable[..., Page], shot: Shot
) -> None:
    customer = Customer(phone(NAME, "+44 7700 900791"), NAME)
    customer.write("Hello!")
    page = console(timezone_id=ZONE, locale="en-GB")
    agent = Agent(page, NAME).open()
    expect(agent.bubble("Hello!", side="inbound")).to_have_count(1)
    newest = datetime.fromisoformat(demo.setup.manage("shell", "--verbosity=0", "-c", OLD_LINES).strip())
    customer.write("Is anybody there?")
    expect(agent.bubble("Is anybody there?", side="inbound")).to_have_count(1)
    page.reload()
    expect(agent.bubble("Is anybody there?", side="inbound")).to_be_in_viewport()
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/messages/" in request.url and request.method == "GET":
            asked.append(request.url)

    page.on("request", note)
    local = newest.astimezone(ZoneInfo(ZONE))
    day = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=50)
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog", name="Go to a date")
    field = dialog.get_by_label("Date", exact=True)
    expect(field).to_be_focused()
    field.fill(f"{day:%Y-%m-%d}")
    assert in_both_themes(page, dialog) == []
    shot(page, "go-to-date-1360")
    asked.clear()
    field.press("Enter")
    line = agent.thread.get_by_role("article", name=first_of(day, newest))
    expect(line).to_be_in_viewport()
    expect(page.locator(".announcer")).to_have_text(f"Went to {day.day} {day:%B %Y}")
    expect(line).to_be_focused()
    assert len([one for one in asked if "around=" in one]) == 1
    assert len(asked) <= 2, "what goes on beside it is the other one"

    page.set_viewport_size({"width": 390, "height": 844})
    floating = page.locator(".floating-day button")
    line.evaluate(TO_THE_TOP)
    expect(floating).to_be_visible()
    shot(page, "floating-day-390")
    floating.click()
    expect(dialog).to_be_in_viewport(ratio=1)
    shot(page, "go-to-date-390")
    dialog.get_by_role("button", name="First message").click()
    oldest = f"Written at {newest - timedelta(hours=HOURS * 200):%Y-%m-%dT%H:%M:%S.%fZ}"
    line = agent.thread.get_by_role("article", name=oldest)
    expect(line).to_be_focused()
    agent.thread.locator(".day button").first.click()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(line).to_be_focused()
