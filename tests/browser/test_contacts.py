"""The page of contacts, in a real browser: two who are one, and two again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import CONTRAST, violations
from tests.browser.people import Agent, Customer, thread_of

Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]


def test_two_contacts_become_one_and_two_again(talk: Talk, phone: Callable[..., Page], shot: Shot) -> None:
    agent, ann = talk("Ida Twice", "+44 7700 900931", "From my phone")
    other = Customer(phone("Ida Twice-Work", "+44 7700 900932"), "Ida Twice-Work")
    other.write("From work")
    page = agent.page
    page.get_by_role("button", name="Contacts", exact=True).click()
    people = page.get_by_role("listbox", name="Contacts")
    page.get_by_role("searchbox", name="Search names and numbers").fill("ida twice")
    expect(people.get_by_role("option")).to_have_count(2)
    # By keys: into the rows, and one of them.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    card = page.locator(".contact-card")
    expect(card.get_by_role("heading", name="Ida Twice", exact=True)).to_be_visible()
    shot(page, "contacts")
    assert violations(page) == []
    card.get_by_role("button", name="Merge…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Ida Twice-Work").click()
    expect(dialog).to_contain_text("A part of the name")
    expect(dialog).to_contain_text("+447700900932")
    shot(page, "contacts-merge")
    assert violations(page, within=dialog) == []
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(people.get_by_role("option")).to_have_count(1)
    # Both write: it is one thread while they are one.
    ann.write("Phone again")
    other.write("Work again")
    card.get_by_role("button", name=re.compile("(Phone|Work) again")).click()
    merged = thread_of(page, "Ida Twice")
    for text in ("Phone again", "Work again"):
        expect(merged.get_by_text(text)).to_be_visible()
    page.go_back()
    expect(card.get_by_text("Merged by")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    shot(page, "contacts-390-dark")
    assert violations(page, CONTRAST) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    card.get_by_role("button", name="Take the merge of Ida Twice-Work back").click()
    shot(page, "contacts-take-back-390-dark")
    assert violations(page, within=dialog) == []
    dialog.get_by_role("button", name="Take back", exact=True).click()
    expect(card.get_by_role("heading", name="Ida Twice-Work")).to_be_visible()
    card.get_by_role("button", name="Work again").click()
    thread = thread_of(page, "Ida Twice-Work")
    # What was searched among contacts is not searched in the list.
    expect(page).to_have_url(re.compile(r"#/all/open/\d+$"))
    expect(thread.get_by_text("From work")).to_be_visible()
    expect(thread.get_by_text("Work again")).to_be_visible()
    expect(thread.get_by_text("Phone again")).to_have_count(0)
