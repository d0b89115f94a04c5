"""Two agents in two browsers: who waits longest, what stays unread, and views that both see."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer, Provider, thread_of
from tests.browser.test_loop import arrive
from tests.live import LiveServer
from tests.servers import wait_until

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]


def rows(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Conversations").get_by_role("option")


def row(page: Page, name: str) -> Locator:
    return rows(page).filter(has_text=name)


def view(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar", name="View").get_by_role("button", name=name, exact=True)


def take_filter(page: Page, typed: str) -> None:
    """The first of the filters that fit; some of them are asked for when the picker opens."""
    page.keyboard.type(typed)
    chosen = page.get_by_role("dialog", name="Filter").locator("[data-highlighted]")
    expect(chosen).to_contain_text(typed, ignore_case=True)
    page.keyboard.press("Enter")


def test_who_waits_is_seen_until_somebody_answers(
    talk: Talk, console: Open, provider: Provider, shot: Shot
) -> None:
    name = "Wanda Waiting"
    sam, customer = talk(name, "+44 7700 900851", "Where is my lamp?")
    mia = console("mia", color_scheme="dark")
    view(mia, "Waiting").click()
    waiting = row(mia, name)
    # Who waits longest stands above; only these two, of all who wait in the whole run.
    arrive(provider, ["Wanda Later"], 447700900859)
    mia.get_by_role("searchbox").fill("Wanda")
    expect(mia.get_by_role("button", name="Order: Waiting longest")).to_be_visible()
    expect(rows(mia)).to_have_text([re.compile(name), re.compile("Wanda Later")])
    expect(waiting).to_contain_text(re.compile(r"waiting \d+ min"))
    shot(mia, "waiting-dark")
    assert violations(mia) == []
    # Not by reading; by an answer.
    expect(sam.bubble("Where is my lamp?", side="inbound")).to_be_visible()
    expect(waiting.locator(".badge")).to_have_count(0)
    expect(waiting).to_be_visible()
    sam.write("On its way.")
    expect(waiting).to_have_count(0)
    customer.write("Thank you!")
    expect(waiting).to_be_visible()
    # The address says which list it is.
    mia.reload()
    expect(view(mia, "Waiting")).to_have_attribute("aria-pressed", "true")
    expect(waiting).to_be_visible()


def test_unread_stays_unread_while_a_colleague_has_it_open(talk: Talk, console: Open) -> None:
    name = "Uma Untouched"
    sam, customer = talk(name, "+44 7700 900852", "Please look at this later")
    mia = Agent(console("mia", color_scheme="dark"), name).open()
    badge = row(sam.page, name).locator(".badge")
    expect(badge).to_have_count(0)
    mia.page.get_by_role("heading", name=name).click()
    mia.page.keyboard.press("u")
    expect(badge).to_have_text(re.compile("1"))
    # Longer than a console needs to notice what is on its screen; and after another look at the window.
    sam.page.evaluate("window.dispatchEvent(new Event('blur')); window.dispatchEvent(new Event('focus'))")
    sam.page.wait_for_timeout(1500)
    expect(badge).to_have_text(re.compile("1"))
    expect(row(mia.page, name).locator(".badge")).to_have_text(re.compile("1"))
    # A new message is read by who looks at it.
    customer.write("Still there?")
    expect(badge).to_have_count(0)


def test_a_search_is_in_the_address_and_worked_by_keys(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Sal Searched"
    talk(name, "+44 7700 900853", "Do you have xylophones?")
    page = console("mia", color_scheme="dark")
    view(page, "All").click()
    box = page.get_by_role("searchbox")
    box.fill("xylophones")
    expect(rows(page)).to_have_count(1)
    expect(page).to_have_url(re.compile("q=xylophones"))
    page.reload()
    expect(box).to_have_value("xylophones")
    expect(rows(page)).to_have_count(1)
    box.press("ArrowDown")
    expect(row(page, name)).to_be_focused()
    box.focus()
    box.press("Enter")
    expect(thread_of(page, name)).to_be_visible()
    page.go_back()
    expect(thread_of(page, name)).to_have_count(0)
    expect(box).to_have_value("xylophones")
    box.fill("")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("dialog", name="Filter")).to_be_visible()
    take_filter(page, "snoo")
    shot(page, "list-filters-dark")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile("^Remove the filter"))).to_have_count(1)


def test_views_are_counted_saved_and_shared(talk: Talk, console: Open, demo: LiveServer, shot: Shot) -> None:
    name = "Vera Viewed"
    sam, customer = talk(name, "+44 7700 900854", "My parcel is lost")
    token = {"Authorization": f"Token {demo.access['api_token']}"}

    def counted(view_name: str) -> str:
        counts = demo.request("GET", "/api/conversations/counts/", headers=token).json["counts"]
        return str(counts[f"view:{view_name}"])

    count = sam.page.get_by_role("toolbar", name="View").locator(".tab-count")
    tabs = ["mine", "unassigned", "waiting", "all"]

    def is_counted_right() -> bool:
        return count.all_inner_texts() == [counted(one) for one in tabs]

    # What an earlier test has left under way may change both.
    wait_until(is_counted_right, "the counts of the server")
    # A burst: what events make of the counts is what the server counts.
    for number in range(8):
        customer.write(f"Hello? {number}")
    # Not before: what comes after our answer would have to wait for another.
    expect(sam.bubble("Hello? 7", side="inbound")).to_have_count(1)
    sam.page.get_by_role("heading", name=name).click()
    sam.page.keyboard.press("a")
    expect(sam.page.get_by_role("button", name="Owner: You", exact=True).first).to_be_visible()
    sam.write("We look for it.")
    expect(sam.bubble("We look for it.")).to_have_count(1)
    wait_until(is_counted_right, "the counts of the server")

    # Saved for everybody by who may.
    sam.page.get_by_role("button", name="Filter", exact=True).click()
    expect(sam.page.get_by_role("dialog", name="Filter")).to_be_visible()
    take_filter(sam.page, "you")
    sam.page.keyboard.press("Escape")
    sam.page.get_by_role("button", name="Save view").click()
    sam.page.get_by_label("Name", exact=True).fill("On my desk")
    sam.page.get_by_label("Everybody finds it").check()
    shot(sam.page, "view-save-light")
    assert violations(sam.page) == []
    sam.page.get_by_role("button", name="Save", exact=True).click()
    more = sam.page.get_by_role("button", name="More views: On my desk")
    expect(more).to_be_visible()
    mia = console("mia", color_scheme="dark")
    mia.get_by_role("button", name=re.compile("^More views")).click()
    entry = mia.get_by_role("option", name=re.compile("^On my desk"))
    expect(entry).to_be_visible()
    shot(mia, "views-picker-dark")
    assert violations(mia) == []
    entry.click()
    # Each sees their own behind the same words, and a colleague's shared view is no plain agent's to change.
    expect(mia.get_by_role("button", name="Remove the filter You")).to_be_visible()
    expect(row(mia, name)).to_have_count(0)
    mia.reload()
    expect(mia.get_by_role("button", name="More views: On my desk")).to_be_visible()
    # Gone for both at once.
    sam.page.get_by_role("button", name="Edit view").click()
    sam.page.get_by_role("button", name="Delete for everybody").click()
    sam.page.get_by_role("button", name="Delete it").click()
    expect(mia.get_by_role("button", name="More views: On my desk")).to_have_count(0)
    small = console(viewport={"width": 390, "height": 800}, has_touch=True)
    expect(small.locator(".tab-count").first).to_be_visible()
    shot(small, "views-390-light")
    assert violations(small) == []
    assert small.evaluate("document.documentElement.scrollWidth") == 390
