"""The working day once more, by keys alone: a key never goes anywhere but where it was meant to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import keep_toasts, violations
from tests.browser.people import Agent, Provider, conversation_of
from tests.browser.test_loop import all_of_them, arrive, conversations
from tests.browser.test_loop import rows as row
from tests.browser.test_working_day import BACK_MS, answer_first, dialog, notice, owner, rows
from tests.live import LiveServer
from tests.servers import wait_until

# A whole day, and before it what the first test of the tier waits for.
pytestmark = pytest.mark.timeout(600)

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]

EVERY_STATUS = "status=open&status=pending&status=snoozed&status=resolved"
FIRST_NUMBER = 447700900765
# How often the mouse or a finger was put down since.
COUNT_POINTERS = (
    "() => { window.pointers = 0; addEventListener('pointerdown', () => window.pointers++, true); }"
)


def test_a_working_day_by_keys_alone(console: Open, provider: Provider, demo: LiveServer, shot: Shot) -> None:
    zero, one, two, three = names = [f"Handsfree {number}" for number in range(4)]
    customers = arrive(provider, names, FIRST_NUMBER)
    mia, page = console("mia", color_scheme="dark"), all_of_them(console())
    keep_toasts(page).evaluate(COUNT_POINTERS)
    press = page.keyboard.press
    press("f")
    page.keyboard.type("Handsfree")
    expect(rows(page)).to_have_count(4)
    press("ArrowDown")
    expect(row(page, three)).to_be_focused()

    hand_on(page, three)
    expect(notice(mia)).to_contain_text(f"Sam Taylor gave you {three}")
    take_over(page, mia, three)
    answer_with_a_blank(page, three)
    opened_next(page, two)
    collide(page, mia, demo, two)
    restart(page, mia, demo, two)
    opened_next(page, one)
    snooze(page, one)
    opened_next(page, zero)
    expect(rows(page)).to_have_count(3)
    resolve_several(page, demo, (zero, two, three))
    begin_to_reply(page, zero)
    page.keyboard.type("It is done")
    press("Control+Enter")
    expect(page.get_by_text(re.compile(f"Resolved: {zero}"))).to_be_visible()
    shot(page, "day-keyboard-light")
    assert violations(page) == []
    assert page.evaluate("window.pointers") == 0

    found = {each["contact"]["name"]: each for each in conversations(demo, f"q=Handsfree&{EVERY_STATUS}")}
    wanted = {zero: "resolved", one: "pending", two: "open", three: "open"}
    assert {name: found[name]["status"] for name in names} == wanted
    # Every customer has what was meant for them, once, in order.
    expect_got(provider, customers[zero], ["It is done"])
    expect_got(provider, customers[one], [])
    answers = ["I am looking into it.", "It is found.", "What is it about? A lamp?", "The right code is RX8."]
    expect_got(provider, customers[two], answers)
    expect_got(provider, customers[three], ["Good news, Handsfree: order MO-1 has left"])


def expect_got(provider: Provider, customer: int, beginnings: list[str]) -> None:
    def got() -> list[str]:
        sent = [one for one in provider.messages(customer) if one["direction"] == "from_business"]
        return [str(one["body"]) for one in sent]

    wait_until(lambda: len(got()) >= len(beginnings), f"{beginnings} at the customer", seconds=60)
    assert len(got()) == len(beginnings)
    for body, beginning in zip(got(), beginnings, strict=True):
        assert body.startswith(beginning)


def begin_to_reply(page: Page, name: str) -> Locator:
    page.keyboard.press("r")
    box = Agent(page, name).box
    expect(box).to_be_focused()
    return box


def opened_next(page: Page, name: str) -> None:
    """Out of a composer, and on."""
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+J")
    expect(Agent(page, name).thread).to_be_visible()


def hand_on(page: Page, name: str) -> None:
    """A note that names a colleague, and the conversation is hers."""
    press = page.keyboard.press
    press("n")
    note = page.get_by_role("textbox", name="Note to colleagues")
    expect(note).to_be_focused()
    page.keyboard.type("Please take her, @mi")
    found = page.get_by_role("listbox", name="Mention somebody").get_by_role("option", name=re.compile("Mia"))
    expect(found).to_be_visible()
    press("Enter")
    press("Enter")
    expect(note).to_have_value("")
    press("Escape")
    press("Escape")
    press("Shift+A")
    expect(dialog(page, "Assign to…").get_by_role("option", name=re.compile("Mia"))).to_be_visible()
    page.keyboard.type("mia")
    press("Enter")
    expect(page.get_by_text(f"{name}: assigned to Mia Lindqvist")).to_be_visible()


def take_over(page: Page, mia: Page, name: str) -> None:
    """What is hers is left with her, and then taken after all."""
    question = dialog(page, "Mia Lindqvist has it. Take over?")
    page.keyboard.press("a")
    expect(question.get_by_role("button", name="Take over")).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(owner(page, "Mia Lindqvist")).to_be_visible()
    page.keyboard.press("a")
    expect(question.get_by_role("button", name="Take over")).to_be_focused()
    page.keyboard.press("Enter")
    expect(owner(page, "You")).to_be_visible()
    expect(notice(mia)).to_contain_text(f"Sam Taylor took over {name}")


def answer_with_a_blank(page: Page, name: str) -> None:
    """A canned response with two blanks: one is filled in, the other one asked for."""
    box = begin_to_reply(page, name)
    page.keyboard.type("/tracking")
    found = page.get_by_role("listbox", name="Canned responses").get_by_role("option")
    expect(found.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.keyboard.type("MO-1")
    page.keyboard.press("Enter")
    asking = dialog(page, "Fill in before sending")
    expect(asking.get_by_label("tracking code")).to_be_focused()
    page.keyboard.type("RX7")
    page.keyboard.press("Enter")
    expect(Agent(page, name).bubble("https://track.example/RX7")).to_have_count(1)
    expect(box).to_be_focused()


def collide(page: Page, mia: Page, demo: LiveServer, name: str) -> None:
    """A colleague is faster, twice: first one thinks again, then one sends it all the same."""
    conversation = conversation_of(page)
    box = begin_to_reply(page, name)
    page.keyboard.type("What is it about?")
    answers = dialog(page, re.compile("^Mia Lindqvist answered"))
    edit = answers.get_by_role("contentinfo").get_by_role("button", name="Edit")
    answer_first(demo, mia, page, conversation, "I am looking into it.")
    page.keyboard.press("Enter")
    expect(answers).to_contain_text("I am looking into it.")
    expect(edit).to_be_focused()
    assert violations(page, within=answers) == []
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("What is it about?")
    page.keyboard.type(" A lamp?")
    answer_first(demo, mia, page, conversation, "It is found.")
    page.keyboard.press("Enter")
    expect(answers).to_contain_text("It is found.")
    page.keyboard.press("Shift+Tab")
    expect(answers.get_by_role("button", name="Send anyway")).to_be_focused()
    page.keyboard.press("Enter")
    expect(Agent(page, name).bubble("What is it about? A lamp?")).to_have_count(1)
    expect(box).to_be_focused()
    expect(box).to_have_value("")


def restart(page: Page, mia: Page, demo: LiveServer, name: str) -> None:
    """The server is away in the middle of a sentence: it is written to its end, waits and goes once."""
    page.keyboard.type("The right code")
    demo.stop()
    light = page.locator(".sync-light")
    expect(light).not_to_contain_text("In sync")
    page.keyboard.type(" is RX8.")
    page.keyboard.press("Enter")
    page.keyboard.type("Begun before it came back")
    demo.start()
    # Told by another program before this browser has come back.
    number = f"+{FIRST_NUMBER + 2}"
    answer = demo.request("POST", "/api/webhook/", {"sender": number, "content": "Told meanwhile"})
    assert answer.status == 200, answer.body
    agent = Agent(page, name)
    expect(agent.bubble("Told meanwhile", side="inbound")).to_have_count(1, timeout=BACK_MS)
    expect(agent.bubble("The right code is RX8.")).to_have_count(1, timeout=BACK_MS)
    for each in (light, mia.locator(".sync-light")):
        expect(each).to_contain_text("In sync", timeout=BACK_MS)
    expect(agent.box).to_be_focused()
    expect(agent.box).to_have_value("Begun before it came back")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def snooze(page: Page, name: str) -> None:
    """Until tomorrow, then woken, then until they reply: out of the composer, where its row may go and it is still meant."""
    begin_to_reply(page, name)
    page.keyboard.press("Escape")
    snoozed = page.locator(".thread-head").get_by_role("button", name=re.compile("^Status: Snoozed until"))
    choose_time(page, "Tomorrow")
    expect(snoozed).to_be_visible()
    expect(row(page, name)).to_have_count(0)
    choose_time(page, "Wake it now")
    expect(snoozed).to_have_count(0)
    expect(row(page, name)).to_have_count(1)
    choose_time(page, "Until they reply")


def choose_time(page: Page, name: str) -> None:
    page.keyboard.press("s")
    times = dialog(page, "Snooze…")
    expect(times.get_by_role("option", name=re.compile(f"^{name}"))).to_be_visible()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(times).to_be_hidden()


def resolve_several(page: Page, demo: LiveServer, names: tuple[str, ...]) -> None:
    """All that are left are resolved with one verb, and it is taken back."""
    press = page.keyboard.press
    press("f")
    press("ArrowDown")
    press("Control+a")
    selected = page.get_by_role("toolbar", name="Selected conversations").get_by_role("status")
    expect(selected).to_have_text(f"{len(names)} selected")
    press("e")
    expect(page.get_by_text(f"Resolved: {len(names)} conversations")).to_be_visible()
    press("z")
    expect(page.get_by_text(f"Undone: {len(names)} conversations")).to_be_visible()
    assert statuses(demo, names) == {"open"}


def statuses(demo: LiveServer, names: tuple[str, ...]) -> set[str]:
    found = conversations(demo, f"q=Handsfree&{EVERY_STATUS}")
    return {each["status"] for each in found if each["contact"]["name"] in names}
