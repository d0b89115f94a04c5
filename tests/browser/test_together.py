"""Two agents in one conversation see each other look and type; another tab of one's own is no colleague."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.conftest import put_off, violations
from tests.browser.people import Agent, Customer, address, conversation_of

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Frame = dict[str, Any]
Talk = Callable[..., tuple[Agent, Customer]]


def beside(page: Page) -> Locator:
    return page.get_by_role("list", name="Also here").get_by_role("listitem")


def sign(page: Page) -> Locator:
    return page.locator(".typing-sign")


def socket_of(page: Page) -> WebSocket:
    """What this console hears, from a reload on."""
    with page.expect_websocket() as opened:
        page.reload()
    return opened.value


def ends(frame: Frame, conversation: int) -> bool:
    return bool(frame["ttl"] == 0 or frame["conversation"] != conversation)


@contextmanager
def expecting(socket: WebSocket, mode: str, conversation: int, *, end: bool) -> Iterator[None]:
    """What happens inside is told when it happens, its beginning or its `end`: nobody waits until it is forgotten by
    itself."""

    def is_expected(text: str | bytes) -> bool:
        frame: Frame = json.loads(text)
        is_meant = frame["op"] == "presence" and frame["mode"] == mode
        return is_meant and ends(frame, conversation) is end

    with socket.expect_event("framereceived", is_expected):
        yield


def test_colleagues_see_who_looks_and_who_types(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Tom Together"
    sam, customer = talk(name, "+44 7700 900661", "Where is my parcel?")
    socket, here = socket_of(sam.page), conversation_of(sam.page)
    expect(sam.box).to_be_visible()
    expect(beside(sam.page)).to_have_count(0)
    mia = Agent(console("mia", color_scheme="dark"), name).open()
    # However long somebody looks at it: she has not stopped.
    put_off(mia.page, 4500)
    expect(beside(sam.page)).to_have_text(re.compile("Mia Lindqvist is looking"))
    expect(beside(mia.page)).to_have_text(re.compile("Sam Taylor is looking"))

    with expecting(socket, "typing", here, end=False):
        mia.box.press_sequentially("It is on")
    expect(sign(sam.page)).to_have_text("Mia Lindqvist is typing…")
    shot(sam.page, "together-typing-light")
    assert violations(sam.page) == []
    sam.page.get_by_role("button", name="Note", exact=True).click()
    sam.page.keyboard.type("Mia has it")
    expect(sign(mia.page)).to_have_text("Sam Taylor is writing a note…")
    shot(mia.page, "together-note-dark")
    assert violations(mia.page) == []

    # Taken back, and nobody types any more; then sent.
    with expecting(socket, "typing", here, end=True):
        mia.box.fill("")
    expect(sign(sam.page)).to_have_count(0)
    with expecting(socket, "typing", here, end=False):
        mia.box.press_sequentially("It is")
    expect(sign(sam.page)).to_have_text("Mia Lindqvist is typing…")
    with expecting(socket, "typing", here, end=True):
        mia.write("It is on its way")
    expect(sign(sam.page)).to_have_count(0)
    expect(customer.bubble("It is on its way")).to_have_count(1)

    with expecting(socket, "viewing", here, end=True):
        mia.page.get_by_role("option").filter(has_not_text=name).first.click()
    expect(beside(sam.page)).to_have_count(0)
    mia.page.go_back()
    mia.open()
    expect(beside(sam.page)).to_have_count(1)
    with expecting(socket, "viewing", here, end=True):
        mia.page.close()
    expect(beside(sam.page)).to_have_count(0)


def test_another_tab_of_ones_own_on_a_phone(talk: Talk, shot: Shot) -> None:
    name = "Olga Own"
    sam, _ = talk(name, "+44 7700 900662", viewport={"width": 390, "height": 844}, has_touch=True)
    tab = sam.page.context.new_page()
    tab.goto(address(sam.page))
    # Only the tab in front is looked at.
    tab.get_by_role("textbox", name=f"Reply to {name}").press_sequentially("Dear")
    expect(sign(sam.page)).to_have_text("You type in another tab…")
    expect(beside(sam.page)).to_have_text(re.compile("You, in another tab"))
    shot(sam.page, "together-tab-390")
    assert violations(sam.page) == []
