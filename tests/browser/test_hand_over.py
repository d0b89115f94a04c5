"""Two agents in two browsers hand a customer on; status, snooze, priority and labels; at 390 px, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import in_both_themes, violations
from tests.browser.people import Agent, Customer, is_owner
from tests.live import LiveServer

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]


def head(page: Page) -> Locator:
    return page.locator(".thread-head")


def owner(page: Page, name: str) -> Locator:
    """The chip in the head, when it says this name."""
    return head(page).get_by_role("button", name=is_owner(name))


def picker(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=name, exact=True)


def notice(page: Page) -> Locator:
    return page.locator(".notice")


def conversation_of(demo: LiveServer, name: str) -> int:
    """The id of the newest conversation with a customer."""
    token = {"Authorization": f"Token {demo.access['api_token']}"}
    rows = demo.request("GET", "/api/conversations/", headers=token).json["results"]
    return next(int(row["id"]) for row in rows if row["contact"]["name"] == name)


def test_a_customer_is_handed_on_and_both_are_told(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Zoe Carter"
    sam, _ = talk(name, "+44 7700 900611", "Where is my order?")
    mia = Agent(console("mia", color_scheme="dark"), name).open()
    for page in (sam.page, mia.page):
        page.get_by_role("heading", name=name).click()

    # Given: by typing a few letters.
    sam.page.keyboard.press("Shift+A")
    assign = picker(sam.page, "Assign to…")
    expect(assign.get_by_role("option", name="Mia Lindqvist")).to_be_visible()
    shot(sam.page, "hand-over-picker-light")
    assert violations(sam.page) == []
    sam.page.keyboard.type("mia")
    sam.page.keyboard.press("Enter")
    expect(assign).to_be_hidden()
    expect(owner(sam.page, "Mia Lindqvist")).to_be_visible()
    expect(owner(mia.page, "You")).to_be_visible()
    expect(notice(mia.page)).to_contain_text(f"Sam Taylor gave you {name}")
    expect(notice(sam.page)).to_have_count(0)
    shot(mia.page, "hand-over-told-dark")
    assert violations(mia.page) == []

    # Taken over: after a question.
    sam.page.keyboard.press("a")
    question = picker(sam.page, "Mia Lindqvist has it. Take over?")
    expect(question).to_be_visible()
    shot(sam.page, "hand-over-question-light")
    assert violations(sam.page) == []
    question.get_by_role("button", name="Take over").click()
    expect(owner(sam.page, "You")).to_be_visible()
    expect(notice(mia.page)).to_contain_text(f"Sam Taylor took over {name}")
    rows = mia.page.get_by_role("listbox", name="Conversations").get_by_role("option")
    expect(rows.filter(has_text=name).first).to_contain_text("Sam Taylor")

    # To a team: nobody's, until somebody of it takes it.
    owner(sam.page, "You").click()
    assign.get_by_role("option", name="Returns").click()
    expect(owner(mia.page, "Returns")).to_be_visible()
    details = mia.page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("button", name="Owner: Unassigned")).to_be_visible()
    expect(details.get_by_role("button", name="Team: Returns")).to_be_visible()
    row = mia.page.get_by_role("listbox", name="Conversations").get_by_role("option").filter(has_text=name)
    expect(row.first.get_by_title("Returns")).to_be_visible()
    details.get_by_role("button", name="Activity", exact=True).click()
    expect(details.get_by_text("Sam Taylor gave to the team Returns")).to_be_visible()
    owner(mia.page, "Returns").click()
    shot(mia.page, "hand-over-picker-dark")
    assert violations(mia.page) == []
    mia.page.keyboard.press("Escape")
    expect(picker(mia.page, "Assign to…")).to_be_hidden()
    another_team(sam, mia)


def another_team(sam: Agent, mia: Agent) -> None:
    """By itself: who has it keeps it."""
    sam.page.get_by_role("heading", name=sam.customer).click()
    sam.page.keyboard.press("a")
    expect(owner(mia.page, "Sam Taylor")).to_be_visible()
    details = mia.page.get_by_role("complementary", name="Details")
    details.get_by_role("button", name="Team: Returns").click()
    teams = picker(mia.page, "Team…")
    expect(teams.get_by_role("option", name="Orders")).to_be_visible()
    assert in_both_themes(mia.page, teams, "team-picker") == []
    teams.get_by_role("option", name="Orders").click()
    expect(details.get_by_role("button", name="Team: Orders")).to_be_focused()
    there = sam.page.get_by_role("complementary", name="Details")
    expect(there.get_by_role("button", name="Team: Orders")).to_be_visible()
    expect(owner(sam.page, "You")).to_be_visible()


def test_who_was_faster_is_named(talk: Talk, demo: LiveServer) -> None:
    name = "Yan Faster"
    sam, _ = talk(name, "+44 7700 900612")
    token = {"Authorization": f"Token {demo.access['api_token']}"}
    pk = conversation_of(demo, name)
    people = demo.request("GET", "/api/agents/", headers=token).json["results"]
    mia = next(one for one in people if one["username"] == "mia")

    def mia_is_faster(route) -> None:
        taken = demo.request("PATCH", f"/api/conversations/{pk}/", {"assignee": mia["id"]}, headers=token)
        assert taken.status == 200
        route.continue_()

    sam.page.route(f"**/api/conversations/{pk}/", mia_is_faster, times=1)
    sam.page.get_by_role("heading", name=name).click()
    sam.page.keyboard.press("a")
    question = sam.page.get_by_role(
        "dialog", name=re.compile(r"Mia Lindqvist took it \d+ (s|min) ago\. Take over\?")
    )
    expect(question).to_be_visible()
    question.get_by_role("button", name="Leave it with Mia Lindqvist").last.click()
    expect(owner(sam.page, "Mia Lindqvist")).to_be_visible()


def test_snoozed_and_woken(talk: Talk, demo: LiveServer, shot: Shot) -> None:
    name = "Sid Sleeper"
    sam, customer = talk(name, "+44 7700 900613")
    sam.page.get_by_role("heading", name=name).click()
    sam.page.keyboard.press("s")
    snooze = picker(sam.page, "Snooze…")
    expect(snooze.get_by_role("option", name=re.compile("^Tomorrow"))).to_be_visible()
    shot(sam.page, "snooze-picker-light")
    assert violations(sam.page) == []
    snooze.get_by_role("option", name=re.compile("^Tomorrow")).click()
    chip = head(sam.page).get_by_role("button", name=re.compile("^Status: Snoozed until"))
    expect(chip).to_be_visible()
    shot(sam.page, "snoozed-light")
    # By the customer.
    customer.write("Are you still there?")
    expect(chip).to_have_count(0)
    # By the clock.
    token = {"Authorization": f"Token {demo.access['api_token']}"}
    # Not over before a busy server has read it.
    soon = (timezone.now() + timedelta(seconds=8)).isoformat()
    change = {"status": "snoozed", "snoozed_until": soon}
    path = f"/api/conversations/{conversation_of(demo, name)}/"
    assert demo.request("PATCH", path, change, headers=token).json["status"] == "snoozed"
    # The line stays, however short it was seen asleep.
    expect(sam.page.get_by_text("The snooze is over")).to_be_visible(timeout=90_000)
    expect(chip).to_have_count(0)
    # Until they reply: pending, which the customer ends.
    sam.page.keyboard.press("s")
    snooze.get_by_role("option", name=re.compile("^Until they reply")).click()
    expect(head(sam.page).get_by_role("button", name="Status: Pending")).to_be_visible()
    customer.write("And now?")
    expect(head(sam.page).get_by_role("button", name="Status: Pending")).to_have_count(0)


def test_a_label_is_created_and_set(talk: Talk, console: Open, shot: Shot) -> None:
    name = "Lea Label"
    sam, _ = talk(name, "+44 7700 900614")
    sam.page.get_by_role("heading", name=name).click()
    sam.page.keyboard.press("l")
    labels = picker(sam.page, "Labels…")
    expect(labels).to_be_visible()
    sam.page.keyboard.type("Courier")
    labels.get_by_role("option", name="Create “Courier”").click()
    expect(labels.get_by_role("option", name="Courier", selected=True)).to_be_visible()
    shot(sam.page, "labels-picker-light")
    assert violations(sam.page) == []
    sam.page.keyboard.press("Escape")
    expect(head(sam.page).get_by_role("button", name="Labels: Courier")).to_be_visible()
    sam.page.keyboard.press("p")
    expect(picker(sam.page, "Priority…")).to_be_visible()
    sam.page.keyboard.type("urg")
    sam.page.keyboard.press("Enter")
    expect(head(sam.page).get_by_role("button", name="Priority: Urgent")).to_be_visible()
    expect(sam.page.get_by_role("complementary", name="Details")).to_contain_text("Courier")
    shot(sam.page, "labels-light")
    # An agent finds it and cannot create one.
    mia = Agent(console("mia", color_scheme="dark"), name).open()
    mia.page.get_by_role("heading", name=name).click()
    mia.page.keyboard.press("l")
    expect(picker(mia.page, "Labels…")).to_be_visible()
    mia.page.keyboard.type("Nowhere")
    expect(picker(mia.page, "Labels…").get_by_text("No label is called that")).to_be_visible()
    mia.page.keyboard.press("Escape")


def test_with_little_room(talk: Talk, console: Open, shot: Shot) -> None:
    """At 1024 px the details leave the verbs in reach; on a phone all verbs are there."""
    name = "Nia Slim-Longcustomer"
    talk(name, "+44 7700 900615")
    small = Agent(console(viewport={"width": 1024, "height": 700}), name).open()
    small.page.get_by_role("button", name="Details", exact=True).click()
    expect(small.page.get_by_role("complementary", name="Details")).to_be_visible()
    owner(small.page, "Unassigned").click(trial=True)
    head(small.page).get_by_role("button", name="Resolve").click(trial=True)
    shot(small.page, "hand-over-1024-details")
    assert violations(small.page) == []

    hand = Agent(console(viewport={"width": 390, "height": 800}, has_touch=True), name).open()
    for scheme in ("light", "dark"):
        hand.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        owner(hand.page, "Unassigned").click()
        expect(picker(hand.page, "Assign to…").get_by_role("option", name="Orders")).to_be_visible()
        shot(hand.page, f"hand-over-390-{scheme}")
        assert violations(hand.page) == []
        hand.page.keyboard.press("Escape")
        head(hand.page).get_by_role("button", name="More to do with it").click()
        more = picker(hand.page, "Status")
        expect(more.get_by_role("option")).to_have_count(10)
        shot(hand.page, f"hand-over-390-more-{scheme}")
        assert violations(hand.page) == []
        hand.page.keyboard.press("Escape")
        expect(more).to_be_hidden()
    assert hand.page.evaluate("document.documentElement.scrollWidth") == 390
    owner(hand.page, "Unassigned").click()
    picker(hand.page, "Assign to…").get_by_role("option", name="You").click()
    expect(owner(hand.page, "You")).to_be_visible()
    every_verb_by_touch(hand.page, shot)


def every_verb_by_touch(page: Page, shot: Shot) -> None:
    """All that can be done with a conversation, from one menu, seen in its head; no key is pressed."""

    def more(verb: str) -> None:
        head(page).get_by_role("button", name="More to do with it").tap()
        picker(page, "Status").get_by_role("option", name=re.compile(f"^{verb}")).tap()

    def pick(of: str, choice: str) -> None:
        picker(page, of).get_by_role("option", name=re.compile(f"^{choice}")).tap()

    def stands(beginning: str) -> Locator:
        return head(page).get_by_role("button", name=re.compile(f"^{beginning}"))

    more("Team…")
    pick("Team…", "Orders")
    more("Priority…")
    pick("Priority…", "Urgent")
    expect(stands("Priority: Urgent")).to_be_visible()
    more("Labels…")
    pick("Labels…", "lamps")
    # Done when it closes; the head has no room for them beside what is urgent.
    page.get_by_role("heading", name="Nia Slim-Longcustomer").tap()
    expect(page.get_by_text("You added “lamps”")).to_be_visible()
    more("Pending")
    expect(stands("Status: Pending")).to_be_visible()
    more("Snooze…")
    pick("Snooze…", "Tomorrow")
    expect(stands("Status: Snoozed until")).to_be_visible()
    shot(page, "hand-over-390-every-verb")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    stands("Status: Snoozed until").tap()
    pick("Snooze…", "Wake it now")
    expect(stands("Status: Snoozed until")).to_have_count(0)
    more("Snooze…")
    pick("Snooze…", "Date and time…")
    until = page.get_by_role("dialog", name="Snooze until")
    expect(until).to_be_in_viewport(ratio=1)
    until.get_by_role("button", name="Snooze", exact=True).tap()
    expect(stands("Status: Snoozed until")).to_be_visible()
    page.get_by_role("button", name="Details", exact=True).tap()
    details = page.get_by_role("complementary", name="Details")
    for fact in ("Team: Orders", "Labels: lamps", "Priority: Urgent"):
        expect(details.get_by_role("button", name=fact)).to_be_visible()
    shot(page, "hand-over-390-details")
    page.get_by_role("button", name="Close details").tap()
    head(page).get_by_role("button", name="Resolve").tap()
    expect(head(page).get_by_role("button", name="Reopen")).to_be_visible()
