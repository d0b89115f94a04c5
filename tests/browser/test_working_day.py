"""A working day: two agents and a supervisor in three browsers, three customers; nothing is lost, doubled or done twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import keep_toasts, violations
from tests.browser.people import Agent, Customer, is_owner
from tests.live import LiveServer

# A whole day, and before it what the first test of the tier waits for.
pytestmark = pytest.mark.timeout(600)

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]

NAMES = ("Dana Daybreak", "Emil Evening", "Fay Forenoon")
# After the server has started again: two busy cores, and a console that waits up to half a minute between two tries.
BACK_MS = 90_000


def rows(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Conversations").get_by_role("option")


def view(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="View").get_by_role("button", name=name, exact=True).click()


def owner(page: Page, name: str) -> Locator:
    return page.locator(".thread-head").get_by_role("button", name=is_owner(name))


def dialog(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("dialog", name=name)


def notice(page: Page) -> Locator:
    return page.locator(".notice")


def verb(agent: Agent, key: str) -> None:
    """A key, pressed where nobody writes."""
    agent.page.get_by_role("heading", name=agent.customer).click()
    agent.page.keyboard.press(key)


class Office:
    """Who is there today, and what the server knows of them."""

    def __init__(self, demo: LiveServer, console: Open, phone: Open) -> None:
        self.demo = demo
        self.customers = {
            name: Customer(phone(name, f"+44 7700 90076{number}"), name)
            for number, name in enumerate(NAMES, 1)
        }
        self.supervisor = console("demo")
        self.mia = console("mia", color_scheme="dark")
        self.jonas = console("jonas")

    def conversation(self, name: str) -> dict[str, Any]:
        """The newest conversation with a customer."""
        token = {"Authorization": f"Token {self.demo.access['api_token']}"}
        found = self.demo.request("GET", "/api/conversations/", headers=token).json["results"]
        return next(row for row in found if row["contact"]["name"] == name)


def post_as(demo: LiveServer, page: Page, path: str, body: dict[str, Any]) -> None:
    """What this agent's browser would post, now: while another one's waits."""
    cookies = {str(one["name"]): str(one["value"]) for one in page.context.cookies()}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
    }
    assert demo.request("POST", path, body, headers=headers).status == 201


def answer_first(demo: LiveServer, faster: Page, slower: Page, conversation: int, text: str) -> None:
    """One agent's answer is there a moment before what the other one sends next."""
    path = f"/api/conversations/{conversation}/messages/"

    def be_faster(route: Route) -> None:
        post_as(demo, faster, path, {"content": text, "client_id": str(uuid4())})
        route.continue_()

    slower.route(f"**{path}", be_faster, times=1)


def test_a_working_day(demo: LiveServer, console: Open, phone: Open, shot: Shot) -> None:
    office = Office(demo, console, phone)
    dana, emil, fay = NAMES
    for name in NAMES:
        office.customers[name].write(f"Good morning, {name} here. Do you have oakline lamps?")

    # In the morning: who waits, and who gets whom.
    view(office.supervisor, "All")
    for name in NAMES:
        expect(rows(office.supervisor).filter(has_text=name)).to_contain_text("waiting")
    longest_first(office.supervisor)
    sam = Agent(office.supervisor, dana).open()
    verb(sam, "Shift+A")
    expect(dialog(sam.page, "Assign to…").get_by_role("option", name=re.compile("Mia"))).to_be_visible()
    sam.page.keyboard.type("mia")
    sam.page.keyboard.press("Enter")
    expect(notice(office.mia)).to_contain_text(f"Sam Taylor gave you {dana}")

    # Answered with a canned response, whose blank is asked for.
    mia = Agent(office.mia, dana).open()
    mia.box.press_sequentially("/tracking")
    options = mia.page.get_by_role("listbox", name="Canned responses").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    mia.box.press("Enter")
    mia.page.keyboard.type("MO-1")
    mia.box.press("Enter")
    asking = dialog(mia.page, "Fill in before sending")
    asking.get_by_label("tracking code").fill("RX7")
    mia.page.keyboard.press("Enter")
    expect(office.customers[dana].bubble("https://track.example/RX7")).to_have_count(1)
    expect(rows(sam.page).filter(has_text=dana)).not_to_contain_text("waiting")

    # Taken over, after the question; Mia is told.
    jonas = Agent(office.jonas, dana).open()
    verb(jonas, "a")
    question = dialog(jonas.page, "Mia Lindqvist has it. Take over?")
    question.get_by_role("button", name="Take over").click()
    expect(owner(jonas.page, "You")).to_be_visible()
    expect(notice(mia.page)).to_contain_text(f"Jonas Weber took over {dana}")

    # A note that names her, and that no customer reads.
    verb(jonas, "n")
    expect(jonas.page.get_by_role("textbox", name="Note to colleagues")).to_be_focused()
    jonas.page.keyboard.type("Gave her the wrong code, @mi")
    names = jonas.page.get_by_role("listbox", name="Mention somebody")
    expect(names.get_by_role("option", name=re.compile("Mia Lindqvist"))).to_be_visible()
    jonas.page.keyboard.press("Enter")
    jonas.page.keyboard.press("Enter")
    expect(mia.bubble("Gave her the wrong code", side="note")).to_have_count(1)
    shot(mia.page, "day-note-dark")

    collide(office, emil)
    snooze_and_wake(office, fay)
    restart(office, dana)
    resolve_all(office)
    assert violations(office.supervisor) == []
    shot(office.supervisor, "day-evening-light")

    # In the evening every customer has what was meant for them, once, in order.
    expect_chat(
        office.customers[dana], ["https://track.example/RX7", "The right code is RX8.", "It is on its way."]
    )
    expect_chat(office.customers[emil], ["I am looking into it.", "It is found."])
    expect_chat(office.customers[fay], [])


