"""A day without a mouse: answered, resolved, the next one; no key is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.browser.conftest import keep_toasts, violations
from tests.browser.people import Provider, thread_of
from tests.live import LiveServer
from tests.servers import wait_until

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]

# Somebody who types fast.
BETWEEN_KEYS_MS = 120


def arrive(provider: Provider, names: list[str], number: int) -> dict[str, int]:
    """A new customer of each name has written; their ids at the provider by name."""
    customers = {
        name: int(provider.post("customers", name=name, wa_id=str(number + offset))["id"])
        for offset, name in enumerate(names)
    }
    for name, customer in customers.items():
        provider.post(f"customers/{customer}/messages", text=f"Hello, {name} here")
    return customers


def all_of_them(page: Page) -> Page:
    """With the view *All*, by its keys; once more where a busy machine lets too long pass between the two."""
    for _ in range(5):
        page.keyboard.press("g")
        page.keyboard.press("a")
        with suppress(TimeoutError):
            page.wait_for_url(re.compile("#/all"), timeout=3000)
            break
    expect(page).to_have_url(re.compile("#/all"))
    return page


def rows(page: Page, name: str) -> Locator:
    options = page.get_by_role("listbox", name="Conversations").get_by_role("option")
    return options.filter(has_text=name)


def conversations(demo: LiveServer, query: str) -> list[dict[str, Any]]:
    token = {"Authorization": f"Token {demo.access['api_token']}"}
    found: list[dict[str, Any]] = demo.request("GET", f"/api/conversations/?{query}", headers=token).json[
        "results"
    ]
    return found


def test_ten_are_answered_and_resolved_without_a_stop(
    console: Open, provider: Provider, demo: LiveServer
) -> None:
    page = all_of_them(console())
    arrive(provider, [f"Tenfold {number}" for number in range(10)], 447700901200)
    expect(rows(page, "Tenfold")).to_have_count(10)
    top = rows(page, "Tenfold").first
    expect(top).to_contain_text("Tenfold 9")
    keyboard = page.keyboard
    # From the page to the first row, opened, and into its composer.
    for key in ("j", "Enter", "r"):
        keyboard.press(key)
        page.wait_for_timeout(BETWEEN_KEYS_MS)
    for number in range(10):
        keyboard.type(f"Yes {number}", delay=BETWEEN_KEYS_MS)
        page.wait_for_timeout(BETWEEN_KEYS_MS)
        keyboard.press("Control+Shift+Enter")
        page.wait_for_timeout(BETWEEN_KEYS_MS)
    expect(rows(page, "Tenfold")).to_have_count(0)
    # The list is ahead of the server.
    wait_until(lambda: len(conversations(demo, "status=resolved&q=Tenfold")) == 10, "all resolved")
    done = conversations(demo, "status=resolved&q=Tenfold")
    answers = {one["contact"]["name"]: one["last_message"]["content"] for one in done}
    assert answers == {f"Tenfold {9 - number}": f"Yes {number}" for number in range(10)}


def test_keys_go_on_where_a_row_a_dialog_or_a_field_went(
    console: Open, provider: Provider, demo: LiveServer, shot: Shot
) -> None:
    page = keep_toasts(all_of_them(console()))
    arrive(provider, [f"Goner {number}" for number in range(5)], 447700901220)
    expect(rows(page, "Goner")).to_have_count(5)
    keyboard = page.keyboard

    def focused(name: str) -> None:
        expect(rows(page, name)).to_be_focused()

    # `e` on rows: each press takes the next one, at once.
    keyboard.press("j")
    focused("Goner 4")
    keyboard.press("e")
    focused("Goner 3")
    # Taken back: said, and there again.
    expect(page.get_by_text("Resolved: Goner 4")).to_be_visible()
    keyboard.press("z")
    expect(page.get_by_text("Undone: Goner 4")).to_be_visible()
    expect(rows(page, "Goner")).to_have_count(5)
    keyboard.press("k")
    focused("Goner 4")
    keyboard.press("e")
    focused("Goner 3")
    keyboard.press("e")
    focused("Goner 2")
    expect(page.get_by_text("Resolved: Goner 3")).to_be_visible()
    shot(page, "loop-undo-light")
    assert violations(page) == []
    expect(rows(page, "Goner")).to_have_count(3)
    # Opened by J; the timeline and the table of keys give the focus back to where it was.
    keyboard.press("Shift+J")
    thread = thread_of(page, "Goner 2")
    expect(thread).to_contain_text("Hello, Goner 2 here")
    for key, dialog in (("i", "Message timeline"), ("?", "Keyboard shortcuts")):
        keyboard.press(key)
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        keyboard.press("Escape")
        keyboard.press("Shift+J")
        keyboard.press("Shift+K")
        focused("Goner 2")
    expect(thread).to_be_visible()
    # A colleague resolves what has the focus: it goes to the neighbour, and with it the keys.
    pk = conversations(demo, "q=Goner+2")[0]["id"]
    token = {"Authorization": f"Token {demo.access['api_token']}"}
    demo.request("PATCH", f"/api/conversations/{pk}/", {"status": "resolved"}, headers=token)
    focused("Goner 1")
    keyboard.press("r")
    expect(page.get_by_role("textbox", name="Reply to Goner 1")).to_be_focused()
    # Resolved and on, without an answer; then nothing is left, and keys still work.
    keyboard.press("Escape")
    keyboard.press("Shift+E")
    expect(thread_of(page, "Goner 0")).to_be_visible()
    focused("Goner 0")


def test_everything_is_found_by_a_few_letters(console: Open, provider: Provider, shot: Shot) -> None:
    page = all_of_them(console(color_scheme="dark"))
    arrive(provider, ["Paletta One", "Paletta Two"], 447700901230)
    expect(rows(page, "Paletta")).to_have_count(2)
    keyboard = page.keyboard
    for key in ("j", "r"):
        keyboard.press(key)
    two, one = (page.get_by_role("textbox", name=f"Reply to Paletta {name}") for name in ("Two", "One"))
    expect(two).to_be_focused()
    keyboard.type("Good morning")
    for _ in "morning":
        keyboard.press("ArrowLeft")
    # What is typed before it is there is meant for it.
    keyboard.press("Control+k")
    keyboard.type("undo")
    palette = page.get_by_role("dialog", name="Find anything")
    expect(palette.get_by_role("option").first).to_contain_text("Undo")
    shot(page, "palette-dark")
    assert violations(page) == []
    keyboard.press("Escape")
    expect(palette).to_be_hidden()
    keyboard.type("old ")
    expect(two).to_have_value("Good old morning")
    # To another conversation and back; the draft waits.
    keyboard.press("Control+k")
    keyboard.type("paletta one")
    keyboard.press("Enter")
    expect(one).to_be_focused()
    keyboard.press("Control+k")
    page.emulate_media(color_scheme="light")
    expect(palette.get_by_role("option").first).to_contain_text("Paletta One")
    shot(page, "palette-light")
    assert violations(page) == []
    keyboard.type("paletta two")
    keyboard.press("Enter")
    expect(two).to_be_focused()
    expect(two).to_have_value("Good old morning")
    # By a verb of it: sent, resolved, and on.
    keyboard.press("Control+k")
    keyboard.type("srn")
    keyboard.press("Enter")
    expect(one).to_be_focused()
    expect(rows(page, "Paletta Two")).to_have_count(0)
