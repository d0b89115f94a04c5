"""Every kind of message of the demo's past, as the console shows it. How they come and go: test_round_trips."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import thread_of

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 420, "height": 800}},
}


def open_conversation(page: Page, name: str) -> Locator:
    """The thread of somebody, whatever state the conversation is in."""
    page.get_by_role("button", name="All", exact=True).click()
    page.goto(f"{page.url.partition(chr(35))[0]}#/all/any")
    page.get_by_role("searchbox").first.fill(name)
    page.get_by_role("option").filter(has_text=name).first.click()
    thread = thread_of(page, name)
    expect(thread).to_be_visible()
    return thread


def scroll_to(thread: Locator, wanted: Locator) -> None:
    """Rows that are far away are not in the page."""
    for _ in range(40):
        if wanted.count():
            wanted.first.scroll_into_view_if_needed()
            return
        thread.evaluate("one => one.scrollBy(0, -400)")
        thread.page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
        # An older page may be on its way.
        expect(thread).to_have_attribute("aria-busy", "false")
    raise AssertionError(f"{wanted} is nowhere in the thread")


@pytest.mark.parametrize("look", LOOKS)
def test_every_kind_is_shown_and_within_reach(console: Open, shot: Shot, look: str) -> None:
    page = console(**LOOKS[look])
    thread = open_conversation(page, "Robin Ashworth")
    expect(thread.get_by_role("link", name="Open the map")).to_be_visible()
    expect(thread.get_by_text("Mr Hale")).to_be_visible()
    assert violations(page) == []
    for wanted in (
        thread.get_by_text("Ready to collect"),
        thread.get_by_text("Deleted by the customer"),
        thread.get_by_role("button", name=re.compile("edited")),
        thread.get_by_role("img", name="Sticker"),
        thread.get_by_role("link", name=re.compile("Download")),
        thread.get_by_role("group", name="Voice message"),
        thread.locator("video"),
        thread.get_by_role("button", name=re.compile("Show it large")),
    ):
        scroll_to(thread, wanted)
    assert violations(page) == []
    shot(page, f"kinds-{look}")


def test_a_picture_is_shown_large_and_the_focus_comes_back(console: Open) -> None:
    page = console()
    thread = open_conversation(page, "Robin Ashworth")
    picture = thread.get_by_role("button", name=re.compile("Show it large"))
    scroll_to(thread, picture)
    picture.last.click()
    large = page.get_by_role("dialog")
    expect(large.get_by_role("img")).to_be_visible()
    assert violations(page) == []
    large.press("ArrowLeft")
    expect(large).to_contain_text("1 of 2")
    large.press("Escape")
    expect(large).to_be_hidden()
    expect(picture.last).to_be_focused()
