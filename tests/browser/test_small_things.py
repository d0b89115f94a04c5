"""Small things of the console: a blocked customer, and what a window of another width must still show whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.kinds_sent import SOME_SECONDS
from tests.browser.people import Agent, Customer, Provider, conversation_of, expect_picture, file
from tests.browser.test_loop import all_of_them, arrive, rows
from tests.browser.test_window import let_a_day_pass
from tests.live import LiveServer

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]

PHONE = {"width": 390, "height": 844}


def block(demo: LiveServer, agent: Agent) -> None:
    """By another program, as somebody who may."""
    token = demo.access["api_token"]
    path = f"/api/conversations/{conversation_of(agent.page)}"
    contact = demo.request("GET", path, token=token).json["contact"]["id"]
    answer = demo.request("PATCH", f"/api/contacts/{contact}/", {"blocked": True}, token=token)
    assert answer.status == 200, answer.body


def test_a_blocked_customer_is_unblocked_where_one_would_write(
    demo: LiveServer, talk: Talk, console: Open, shot: Shot
) -> None:
    agent, customer = talk("Bea Blocked", "+44 7700 900861")
    colleague = Agent(console(demo.access["agents"][0]["username"]), customer.name).open()
    block(demo, agent)
    for one in (agent, colleague):
        expect(one.page.locator(".composer")).to_contain_text("This contact is blocked.")
        expect(one.box).to_have_count(0)
    shot(agent.page, "composer-blocked")
    assert violations(agent.page, within=agent.page.locator(".composer")) == []
    agent.page.locator(".composer").get_by_role("button", name="Unblock").click()
    expect(agent.box).to_be_focused()
    expect(colleague.box).to_be_visible()
    agent.write("You are welcome again.")
    agent.expect_read(agent.bubble("You are welcome again."))


def is_whole(element: Locator) -> bool:
    return bool(element.evaluate("one => one.scrollWidth <= one.clientWidth"))


@pytest.mark.parametrize("width", [390, 900, 1024])
def test_the_bar_over_several_says_how_many_they_are(
    console: Open, provider: Provider, shot: Shot, width: int
) -> None:
    names = [f"Wide {width} {letter}" for letter in "AB"]
    arrive(provider, names, 447700900000 + width)
    page = all_of_them(console(viewport={"width": width, "height": 800}))
    expect(rows(page, f"Wide {width}")).to_have_count(2)
    for name in names:
        rows(page, name).locator(".row-pick").click()
    bar = page.get_by_role("toolbar", name="Selected conversations")
    count = bar.get_by_role("status")
    expect(count).to_have_text("2 selected")
    assert is_whole(count)
    assert is_whole(bar)
    shot(page, f"bulk-{width}")
    assert violations(page, within=bar) == []


@pytest.mark.parametrize(("width", "columns"), [(390, 1), (1024, 2)])
def test_the_keys_are_seen_in_one_look_where_there_is_room(
    console: Open, shot: Shot, width: int, columns: int
) -> None:
    page = console(viewport={"width": width, "height": 800})
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    edges = {round(box["x"]) for one in sheet.get_by_role("term").all() if (box := one.bounding_box())}
    assert len(edges) == columns
    assert is_whole(sheet)
    shot(page, f"keys-{width}")
    assert violations(page, within=sheet) == []


def closed(talk: Talk, **options: Any) -> Agent:
    """In a conversation whose window is closed: a day goes by at the provider."""
    agent, customer = talk("Petra Phone", "+44 7700 900862", **options)
    customer.page.set_viewport_size({"width": 1360, "height": 850})
    let_a_day_pass(customer)
    agent.write("Too late")
    expect(agent.box).to_have_count(0)
    return agent


def test_templates_are_a_sheet_on_a_phone(talk: Talk, shot: Shot) -> None:
    agent = closed(talk, viewport=PHONE)
    page = agent.page
    page.get_by_role("button", name="Choose a template", exact=True).click()
    sheet = page.get_by_role("dialog", name="Choose a template")
    expect(sheet.get_by_role("list", name="Templates")).to_be_visible()
    box = sheet.bounding_box()
    assert box
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, PHONE["width"], PHONE["height"])
    # By keys: from the search into the rows, beside one to its star.
    expect(sheet.get_by_role("listitem").nth(1)).to_be_visible()
    sheet.get_by_role("searchbox").press("ArrowDown")
    expect(sheet.locator(".template-row").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    star = sheet.get_by_role("button", name="Favourite").nth(1)
    expect(star).to_be_focused()
    page.keyboard.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    shot(page, "template-sheet-390")
    assert violations(page, within=sheet) == []
    sheet.get_by_role("button", name=re.compile("^still there")).click()
    shot(page, "template-sheet-filled-390")
    sheet.get_by_role("button", name="Send", exact=True).click()
    expect(sheet).to_be_hidden()
    expect(agent.bubble(kind="template")).to_have_count(1)
    # Landscape, and the next time: the favourite, then what was sent.
    page.set_viewport_size({"width": 844, "height": 390})
    page.get_by_role("button", name="Choose a template", exact=True).click()
    rows = sheet.get_by_role("listitem")
    expect(rows.nth(0).get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    expect(rows.nth(1)).to_contain_text("sent here")
    shot(page, "template-sheet-844")
    assert is_whole(sheet)
    page.set_viewport_size({"width": 1360, "height": 850})
    shot(page, "template-sheet-1360")
    assert violations(page, within=sheet) == []


def asked_for_files(page: Page) -> list[str]:
    """What is asked from now on."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/attachments/?" in one.url else None)
    return asked


