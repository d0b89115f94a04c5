"""How it looks where less is certain: the system's own colours, the other direction, little room."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import violations
from tests.browser.people import Agent, Customer

Open = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Talk = Callable[..., tuple[Agent, Customer]]


def rows(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Conversations").get_by_role("option")


def style(element: Locator, name: str) -> str:
    return str(element.evaluate("(one, name) => getComputedStyle(one)[name]", name))


# How far the text is away from the right of what holds it.
FROM_ITS_BEGINNING = """one => {
    const text = document.createRange();
    text.selectNodeContents(one);
    return one.getBoundingClientRect().right - text.getBoundingClientRect().right;
}"""


def test_the_systems_colours_leave_shapes_and_mark_one_row(talk: Talk, shot: Shot) -> None:
    name = "Fritz Forced"
    sam, _ = talk(name, "+44 7700 900771", forced_colors="active")
    sam.write("Seen by everybody")
    line = sam.bubble("Seen by everybody")
    expect(line).to_have_count(1)
    chosen, other = rows(sam.page).filter(has_text=name), rows(sam.page).filter(has_not_text=name).first
    assert style(chosen, "backgroundColor") != style(other, "backgroundColor")
    assert style(other, "borderInlineStartColor") == style(sam.page.locator("body"), "backgroundColor")
    assert style(line.locator(".bubble"), "borderTopWidth") == "2px"
    assert style(other.locator(".avatar").first, "borderTopWidth") == "1px"
    here = sam.page.locator(".place[aria-current=page]")
    assert style(here, "borderTopWidth") == "2px"
    expect(sam.page).to_have_title(re.compile(r"Maple & Oak · Support console$"))
    shot(sam.page, "console-forced-colours")
    assert violations(sam.page) == []


def test_numbers_and_times_keep_their_direction_in_the_other_one(talk: Talk, shot: Shot) -> None:
    sam, _ = talk("Rita Reversed", "+44 7700 900772")
    # As the page is told by a language that is written so.
    sam.page.evaluate("Object.assign(document.documentElement, { lang: 'ar', dir: 'rtl' })")
    assert style(sam.page.locator(".row-time").first, "unicodeBidi") == "plaintext"
    number = sam.page.get_by_role("complementary", name="Details").get_by_text("+447700900772", exact=True)
    assert style(number, "direction") == "ltr"
    # Whatever script a name and a message are in, they begin beside the picture.
    row = rows(sam.page).filter(has_text="Rita Reversed")
    for part in (".row-name", ".row-words"):
        assert row.locator(part).evaluate(FROM_ITS_BEGINNING) <= 1, part
    # So does what is quoted, below who wrote it.
    sam.box.press("ArrowUp")
    sam.page.keyboard.press("r")
    assert sam.page.locator(".quote-bar .quote-text").evaluate(FROM_ITS_BEGINNING) <= 1
    shot(sam.page, "console-rtl")
    assert violations(sam.page) == []
    # A menu is beside its button.
    sam.page.get_by_role("button", name="Attach", exact=True).click()
    button = sam.page.get_by_role("button", name="Attach", exact=True).bounding_box()
    menu = sam.page.get_by_role("dialog", name="Attach", exact=True).bounding_box()
    assert button
    assert menu
    assert abs(menu["x"] + menu["width"] - button["x"] - button["width"]) < 2
    sam.page.keyboard.press("Escape")
    sam.attach("Location")
    box = sam.page.get_by_role("dialog", name="Location").bounding_box()
    assert box
    assert abs(box["x"] + box["width"] / 2 - 1360 / 2) < 2
    sam.page.keyboard.press("Escape")
    sam.page.set_viewport_size({"width": 390, "height": 844})
    shot(sam.page, "console-rtl-390")
    assert sam.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize(("width", "height"), [(1024, 700), (844, 390)])
def test_little_room_leaves_views_in_one_line_and_the_composer_in_sight(
    console: Open, shot: Shot, width: int, height: int
) -> None:
    page = console(viewport={"width": width, "height": height})
    tops = [one.bounding_box() for one in page.get_by_role("toolbar", name="View").locator(".tab").all()]
    assert len({box["y"] for box in tops if box}) == 1
    page.get_by_role("button", name="All", exact=True).click()
    rows(page).first.click()
    box = page.get_by_role("textbox", name="Reply to").or_(page.locator(".composer")).first
    expect(box).to_be_in_viewport()
    composer = page.locator(".composer").bounding_box()
    assert composer
    assert round(composer["y"] + composer["height"]) == height, "nothing is below it"
    shot(page, f"console-{width}x{height}")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []
