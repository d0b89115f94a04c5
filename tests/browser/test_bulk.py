"""Several conversations at once: with the mouse, without one, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import in_both_themes, keep_toasts, violations
from tests.browser.people import Provider
from tests.browser.test_loop import all_of_them, arrive, conversations, rows
from tests.live import LiveServer

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]


def bar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="Selected conversations")


def picture(page: Page, name: str) -> Locator:
    return rows(page, name).locator(".row-pick")


def statuses(demo: LiveServer, name: str) -> set[str]:
    return {one["status"] for one in conversations(demo, f"q={name}")}


def bulk_requests(page: Page) -> list[Any]:
    """What is asked from now on."""
    asked: list[Any] = []
    page.on("request", lambda one: asked.append(one) if one.url.endswith("/bulk/") else None)
    return asked


def test_with_the_mouse(console: Open, provider: Provider, demo: LiveServer, shot: Shot) -> None:
    arrive(provider, [f"Mousy {number}" for number in range(4)], 447700900720)
    page = all_of_them(console())
    expect(rows(page, "Mousy")).to_have_count(4)
    picture(page, "Mousy 3").click()
    rows(page, "Mousy 0").click(modifiers=["Shift"])
    expect(bar(page).get_by_role("status")).to_have_text("4 selected")
    expect(page.get_by_role("option", selected=True)).to_have_count(4)
    shot(page, "bulk-light")
    assert violations(page) == []
    # What happens meanwhile moves rows, and changes nothing of what is selected.
    provider.post(f"customers/{customer(provider, 'Mousy 0')}/messages", text="Still there?")
    expect(rows(page, "Mousy 0")).to_contain_text("Still there?")
    expect(bar(page).get_by_role("status")).to_have_text("4 selected")
    asked = bulk_requests(keep_toasts(page))
    bar(page).get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("Resolved: 4 conversations")).to_be_visible()
    expect(rows(page, "Mousy")).to_have_count(0)
    expect(bar(page)).to_be_hidden()
    assert statuses(demo, "Mousy") == {"resolved"}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 4 conversations")).to_be_visible()
    expect(rows(page, "Mousy")).to_have_count(4)
    assert len(asked) == 2
    assert statuses(demo, "Mousy") == {"open"}


def test_without_a_mouse(console: Open, provider: Provider, demo: LiveServer, shot: Shot) -> None:
    arrive(provider, [f"Keyed {number}" for number in range(3)], 447700900724)
    page = all_of_them(console(color_scheme="dark"))
    expect(rows(page, "Keyed")).to_have_count(3)
    press = page.keyboard.press
    press("f")
    page.keyboard.type("Keyed")
    expect(page.get_by_role("listbox", name="Conversations").get_by_role("option")).to_have_count(3)
    press("ArrowDown")
    expect(rows(page, "Keyed").first).to_be_focused()
    press("x")
    press("Shift+ArrowDown")
    expect(bar(page).get_by_role("status")).to_have_text("2 selected")
    press("Control+a")
    expect(bar(page).get_by_role("status")).to_have_text("3 selected")
    press("l")
    labels = page.get_by_role("dialog", name="Labels…")
    expect(labels.get_by_role("option", name="lamps")).to_be_visible()
    page.keyboard.type("lamps")
    expect(labels.get_by_role("option")).to_have_count(1)
    press("Enter")
    expect(labels.get_by_role("option", selected=True)).to_have_count(1)
    shot(page, "bulk-labels-dark")
    press("Escape")
    expect(page.get_by_text("3 conversations: labels changed")).to_be_visible()
    # The focus is where it was: on the row to which the range was made.
    expect(rows(page, "Keyed").nth(1)).to_be_focused()
    keep_toasts(page)
    press("a")
    expect(page.get_by_text(re.compile("3 conversations: assigned to"))).to_be_visible()
    expect(bar(page)).to_be_hidden()
    assert {one["assignee"]["username"] for one in conversations(demo, "q=Keyed")} == {"demo"}
    press("z")
    expect(page.get_by_text("Undone: 3 conversations")).to_be_visible()
    assert {one["assignee"] for one in conversations(demo, "q=Keyed")} == {None}
    press("x")
    press("Escape")
    expect(bar(page)).to_be_hidden()


def test_what_a_colleague_took_meanwhile_is_listed(console: Open, provider: Provider, shot: Shot) -> None:
    arrive(provider, ["Shared One", "Shared Two"], 447700900727)
    sam, mia = all_of_them(console()), all_of_them(console("mia"))
    for page in (sam, mia):
        expect(rows(page, "Shared")).to_have_count(2)
    picture(sam, "Shared One").click()
    picture(sam, "Shared Two").click()
    # What Mia does does not reach Sam in time.
    sam.route("**/api/conversations/bulk/", lambda route: taken_first(mia, route))
    sam.keyboard.press("a")
    refused = sam.get_by_role("region", name="1 conversation not changed")
    expect(refused).to_contain_text(re.compile("Shared One.*Mia Lindqvist has already taken", re.DOTALL))
    expect(sam.get_by_text(re.compile("1 conversation: assigned to .* · 1 not changed"))).to_be_visible()
    shot(sam, "bulk-refused-light")
    assert violations(sam) == []
    # Hers by now, and to be seen: asked about first.
    sam.keyboard.press("a")
    question = sam.get_by_role("dialog", name="1 conversation: Mia Lindqvist has it. Take over?")
    expect(question.get_by_role("button", name="Take over all")).to_be_focused()
    assert in_both_themes(sam, question, "bulk-question") == []
    question.get_by_role("button", name="Cancel").last.click()
    refused.get_by_role("button", name="Shared One").click()
    expect(sam.get_by_role("feed", name="Messages with Shared One")).to_be_visible()


def taken_first(mia: Page, route: Any) -> None:
    rows(mia, "Shared One").click()
    # Out of the composer.
    expect(mia.get_by_role("textbox", name="Reply to Shared One")).to_be_focused()
    mia.keyboard.press("Escape")
    mia.keyboard.press("a")
    expect(mia.get_by_text("Shared One: assigned to")).to_be_visible()
    route.continue_()


def test_on_a_phone(console: Open, provider: Provider, demo: LiveServer, shot: Shot) -> None:
    arrive(provider, ["Fingers A"], 447700900729)
    page = console(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="All", exact=True).tap()
    expect(rows(page, "Fingers A")).to_be_visible()
    picture(page, "Fingers A").tap()
    expect(bar(page).get_by_role("status")).to_have_text("1 selected")
    # From then on a tap selects, and opens nothing.
    options = page.get_by_role("listbox", name="Conversations").get_by_role("option")
    other = options.filter(has_not_text="Fingers A").first
    other.tap()
    expect(bar(page).get_by_role("status")).to_have_text("2 selected")
    other.tap()
    shot(page, "bulk-390")
    assert violations(page) == []
    bar(page).get_by_role("button", name="Snooze").tap()
    page.get_by_role("dialog", name="Snooze…").get_by_role("option", name=re.compile("^Tomorrow")).tap()
    expect(page.get_by_text("Snoozed: 1 conversation")).to_be_visible()
    assert statuses(demo, "Fingers") == {"snoozed"}


def customer(provider: Provider, name: str) -> int:
    state = provider.demo.request("GET", "/simulator/api/state").json
    return next(one["id"] for one in state["customers"] if one["name"] == name)