def test_files_that_were_exchanged_are_listed_and_stay_true(talk: Talk, shot: Shot) -> None:
    agent, customer = talk("Fay Files", "+44 7700 900867")
    page, details = agent.page, agent.page.get_by_role("complementary", name="Details")
    asked = asked_for_files(page)
    customer.attach("Photo")
    # It has come as a whole: nothing changes about it while the list is read.
    expect_picture(agent.bubble(kind="image", side="inbound").locator("img"))
    title = details.get_by_role("button", name="Files", exact=True)
    expect(title).to_have_attribute("aria-expanded", "false")
    assert asked == []
    title.click()
    files = details.get_by_role("listitem").filter(has=page.locator(".file-row"))
    expect(files).to_have_count(1)
    known = len(asked)
    # While it is open: from both sides, the newest first, without asking again.
    customer.attach("Document")
    expect(files).to_have_count(2)
    agent.send_file(file("image", "ours.png"), "Look at this")
    expect(files).to_have_count(3)
    expect(files.first).to_contain_text("ours.png")
    expect(files.first).to_contain_text("from us")
    assert len(asked) == known
    expect_picture(files.last.locator("img"))
    shot(page, "details-files-light")
    page.emulate_media(color_scheme="dark")
    shot(page, "details-files-dark")
    assert violations(page, within=details) == []
    # Unfolded is how this agent likes it, also after a reload.
    page.reload()
    expect(files).to_have_count(3)
    files.first.get_by_role("button").click()
    expect(page.get_by_role("dialog", name="ours.png")).to_be_visible()


IS_AT = "([one, x]) => Math.abs(one.getBoundingClientRect().x - x) <= 1"


def scale_of(picture: Locator) -> float:
    """How much larger it is drawn than it lies there."""
    return float(picture.evaluate("one => one.getBoundingClientRect().width / one.offsetWidth"))


def test_a_picture_is_enlarged_where_the_pointer_is_and_moved(talk: Talk, shot: Shot) -> None:
    agent, customer = talk("Zelda Zoom", "+44 7700 900864")
    customer.attach("Photo")
    page = agent.page
    agent.bubble(kind="image", side="inbound").get_by_role("button", name=re.compile("^Image")).click()
    lightbox = page.locator(".lightbox")
    picture = lightbox.locator("img")
    expect_picture(picture)
    box = picture.bounding_box()
    assert box
    corner = (box["x"] + 10, box["y"] + 10)
    page.mouse.move(*corner)
    page.mouse.wheel(0, -300)
    expect(lightbox.get_by_role("status")).to_have_text("200 %")
    assert scale_of(picture) == pytest.approx(2)
    large = picture.bounding_box()
    assert large
    page.mouse.wheel(0, -3000)
    expect(lightbox.get_by_role("status")).to_have_text("500 %")
    before = picture.bounding_box()
    page.mouse.down()
    page.mouse.move(corner[0] - 120, corner[1] - 40, steps=4)
    page.mouse.up()
    assert before
    page.wait_for_function(IS_AT, arg=[picture.element_handle(), before["x"] - 120])
    shot(page, "lightbox-zoomed")
    assert violations(page, within=lightbox) == []
    page.mouse.dblclick(*corner)
    expect(lightbox.get_by_role("status")).to_have_text("")
    assert scale_of(picture) == pytest.approx(1)
    page.keyboard.press("+")
    expect(lightbox.get_by_role("status")).to_have_text("150 %")
    page.keyboard.press("Escape")
    expect(lightbox).to_have_count(0)


