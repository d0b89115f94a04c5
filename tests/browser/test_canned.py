"""Canned responses: found by a slash, filled in or asked for, with files and choices; saved, and changed by a colleague."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]

PHONE = {"width": 390, "height": 844}


def options(agent: Agent) -> Locator:
    return agent.page.get_by_role("listbox", name="Canned responses").get_by_role("option")


def insert(agent: Agent, typed: str) -> None:
    """As who knows the shortcode does: by typing and Enter."""
    agent.box.press_sequentially(typed)
    expect(options(agent).first).to_have_attribute("aria-selected", "true")
    agent.box.press("Enter")
    expect(options(agent)).to_have_count(0)


def dialog(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("dialog", name=name)


def test_a_missing_variable_is_asked_for_and_uses_rank(talk: Talk, shot: Shot) -> None:
    sam, zoe = talk("Zoe Carter", "+44 7700 900641", "Where is my order?", color_scheme="light")
    page = sam.page
    # Ranked by use, and found by title and text as well.
    sam.box.press_sequentially("/")
    expect(options(sam)).to_have_count(12)
    expect(options(sam).first).to_contain_text("/hello")
    assert sam.box.get_attribute("aria-activedescendant") == options(sam).first.get_attribute("id")
    shot(page, "canned-picker-light")
    assert violations(page) == []
    sam.box.press("ArrowDown")
    expect(options(sam).nth(1)).to_have_attribute("aria-selected", "true")
    sam.box.press_sequentially("parcel")
    expect(options(sam)).to_have_count(1)
    # Escape leaves what was typed, and the conversation open.
    sam.box.press("Escape")
    expect(options(sam)).to_have_count(0)
    expect(sam.box).to_have_value("/parcel")
    expect(sam.box).to_be_focused()
    sam.box.fill("")

    insert(sam, "/tracking")
    expect(sam.box).to_have_value(re.compile("^Good news, Zoe: order {{order number}} has left"))
    page.keyboard.type("MO-48912")  # in place of the first blank, which is selected
    page.keyboard.press("Tab")
    assert page.evaluate("() => getSelection().toString()") == "{{tracking code}}"
    expect(page.locator(".composer")).to_contain_text("Still to fill in: tracking code.")
    shot(page, "canned-blanks-light")
    assert violations(page) == []
    sam.box.press("Enter")
    asking = dialog(page, "Fill in before sending")
    expect(asking.get_by_label("tracking code")).to_be_focused()
    shot(page, "canned-asking-light")
    assert violations(page) == []
    expect(asking.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    page.keyboard.type("RX 7")
    page.keyboard.press("Enter")
    expect(sam.bubble("order MO-48912 has left")).to_have_count(1)
    expect(zoe.bubble("https://track.example/RX 7")).to_have_count(1)

    # Once used, it is before those that were used as often.
    insert(sam, "/thanks")
    sam.box.press("Enter")
    expect(sam.bubble("You are welcome, Zoe.")).to_have_count(1)
    for _ in range(2):
        insert(sam, "/order-number")
        sam.box.press("Enter")
        expect(sam.box).to_have_value("")
    expect(sam.bubble("Could you send me your order number?")).to_have_count(2)
    sam.box.press_sequentially("/")
    expect(options(sam).nth(3)).to_contain_text("/order-number")


def test_a_file_and_buttons_go_out_with_it_on_a_phone_too(talk: Talk, shot: Shot) -> None:
    sam, ann = talk("Ann Canned", "+44 7700 900642", color_scheme="dark")
    page = sam.page
    insert(sam, "/care")
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("Care of oiled wood.pdf")
    sam.box.press("Enter")
    expect(ann.bubble("keep oiled wood beautiful", "document")).to_have_count(1)

    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Attach", exact=True).click()
    page.get_by_role("button", name="Canned response", exact=True).click()
    expect(options(sam)).to_have_count(12)
    shot(page, "canned-picker-390-dark")
    assert violations(page) == []
    options(sam).filter(has_text="/delivered").click()
    expect(page.locator(".composer")).to_contain_text(
        "With choices: All good · Something is wrong · Not here yet"
    )
    shot(page, "canned-choices-390-dark")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    sam.box.press("Enter")
    asking = dialog(page, "Fill in before sending")
    asking.get_by_label("order number").fill("MO-1")
    asking.get_by_role("button", name="Send", exact=True).click()
    line = sam.bubble("your order MO-1 should be with you", "interactive")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Not here yet")
    expect(ann.bubble("Has it arrived safely?")).to_contain_text("Something is wrong")


def test_saved_from_a_bubble_and_a_colleague_sees_the_change(talk: Talk, console: Open, shot: Shot) -> None:
    sam, _ = talk("Ivy Reuse", "+44 7700 900643")
    page = sam.page
    sam.write("Hello Ivy, we are closed on Monday.")
    line = sam.bubble("Hello Ivy, we are closed on Monday.")
    line.click()
    line.get_by_role("button", name="Save as canned response").click()
    new = dialog(page, "New canned response")
    expect(new.get_by_label("Text", exact=True)).to_have_value(
        "Hello {{contact.first_name}}, we are closed on Monday."
    )
    new.get_by_label("Shortcode").fill("monday")
    new.get_by_label("Who finds it").select_option("shared")
    shot(page, "canned-editor-light")
    assert violations(page) == []

    mia = Agent(console("mia", color_scheme="dark"), "Ivy Reuse").open()
    mia.box.press_sequentially("/")
    expect(options(mia)).to_have_count(11)  # the demo's, without Sam's own
    new.get_by_role("button", name="Save", exact=True).click()
    expect(dialog(page, "Canned responses").get_by_role("status")).to_contain_text("/monday is saved.")
    # Live, in a list that is open.
    expect(options(mia).filter(has_text="/monday")).to_have_count(1)
    shot(page, "canned-list-light")
    assert violations(page) == []
    mia.box.press("Escape")

    listed = dialog(page, "Canned responses")
    listed.get_by_role("searchbox").fill("monday")
    listed.get_by_role("button", name=re.compile("^.monday")).click()
    change = dialog(page, "Change /monday")
    change.get_by_role("button", name="Delete", exact=True).click()
    change.get_by_role("button", name="Delete it").click()
    expect(listed.get_by_role("status")).to_contain_text("/monday is deleted.")
    mia.box.fill("")
    mia.box.press_sequentially("/")
    expect(options(mia)).to_have_count(11)

    # She may read what is shared, and change it as little as the server would let her.
    mia.box.press("Escape")
    mia.page.get_by_role("button", name="Canned responses", exact=True).click()
    hers = dialog(mia.page, "Canned responses")
    hers.get_by_role("button", name=re.compile("^.hello")).click()
    expect(dialog(mia.page, "Change /hello").get_by_label("Text", exact=True)).to_be_disabled()
    shot(mia.page, "canned-read-only-dark")
    assert violations(mia.page) == []
