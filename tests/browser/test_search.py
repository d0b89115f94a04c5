"""Searching everything by keys: found, gone to, gone through, and still there after a reload."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import in_both_themes, violations
from tests.browser.people import Provider, address, thread_of
from tests.browser.test_loop import arrive

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]

FIRST_NUMBER = 447700900410
PHONE = {"width": 390, "height": 844}


def search_for(page: Page, text: str) -> Locator:
    """Open the search by its key, type, and return its panel once something was found."""
    page.keyboard.press("Shift+F")
    expect(page.get_by_role("combobox", name="Search everything")).to_be_focused()
    page.keyboard.type(text)
    panel = page.get_by_role("dialog", name="Search everything")
    expect(panel.get_by_role("option").first).to_be_visible()
    return panel


def found_at(page: Page, words: str) -> Locator:
    """Return the message that the search has gone to."""
    return page.locator(".marked").filter(has_text=words)


def write(provider: Provider, customer: int, *texts: str) -> None:
    for text in texts:
        provider.post(f"customers/{customer}/messages", text=text)


def test_what_was_written_is_found_gone_to_and_gone_through_by_keys(
    provider: Provider, console: Open, shot: Shot
) -> None:
    names = ["Sana Seek", "Suri Seek"]
    customers = arrive(provider, names, FIRST_NUMBER)
    write(provider, customers[names[0]], "The zanzibar lamp flickers", "Nothing of the kind")
    write(provider, customers[names[1]], "Is the zanzibar chair in stock?")
    page = console()
    panel = search_for(page, "zanzibar")
    hits = panel.get_by_role("group", name="Messages and notes").get_by_role("option")
    expect(hits).to_have_count(2)
    assert in_both_themes(page, panel) == []
    shot(page, "search-1360")

    # A filter stands as a chip, and narrows.
    page.keyboard.type(" lamp has:file")
    expect(panel.get_by_role("button", name="Remove has:file")).to_be_visible()
    expect(panel.get_by_text(re.compile("Nothing found"))).to_be_visible()
    panel.get_by_role("button", name="Remove has:file").press("Enter")
    expect(hits).to_have_count(1)
    for _ in " lamp":
        page.keyboard.press("Backspace")
    expect(hits).to_have_count(2)

    # Past the conversations to the newest message, from there to the older one in another thread, and back.
    expect(panel.get_by_role("group", name="Conversations").get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(hits.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    bar = page.get_by_role("toolbar", name="What was found")
    expect(bar).to_contain_text("1 of 2")
    expect(found_at(page, "chair")).to_be_in_viewport()
    assert in_both_themes(page, bar) == []
    page.keyboard.press(".")
    expect(thread_of(page, names[0])).to_be_visible()
    expect(found_at(page, "lamp flickers")).to_be_in_viewport()
    expect(bar).to_contain_text("2 of 2")
    page.keyboard.press(",")
    expect(found_at(page, "chair")).to_be_in_viewport()

    # It is all in the address.
    page.reload()
    expect(bar).to_contain_text("1 of 2")
    expect(found_at(page, "chair")).to_be_in_viewport()
    # Back to what was found, wherever one had gone from there; and on again.
    page.go_back()
    expect(page.get_by_role("combobox", name="Search everything")).to_have_value("zanzibar")
    expect(hits).to_have_count(2)
    page.go_forward()
    expect(found_at(page, "chair")).to_be_in_viewport()
    bar.get_by_role("button", name="End the search").press("Enter")
    expect(bar).to_have_count(0)
    assert "find" not in address(page)
    assert violations(page) == []


def test_on_a_phone_in_arabic_letters_what_is_found_fits(
    provider: Provider, console: Open, shot: Shot
) -> None:
    name = "ليلى المصباح"
    customer = arrive(provider, [name], FIRST_NUMBER + 5)[name]
    write(provider, customer, "هل وصل مصباح زنجبار؟")
    page = console(viewport=PHONE, has_touch=True, color_scheme="dark")
    page.evaluate("document.documentElement.dir = 'rtl'")
    panel = search_for(page, "زنجبار")
    expect(panel.get_by_role("option").first).to_contain_text("زنجبار")
    expect(panel.get_by_role("option").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page, within=panel) == []
    shot(page, "search-390-rtl-dark")
    panel.get_by_role("option").last.tap()
    expect(found_at(page, "زنجبار")).to_be_in_viewport()
    bar = page.get_by_role("toolbar", name="What was found")
    expect(bar).to_contain_text("1 of 1")
    expect(bar).to_be_in_viewport(ratio=1)
    assert violations(page, within=bar) == []
    shot(page, "search-hit-390-rtl-dark")
