"""The page of settings, in a real browser: an agent's own name, look and password."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import CONTRAST, in_both_themes, log_in, violations
from tests.browser.people import address
from tests.live import LiveServer

Shot = Callable[[Page, str], Path]
PASSWORD, FRESH = "plum orbit canvas", "teapot gravel sunday"
# Of their own: others are logged in as those of the demo.
PERSON = (
    "from messaging.models import *; "
    f"agent = Agent.objects.create_user('{{name}}', password='{PASSWORD}', first_name='Kit', last_name='Settler'); "
    "InboxMember.objects.create(agent=agent, inbox=Inbox.objects.first())"
)


@pytest.fixture
def kit(demo: LiveServer, open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """``kit()``: a console of somebody whom no other test knows."""
    name = f"kit-{uuid.uuid4().hex[:8]}"
    demo.setup.manage("shell", "-v", "0", "-c", PERSON.format(name=name))

    def enter(**options: object) -> Page:
        page = open_browser(**options).new_page()
        page.goto(demo.url)
        log_in(page, name, PASSWORD)
        return page

    return enter


def test_a_name_a_look_and_a_password(kit: Callable[..., Page], shot: Shot) -> None:
    page, elsewhere = kit(), kit()
    # By keys: the palette leads there, and Tab to the first field.
    page.keyboard.press("Control+k")
    page.keyboard.type("settings")
    page.get_by_role("option", name="Settings", exact=True).wait_for()
    page.keyboard.press("Enter")
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Kit Settler")
    assert address(page).endswith("#/settings")
    own = page.get_by_role("region", name="Your settings").last
    own.focus()
    page.keyboard.press("Tab")
    expect(name).to_be_focused()
    shot(page, "settings")
    assert in_both_themes(page, own) == []
    page.emulate_media(color_scheme="light")

    page.keyboard.press("Control+a")
    page.keyboard.type("Kit de la Mar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved: colleagues see you as Kit de la Mar")).to_be_visible()
    # In another browser without loading anything.
    expect(elsewhere.get_by_role("button", name=re.compile("^Account: Kit de la Mar"))).to_be_visible()

    page.get_by_role("radio", name="Compact").check()
    page.get_by_label("Your password now").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("password1234")
    page.get_by_label("New password again").fill("password1234")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("This password is", exact=False).first).to_be_visible()
    page.get_by_label("New password", exact=True).fill(FRESH)
    page.get_by_label("New password again").fill(FRESH)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed.", exact=False)).to_be_visible()
    expect(elsewhere.get_by_role("dialog", name="Log in again")).to_be_visible()
    # This one goes on, and its rows are as they were chosen.
    page.get_by_role("button", name="Inbox", exact=True).click()
    expect(page.get_by_role("listbox", name="Conversations")).to_have_class(re.compile("compact"))

    page.go_back()
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    expect(name).to_have_value("Kit de la Mar")
    shot(page, "settings-390-dark")
    assert violations(page) == []
    assert violations(page, CONTRAST) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Back to the inbox").click()
    expect(page.get_by_role("listbox", name="Conversations")).to_be_visible()


def test_an_admin_sets_up_a_colleague(
    kit: Callable[..., Page], console: Callable[..., Page], shot: Shot
) -> None:
    theirs, page = kit(), console()
    page.goto(f"{address(page).partition('#')[0]}#/settings/agents")
    row = page.get_by_role("button", name=re.compile("Kit Settler"))
    expect(row).to_contain_text("Agent")
    part = page.get_by_role("region", name="Agents").last
    shot(page, "settings-agents")
    assert in_both_themes(page, part) == []
    # By keys.
    page.get_by_role("searchbox", name="Find an agent").fill("settler")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Kit Settler")
    dialog.get_by_role("combobox", name="Role").select_option("supervisor")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Supervisor · Every inbox")
    # The colleague is it at once, without loading anything.
    theirs.goto(f"{address(theirs).partition('#')[0]}#/settings")
    expect(theirs.get_by_role("region", name="Profile")).to_contain_text("Supervisor")

    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    row.click()
    shot(page, "settings-agent-390-dark")
    assert violations(page, within=dialog) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    dialog.get_by_role("checkbox", name="May log in").uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Inactive")
    expect(theirs.get_by_role("dialog", name="Log in again")).to_be_visible()
    assert violations(page, CONTRAST) == []