def test_the_way_to_the_next_picture_points_where_it_stands_wherever_lines_begin(
    talk: Talk, shot: Shot
) -> None:
    agent, customer = talk("Lena Leafs", "+44 7700 900868")
    customer.attach("Photo")
    customer.attach("Photo")
    page = agent.page
    page.evaluate("Object.assign(document.documentElement, { lang: 'ar', dir: 'rtl' })")
    pictures = agent.bubble(kind="image", side="inbound")
    expect(pictures).to_have_count(2)
    pictures.first.get_by_role("button", name=re.compile("^Image")).click()
    step = page.locator(".lightbox-step.next")
    expect(step).to_be_visible()
    shot(page, "lightbox-rtl")
    box = step.bounding_box()
    assert box
    assert box["x"] > page.evaluate("innerWidth") / 2
    # Drawn as it points to the left, and turned once: to the right.
    assert step.locator("svg").evaluate("one => getComputedStyle(one).scale") == "none"
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lightbox-step.previous")).to_be_visible()
    expect(step).to_have_count(0)
    # The way back to the list is mirrored, as lines are.
    page.keyboard.press("Escape")
    assert page.locator(".directed").first.evaluate("one => getComputedStyle(one).scale") == "-1 1"


NOTE_ITS_MOVE = """slider => {
  const look = () => { window.hasMoved = slider.value !== "0"; window.hasMoved || requestAnimationFrame(look); };
  look();
}"""


def test_a_voice_message_is_listened_to_before_it_is_sent(talk: Talk, shot: Shot) -> None:
    agent, _ = talk("Vera Voice", "+44 7700 900869")
    composer = agent.page.locator(".composer")
    height = composer.evaluate("one => one.clientHeight")
    expect(composer).to_contain_text("Enter sends")
    agent.page.get_by_role("button", name="Record a voice message").click()
    expect(composer).to_contain_text("Recording")
    expect(composer).not_to_contain_text("Enter sends")
    assert composer.evaluate("one => one.clientHeight") == height
    shot(agent.page, "voice-recorder")
    assert violations(agent.page, within=composer) == []
    # Something has been recorded.
    expect(composer.locator(".recorder-time")).to_have_text(SOME_SECONDS)
    composer.get_by_role("button", name="Stop, and listen to it").click()
    expect(composer.get_by_role("button", name="Play")).to_be_focused()
    assert composer.evaluate("one => one.clientHeight") == height
    composer.get_by_role("slider", name="Position").evaluate(NOTE_ITS_MOVE)
    agent.page.keyboard.press("Enter")
    # It is heard: where it is goes on by itself, and is at the beginning again after a second.
    agent.page.wait_for_function("() => window.hasMoved")
    shot(agent.page, "voice-listened")
    assert violations(agent.page, within=composer) == []
    agent.page.set_viewport_size(PHONE)
    shot(agent.page, "voice-listened-390")
    assert composer.evaluate("one => one.scrollWidth <= one.clientWidth")
    composer.get_by_role("button", name="Send the voice message").click()
    expect(agent.bubble(kind="audio")).to_have_count(1)
    # The same ways to send on a phone; without anything to send there is no menu.
    expect(composer.get_by_role("button", name="More ways to send")).to_be_hidden()
    shot(agent.page, "composer-390")
    agent.box.fill("That is all :wav")
    expect(composer.get_by_role("listbox", name="Emoji")).to_be_visible()
    shot(agent.page, "emoji-names-390")
    agent.page.keyboard.press("Enter")
    expect(agent.box).to_have_value("That is all 👋")
    composer.get_by_role("button", name="More ways to send").click()
    shot(agent.page, "send-menu-390")
    composer.get_by_role("button", name=re.compile("^Send and resolve")).click()
    expect(agent.bubble("That is all 👋")).to_have_count(1)
    expect(agent.page.get_by_role("button", name="Reopen", exact=True)).to_be_visible()


def test_labels_of_a_row_are_whole_or_not_there(console: Open) -> None:
    page = all_of_them(console())
    # There they stand behind most other things.
    page.evaluate("location.hash = '#/snoozed'")
    expect(page.locator(".row-labels .chip").first).to_be_attached()
    slivers = """() => [...document.querySelectorAll('.row-labels')].filter(line => {
        const chip = line.querySelector('.chip')?.getBoundingClientRect(), room = line.getBoundingClientRect();
        return chip && chip.top < room.bottom && (chip.right > room.right + 1 || chip.width < 24);
    }).length"""
    for width in (1360, 1024, 900):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(slivers) == 0, width
