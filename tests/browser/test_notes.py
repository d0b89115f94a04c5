"""Two agents note among themselves, one is mentioned and told; the customer never reads a word of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import keep_toasts, violations
from tests.browser.people import Agent, Customer
from tests.live import LiveServer

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]


def note_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Note to colleagues")


def names(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Mention somebody")


def leave_for_another(agent: Agent) -> None:
    """Looks elsewhere; not far down, or the row that is left scrolls away."""
    others = agent.page.get_by_role("listbox", name="Conversations").get_by_role("option")
    others.filter(has_not_text=agent.customer).first.click()
    expect(agent.thread).to_have_count(0)


def test_a_note_with_a_mention_reaches_colleagues_and_nobody_else(
    talk: Talk, console: Open, shot: Shot, demo: LiveServer
) -> None:
    name = "Nora Notes"
    sam, customer = talk(name, "+44 7700 900841", "My lamp is broken")
    mia = Agent(keep_toasts(console("mia", color_scheme="dark")), name).open()
    leave_for_another(mia)

    # A reply that is begun stays what it is while a note is written.
    sam.box.fill("I am sorry to hear")
    sam.box.press("Escape")
    sam.page.keyboard.press("n")
    expect(note_box(sam.page)).to_be_focused()
    expect(sam.box).to_have_count(0)
    expect(sam.page.get_by_text("Only colleagues see this")).to_be_visible()
    sam.page.keyboard.type("Please call her, @mi")
    expect(names(sam.page).get_by_role("option", name=re.compile("Mia Lindqvist"))).to_be_visible()
    shot(sam.page, "note-picker-light")
    assert violations(sam.page) == []
    sam.page.keyboard.press("Enter")
    expect(note_box(sam.page)).to_have_value("Please call her, @Mia Lindqvist ")
    sam.page.keyboard.type("today")
    sam.page.keyboard.press("Enter")
    expect(note_box(sam.page)).to_have_value("")

    # Who is mentioned is told, and has it unread until she looks.
    note = "Please call her, @Mia Lindqvist today"
    expect(sam.bubble(note, side="note")).to_have_count(1)
    expect(mia.page.locator(".notice")).to_contain_text(f"Sam Taylor mentioned you: {name}")
    row = mia.page.get_by_role("option").filter(has_text=name)
    expect(row).to_contain_text("1 unread mention")
    assert unread_mentions(mia.page, demo) == [note]
    look_at_mentions(mia.page, name, shot)
    with mia.page.expect_response(re.compile("/mentions-seen/$")):
        mia.page.locator(".notice").get_by_role("button", name="Look").click()
    expect(mia.bubble(note, side="note").locator(".mention.mine")).to_have_text("@Mia Lindqvist")
    assert unread_mentions(mia.page, demo) == []
    expect(row).not_to_contain_text("unread mention")
    mia.page.keyboard.press("n")
    shot(mia.page, "note-mode-dark")
    assert violations(mia.page) == []

    # Back to the reply, as it was; the customer reads that and nothing else.
    sam.page.keyboard.press("Escape")
    expect(sam.box).to_have_value("I am sorry to hear")
    expect(sam.box).to_be_focused()
    sam.box.press("Enter")
    expect(customer.bubble("I am sorry to hear")).to_have_count(1)
    expect(customer.bubble()).to_have_count(1)
    expect(customer.chat).not_to_contain_text("Please call her")


def look_at_mentions(page: Page, name: str, shot: Shot) -> None:
    """In the view of them, and back."""
    rows = page.get_by_role("listbox", name="Conversations").get_by_role("option")
    more = page.get_by_role("button", name=re.compile("^More views"))
    expect(more).to_have_accessible_name(re.compile("mention"))
    more.click()
    page.get_by_role("option", name=re.compile("^Mentions")).click()
    expect(page.get_by_role("button", name=re.compile("^More views: Mentions"))).to_be_visible()
    expect(rows.filter(has_text=name)).to_contain_text("1 unread mention")
    shot(page, "view-mentions-dark")
    assert violations(page) == []
    page.get_by_role("toolbar", name="View").get_by_role("button", name="All", exact=True).click()


def unread_mentions(page: Page, demo: LiveServer) -> list[str]:
    """What the server says to this agent."""
    answer = page.request.get(f"{demo.url}/api/mentions/?unread=true")
    return [
        one["message"]["content"]
        for one in answer.json()["results"]
        if "call her" in one["message"]["content"]
    ]


def test_a_note_is_changed_and_deleted_by_its_author(talk: Talk, console: Open) -> None:
    name = "Eddie Edits"
    sam, _ = talk(name, "+44 7700 900842")
    mia = Agent(console("mia"), name).open()
    sam.page.get_by_role("button", name="Note", exact=True).click()
    note_box(sam.page).fill("The code is 4711")
    note_box(sam.page).press("Enter")
    line = sam.bubble("The code is 4711", side="note")
    line.hover()
    line.get_by_role("button", name="Change this note").click()
    expect(note_box(sam.page)).to_have_value("The code is 4711")
    note_box(sam.page).fill("The code is 4712")
    sam.page.get_by_role("button", name="Save note").click()
    theirs = mia.bubble("The code is 4712", side="note")
    expect(theirs).to_contain_text("edited")
    expect(theirs.get_by_role("button", name="Delete this note")).to_have_count(0)
    line = sam.bubble("The code is 4712", side="note")
    line.hover()
    line.get_by_role("button", name="Delete this note").click()
    sam.page.get_by_role("button", name="Delete", exact=True).click()
    expect(mia.bubble("Deleted note", side="note")).to_have_count(1)
    expect(mia.thread).not_to_contain_text("4712")


def test_what_colleagues_should_know_of_a_customer(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Karla Known"
    sam, _ = talk(name, "+44 7700 900843")
    mia = Agent(console("mia"), name).open()
    box = sam.page.get_by_role("textbox", name="New note on the customer")
    box.fill("Prefers calls after five")
    box.press("Enter")
    theirs = mia.page.locator(".contact-note")
    expect(theirs).to_contain_text("Prefers calls after five")
    expect(theirs).to_contain_text("Sam Taylor")
    expect(theirs.get_by_role("button")).to_have_count(0)
    shot(sam.page, "contact-notes-light")
    assert violations(sam.page) == []
    sam.page.get_by_role("button", name=re.compile("^Delete the note: Prefers")).click()
    expect(theirs).to_have_count(0)


def test_a_note_on_a_phone(talk: Talk, shot: Shot) -> None:
    sam, _ = talk("Pia Pocket", "+44 7700 900844", viewport={"width": 390, "height": 844}, has_touch=True)
    clock = sam.page.locator(".thread-head .window-clock .icon")
    expect(clock).to_be_visible()
    assert clock.evaluate("one => [one.clientWidth, one.clientHeight]") == [14, 14]
    sam.page.get_by_role("button", name="Note", exact=True).click()
    note_box(sam.page).fill("Ask @")
    expect(names(sam.page)).to_be_visible()
    shot(sam.page, "note-picker-390")
    assert violations(sam.page) == []
    names(sam.page).get_by_role("option", name=re.compile("^Returns")).click()
    expect(note_box(sam.page)).to_have_value("Ask @Returns ")
    expect(names(sam.page)).to_have_count(0)
    # A finger finds no Shift+Enter: Enter begins a line here, and the button sends.
    sam.page.keyboard.press("Enter")
    sam.page.keyboard.type("today")
    expect(note_box(sam.page)).to_have_value("Ask @Returns \ntoday")
    sam.page.get_by_role("button", name="Add note").click()
    expect(sam.bubble("today", side="note")).to_have_count(1)
    sam.page.get_by_role("button", name="Reply", exact=True).click()
    expect(sam.box).to_have_attribute("enterkeyhint", "enter")
    sam.box.press_sequentially("Two lines,\none message")
    expect(sam.box).to_have_value("Two lines,\none message")
    sam.page.get_by_role("button", name="Send", exact=True).click()
    expect(sam.bubble("one message")).to_have_count(1)
