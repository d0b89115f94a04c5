"""Phone → webhook → feed → console and admin → reply → phone, on the real mechanisms, watched in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import thread_of as thread

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]


def rows(page: Page) -> Locator:
    """The rows of the console's list."""
    return page.get_by_role("listbox", name="Conversations").get_by_role("option")


def open_conversation(page: Page, name: str) -> None:
    rows(page).filter(has_text=name).first.click()
    expect(thread(page, name)).to_be_visible()


def test_from_the_phone_to_the_console_and_the_admin_and_back(
    console: Open, phone: Open, admin: Open, shot: Shot
) -> None:
    name = "Ann Lee"
    page = console(color_scheme="light")
    page.get_by_role("button", name="All", exact=True).click()
    expect(rows(page).first).to_be_visible()
    assert violations(page) == []
    staff = admin("/admin/messaging/message/")
    hand = phone(name, "+44 7700 900555")

    question = "Do you have the oak lamp in stock?"
    hand.get_by_role("textbox", name=f"Message as {name}").fill(question)
    hand.get_by_role("button", name="Send").click()

    # In the console and in the open admin list, both without a reload.
    expect(rows(page).filter(has_text=question)).to_be_visible()
    expect(staff.locator("#result_list")).to_contain_text(question)

    open_conversation(page, name)
    answer = "Yes, two are left. Shall I keep one for you?"
    page.get_by_role("textbox", name=f"Reply to {name}").fill(answer)
    page.keyboard.press("Enter")
    mine = thread(page, name).locator(".bubble-line").filter(has_text=answer)
    expect(mine).to_have_count(1)

    # On the phone; ticks reach *read* in the console and in the admin.
    expect(hand.get_by_role("log", name=f"Chat with {name}")).to_contain_text(answer)
    expect(mine.get_by_role("button", name=re.compile("^Read"))).to_be_visible()
    row = staff.locator("#result_list tbody tr").filter(has_text=answer)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Read", ignore_case=True)
    expect(mine).to_have_count(1)

    # The customer's own message was seen, so nothing is unread.
    expect(rows(page).filter(has_text=name).locator(".badge")).to_have_count(0)

    shot(page, "console-light")
    assert violations(page) == []
    shot(hand, "phone")
    shot(staff, "admin")


def test_ticks_by_hand(console: Open, phone: Open) -> None:
    name = "Bea Stone"
    page, hand = console(), phone(name, "+44 7700 900556")
    hand.get_by_role("switch").click()
    hand.get_by_role("textbox", name=f"Message as {name}").fill("Hello?")
    hand.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="All", exact=True).click()
    open_conversation(page, name)
    page.get_by_role("textbox", name=f"Reply to {name}").fill("Good morning!")
    page.keyboard.press("Enter")
    mine = thread(page, name).locator(".bubble-line").filter(has_text="Good morning!")
    expect(mine.get_by_role("button", name=re.compile("^Sent"))).to_be_visible()
    hand.get_by_role("button", name="Mark delivered").click()
    expect(mine.get_by_role("button", name=re.compile("^Delivered"))).to_be_visible()
    hand.get_by_role("button", name="Mark read").click()
    expect(mine.get_by_role("button", name=re.compile("^Read"))).to_be_visible()


def test_dark_and_narrow(console: Open, shot: Shot) -> None:
    page = console(color_scheme="dark")
    page.get_by_role("button", name="All", exact=True).click()
    # Whoever wrote last: of a long list only a part is in the page.
    name = rows(page).first.locator(".row-name").inner_text()
    assert violations(page) == []
    open_conversation(page, name)
    expect(thread(page, name).locator(".bubble-line").first).to_be_visible()
    shot(page, "console-dark")
    assert violations(page) == []
    small = console(viewport={"width": 400, "height": 800})
    small.get_by_role("button", name="All", exact=True).click()
    expect(rows(small).first).to_be_visible()
    shot(small, "console-400-list")
    open_conversation(small, name)
    expect(thread(small, name).locator(".bubble-line").first).to_be_visible()
    expect(small.get_by_role("listbox", name="Conversations")).to_be_hidden()
    shot(small, "console-400-thread")
