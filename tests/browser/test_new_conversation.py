"""Writing first, by keys alone: a number as people write it, a template, and the customer has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer, thread_of

Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]
NAME, NUMBER = "Nia Newman", "+44 7700 900871"


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="New conversation")


def test_an_agent_writes_first(console: Callable[..., Page], phone: Callable[..., Page], shot: Shot) -> None:
    customer = Customer(phone(NAME, NUMBER), NAME)
    page = console()
    page.get_by_role("listbox", name="Conversations").focus()
    page.keyboard.press("c")
    to = dialog(page).get_by_role("textbox", name="To")
    expect(to).to_be_focused()
    # At home they would dial it so: the inbox's country is proposed, never assumed.
    page.keyboard.type("07700 900871")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("alert")).to_contain_text("country code")
    shot(page, "new-conversation-proposal")
    assert violations(page, within=dialog(page)) == []
    dialog(page).get_by_role("button", name="Use +447700900871").press("Enter")
    search = dialog(page).get_by_role("searchbox", name="Search templates")
    expect(search).to_be_focused()
    page.keyboard.type("may we write")
    expect(dialog(page).get_by_role("button", name="still there")).to_be_visible()
    page.keyboard.press("ArrowDown")
    shot(page, "new-conversation-templates")
    assert violations(page, within=dialog(page)) == []
    page.keyboard.press("Enter")
    dialog(page).get_by_role("button", name="Send", exact=True).press("Enter")
    expect(customer.bubble("May we write to you here?")).to_have_count(1)
    expect(dialog(page)).to_have_count(0)
    expect(thread_of(page, "+447700900871").locator(".bubble-line.outbound")).to_have_count(1)
    # The answer comes into the same conversation, under the name that the customer has given.
    customer.write("Yes, please.")
    agent = Agent(page, NAME)
    expect(agent.bubble("Yes, please.", side="inbound")).to_have_count(1)
    expect(agent.bubble("May we write to you here?")).to_have_count(1)


def test_whoever_has_a_conversation_is_found_by_name(
    talk: Talk, console: Callable[..., Page], shot: Shot
) -> None:
    talk("Ola Known", "+44 7700 900872", "It is me again")
    page = console(viewport={"width": 390, "height": 800})
    page.get_by_role("toolbar", name="Filter and order").get_by_role(
        "button", name="New conversation"
    ).click()
    dialog(page).get_by_role("textbox", name="To").fill("Ola Kn")
    found = dialog(page).get_by_role("button", name="Ola Known")
    expect(found).to_be_visible()
    shot(page, "new-conversation-found-390")
    assert violations(page, within=dialog(page)) == []
    found.click()
    expect(thread_of(page, "Ola Known")).to_be_visible()
    expect(dialog(page)).to_have_count(0)
