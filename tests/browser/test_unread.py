"""What was on the screen is seen, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.people import Agent, Customer, Provider

MESSAGES = 40


def test_a_thread_opens_where_the_unread_begin(
    console: Callable[..., Page], phone: Callable[..., Page], provider: Provider, shot: Any
) -> None:
    name = "Ulla Unread"
    customer = Customer(phone(name, "+44 7700 900671"), name)
    for number in range(MESSAGES):
        provider.post(f"customers/{customer.id}/messages", text=f"Line {number}")
    page = console()
    page.get_by_role("button", name="All", exact=True).click()
    badge = page.get_by_role("listbox", name="Conversations").get_by_role("option").filter(has_text=name)
    badge = badge.locator(".badge")
    expect(badge).to_have_text(re.compile(str(MESSAGES)))
    agent = Agent(page, name).open()
    expect(agent.thread.get_by_text("New", exact=True)).to_be_in_viewport()
    expect(agent.thread.get_by_text("Line 0", exact=True)).to_be_in_viewport()
    shot(page, "unread")
    # Some are seen, the rest is further down.
    expect(badge).not_to_have_text(re.compile(str(MESSAGES)))
    expect(badge).to_be_visible()
    page.get_by_role("button", name="Go to the newest message").click()
    expect(agent.thread.get_by_text(f"Line {MESSAGES - 1}", exact=True)).to_be_in_viewport()
    expect(badge).to_have_count(0)
