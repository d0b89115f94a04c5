"""A reply that goes out later: chosen by keys, found in the list, changed, discarded, sent; on a phone's width, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer
from tests.live import LiveServer

Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]
NARROW = {"width": 390, "height": 800}


def send_later(agent: Agent, text: str, when: str) -> Locator:
    """By keys alone, but for what is written."""
    agent.box.fill(text)
    agent.box.press("Escape")
    agent.page.keyboard.press("Shift+S")
    picker = agent.page.get_by_role("combobox")
    expect(picker).to_be_focused()
    picker.press_sequentially(when)
    picker.press("Enter")
    return agent.bubble(text)


def expect_one_of_a_kind(agent: Agent, line: Locator) -> None:
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Goes out")
    for verb in ("Send now", "Change time", "Discard"):
        expect(line.get_by_role("button", name=verb, exact=True)).to_be_visible()


def test_a_reply_goes_out_later(
    demo: LiveServer, talk: Talk, console: Callable[..., Page], shot: Shot
) -> None:
    agent, customer = talk("Lena Later", "+44 7700 900961", "When do you open?")
    colleague = Agent(console(demo.access["agents"][0]["username"]), customer.name).open()
    first = send_later(agent, "We open at nine.", "In 1 hour")
    expect_one_of_a_kind(agent, first)
    expect(agent.box).to_be_focused()
    # A colleague sees it come, and change.
    expect_one_of_a_kind(colleague, colleague.bubble("We open at nine."))
    expect(customer.bubble("We open at nine.")).to_have_count(0)

    first.get_by_role("button", name="Change time", exact=True).click()
    agent.page.get_by_role("option", name=re.compile("^Date and time")).click()
    dialog = agent.page.get_by_role("dialog", name="Send later")
    assert violations(agent.page, within=dialog) == []
    dialog.get_by_label("Date and time").press("Enter")
    expect(dialog).to_be_hidden()
    expect(first.locator("time[datetime]").first).to_be_visible()

    second = send_later(agent, "Or call us.", "In 1 hour")
    expect_one_of_a_kind(agent, second)
    second.get_by_role("button", name="Discard", exact=True).click()
    expect(second).to_contain_text("Taken back before it was sent")

    agent.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    inside = "thread => [thread, ...thread.querySelectorAll('.send-error')].every(e => e.scrollWidth <= e.clientWidth)"
    assert agent.thread.evaluate(inside)
    for scheme in ("light", "dark"):
        agent.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        shot(agent.page, f"send-later-{scheme}")
        assert violations(agent.page, within=agent.thread) == []

    first.get_by_role("button", name="Send now", exact=True).click()
    agent.expect_read(first)
    expect(customer.bubble("We open at nine.")).to_have_count(1)
    expect(customer.bubble("Or call us.")).to_have_count(0)


def test_the_list_shows_what_is_scheduled(talk: Talk, shot: Shot) -> None:
    agent, customer = talk("Sven Scheduled", "+44 7700 900962", "Tomorrow, please.")
    expect(send_later(agent, "Tomorrow it is.", "In 1 hour")).to_contain_text("Goes out")
    page = agent.page
    page.get_by_role("button", name=re.compile("^Filter")).first.click()
    page.get_by_role("option", name=re.compile("^Scheduled")).click()
    page.keyboard.press("Escape")
    rows = page.locator(".row[data-id]")
    expect(rows.filter(has_text=customer.name)).to_have_count(1)
    expect(
        rows.filter(has_text=customer.name).get_by_role("img", name="Goes out later").first
    ).to_be_visible()
    shot(page, "send-later-list")
    agent.bubble("Tomorrow it is.").get_by_role("button", name="Send now", exact=True).click()
    expect(rows.filter(has_text=customer.name)).to_have_count(0)