def longest_first(page: Page) -> None:
    """Who has waited longest comes first, whatever happened last; then the list is again as it was."""
    found = page.get_by_role("searchbox")
    found.fill("oakline")
    newest_first = [re.compile(name) for name in reversed(NAMES)]
    expect(rows(page)).to_have_text(newest_first)
    for order, names in (("Waiting longest", newest_first[::-1]), ("Newest activity", newest_first)):
        page.get_by_role("button", name=re.compile("^Order: ")).click()
        dialog(page, "Order").get_by_role("option", name=order).click()
        expect(rows(page)).to_have_text(names)
    found.fill("")


def expect_chat(customer: Customer, texts: list[str]) -> None:
    lines = customer.bubble()
    expect(lines).to_have_count(len(texts))
    for line, text in zip(lines.all(), texts, strict=True):
        expect(line).to_contain_text(text)


def collide(office: Office, name: str) -> None:
    """Both answer at once: the second is shown what the first wrote, and sends something else."""
    mia, jonas = (Agent(page, name).open() for page in (office.mia, office.jonas))
    answer_first(office.demo, mia.page, jonas.page, office.conversation(name)["id"], "I am looking into it.")
    jonas.write("What is it about?")
    collision = dialog(jonas.page, re.compile(r"^Mia Lindqvist answered"))
    expect(collision).to_contain_text("I am looking into it.")
    expect(collision).to_contain_text("What is it about?")
    collision.get_by_role("button", name="Edit").last.click()
    expect(jonas.box).to_have_value("What is it about?")
    jonas.write("It is found.")
    expect(jonas.bubble("It is found.")).to_have_count(1)
    expect(mia.bubble("It is found.")).to_have_count(1)


def snooze_and_wake(office: Office, name: str) -> None:
    """Put aside until the customer writes; gone from *Waiting*, and back by itself."""
    jonas = Agent(office.jonas, name).open()
    verb(jonas, "s")
    dialog(jonas.page, "Snooze…").get_by_role("option", name=re.compile("^Tomorrow")).click()
    chip = jonas.page.locator(".thread-head").get_by_role("button", name=re.compile("^Status: Snoozed"))
    expect(chip).to_be_visible()
    office.customers[name].write("Any news for me?")
    expect(chip).to_have_count(0)
    expect(jonas.bubble("Any news for me?", side="inbound")).to_have_count(1)


def resolve_all(office: Office) -> None:
    """The supervisor resolves all three with one verb, takes it back, and resolves them again."""
    page = keep_toasts(office.supervisor)
    view(page, "All")
    for name in NAMES:
        rows(page).filter(has_text=name).locator(".row-pick").click()
    expect(page.get_by_role("toolbar", name="Selected conversations").get_by_role("status")).to_have_text(
        "3 selected"
    )
    page.keyboard.press("e")
    expect(page.get_by_text("Resolved: 3 conversations")).to_be_visible()
    expect(rows(office.mia).filter(has_text=NAMES[1])).to_have_count(0)
    page.keyboard.press("z")
    expect(page.get_by_text("Undone: 3 conversations")).to_be_visible()
    assert {office.conversation(name)["status"] for name in NAMES} == {"open"}
    for name in NAMES:
        rows(page).filter(has_text=name).locator(".row-pick").click()
    page.keyboard.press("e")
    expect(page.get_by_text("Resolved: 3 conversations")).to_be_visible()
    assert {office.conversation(name)["status"] for name in NAMES} == {"resolved"}


def restart(office: Office, name: str) -> None:
    """The server is away for a moment while somebody writes: what was sent waits, what was begun stays."""
    jonas = Agent(office.jonas, name).open()
    mia = Agent(office.mia, name).open()
    mia.box.fill("Begun before the restart")
    office.demo.stop()
    expect(jonas.page.locator(".sync-light")).not_to_contain_text("In sync")
    jonas.write("The right code is RX8.")
    jonas.write("It is on its way.")
    office.demo.start()
    for text in ("The right code is RX8.", "It is on its way."):
        expect(jonas.bubble(text)).to_have_count(1, timeout=BACK_MS)
        expect(mia.bubble(text)).to_have_count(1, timeout=BACK_MS)
        expect(office.customers[name].bubble(text)).to_have_count(1, timeout=BACK_MS)
    expect(mia.box).to_have_value("Begun before the restart")
    for page in (office.supervisor, office.mia, office.jonas):
        expect(page.locator(".sync-light")).to_contain_text("In sync", timeout=BACK_MS)
