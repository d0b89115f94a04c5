"""One agent in two browsers and a colleague: a draft is there on every device, and sent once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer, file

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("listbox", name="Conversations").get_by_role("option").filter(has_text=name).first


def is_saved(text: str) -> Callable[[object], bool]:
    """Whether an answer is that of a write of this text."""

    def fits(response: object) -> bool:
        request = response.request  # type: ignore[attr-defined]
        return request.method == "PUT" and "/draft/" in request.url and text in (request.post_data or "")

    return fits


def typed(agent: Agent, text: str) -> None:
    """Written, and with the server."""
    with agent.page.expect_response(is_saved(text)):
        agent.box.press_sequentially(text)


def test_what_a_killed_tab_had_is_on_the_phone(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Dora Draft"
    laptop, _ = talk(name, "+44 7700 900710", "Is it waterproof?")
    laptop.page.get_by_label("Photo, video or document").set_input_files(file("image", "lamp.png"))
    typed(laptop, "It is, down to")
    colleague = Agent(console("mia"), name).open()
    expect(colleague.page.locator(".typing-sign")).to_have_text(re.compile("Sam Taylor"))
    # Nothing is said any more, as after a power cut.
    laptop.page.context.close()
    expect(colleague.page.locator(".typing-sign")).to_have_text("Sam Taylor has a draft", timeout=20_000)
    assert "down to" not in colleague.page.content()
    shot(colleague.page, "draft-colleague-light")

    phone = Agent(console(**PHONE, color_scheme="dark"), name)
    phone.page.get_by_role("button", name="All", exact=True).click()
    expect(row(phone.page, name)).to_contain_text("Draft: It is, down to")
    shot(phone.page, "draft-row-390")
    assert violations(phone.page) == []
    phone.open()
    expect(phone.box).to_have_value("It is, down to")
    expect(phone.page.get_by_role("list", name="Files to send")).to_contain_text("lamp.png")
    shot(phone.page, "draft-phone-390")
    phone.box.press("Control+End")
    phone.box.press_sequentially(" ten metres")
    phone.page.get_by_role("button", name="Send", exact=True).click()
    expect(phone.bubble("It is, down to ten metres", kind="image")).to_have_count(1)
    expect(colleague.page.locator(".typing-sign")).to_have_count(0)


def test_both_are_kept_where_two_devices_wrote(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Carl Conflict"
    laptop, _ = talk(name, "+44 7700 900711")
    phone = Agent(console(**PHONE), name).open()
    phone.page.context.set_offline(True)
    phone.box.fill("From the phone")
    typed(laptop, "From the laptop")
    phone.page.context.set_offline(False)
    offered = phone.page.get_by_role("group", name="Draft from another device")
    expect(offered).to_contain_text("From the laptop")
    expect(phone.box).to_have_value("From the phone")
    use, discard = (offered.get_by_role("button", name=name).bounding_box() for name in ("Use", "Discard"))
    assert use is not None
    assert discard is not None
    assert use["y"] == discard["y"], "one of them stands alone in its line"
    shot(phone.page, "draft-conflict-390")
    assert violations(phone.page) == []
    # The other device has both, too, and nothing was lost on either.
    theirs = laptop.page.get_by_role("group", name="Draft from another device")
    expect(theirs).to_contain_text("From the laptop")
    expect(laptop.box).to_have_value("From the phone")
    shot(laptop.page, "draft-conflict-light")
    offered.get_by_role("button", name="Use").click()
    expect(phone.box).to_have_value("From the laptop")
    expect(offered).to_contain_text("From the phone")
    offered.get_by_role("button", name="Discard").click()
    expect(offered).to_have_count(0)
    expect(laptop.box).to_have_value("From the laptop")
    expect(theirs).to_have_count(0)


def test_two_windows_send_one_draft_once(talk: Talk, console: Open) -> None:
    name = "Tess Twice"
    one, customer = talk(name, "+44 7700 900712")
    other = Agent(console(), name).open()
    typed(one, "We open at nine")
    expect(other.box).to_have_value("We open at nine")
    one.box.press("Enter")
    # It has become a message: here as well.
    expect(other.box).to_have_value("")
    expect(other.bubble("We open at nine")).to_have_count(1)
    expect(customer.bubble("We open at nine")).to_have_count(1)


def test_ones_own_other_window_is_a_colleague(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Otto Other"
    one, customer = talk(name, "+44 7700 900713")
    other = Agent(console(), name).open()
    # Without a network it hears of nothing, and what it sends waits.
    other.page.context.set_offline(True)
    other.write("Come at ten")
    one.write("Come at nine")
    expect(customer.bubble("Come at nine")).to_have_count(1)
    other.page.context.set_offline(False)
    dialog = other.page.get_by_role("dialog", name=re.compile("You answered in another window"))
    expect(dialog).to_contain_text("Come at nine")
    shot(other.page, "draft-own-window")
    assert violations(other.page) == []
    dialog.get_by_role("contentinfo").get_by_role("button", name="Edit").click()
    expect(other.box).to_have_value("Come at ten")
    expect(customer.bubble("Come at ten")).to_have_count(0)


def test_ten_in_a_row_are_never_held_up_by_ones_own(talk: Talk) -> None:
    sam, customer = talk("Quentin Quick", "+44 7700 900714")
    for n in range(10):
        sam.box.press_sequentially(f"line {n}")
        sam.box.press("Enter")
        sam.page.wait_for_timeout(120)  # how fast a person is, not how long something takes
    for n in range(10):
        expect(customer.bubble(f"line {n}")).to_have_count(1)
    expect(sam.page.get_by_role("dialog")).to_have_count(0)
