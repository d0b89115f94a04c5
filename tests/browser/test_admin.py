"""Every page of the admin, found by its links: usable by everybody (WCAG 2.2 AA), and no wider than the window."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

import pytest
from django.contrib import admin as django_admin
from django.urls import resolve
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import violations
from tests.live import LiveServer

Open = Callable[..., Page]
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
# Scripts, what logs out, what is a file, and what leads on to one of the pages.
NO_PAGE = {"admin:jsi18n", "admin:logout", "admin:messaging_webhookcall_raw", "admin:view_on_site"}
ALIKE = re.compile(r"(?<=^admin:)\w+(?=_(history|delete)$)")
LINK = re.compile(r'<a [^>]*?href="([^"#?]+)')


def walk(page: Page) -> dict[str, str]:
    """Go from link to link, to one page of each name in the URL resolver: their paths by name. Of pages with one template
    for all rows the first one stands for all."""
    found, seen, waiting = dict[str, str](), set[str](), ["/admin/"]
    while waiting:
        path = waiting.pop(0)
        name = resolve(path).view_name
        kind = ALIKE.sub("", name)
        if kind in seen or name in NO_PAGE:
            continue
        seen.add(kind)
        answer = page.request.get(urljoin(page.url, path))
        assert answer.status == 200, path
        found[name] = path
        led = (urljoin(path, link) for link in LINK.findall(answer.text()))
        waiting += [one for one in led if one.startswith("/admin/")]
    return found


# Of more rows there is nothing else to see, and axe looks at each of them.
SHORTEN = "() => document.querySelectorAll('#result_list tr:nth-child(n + 7)').forEach((row) => row.remove())"


def too_wide(page: Page) -> list[str]:
    """What does not fit: the page into a phone and a laptop, a list's table into a laptop."""
    found = []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            found.append(f"{width} px in {size['width']}")
    table, room = page.evaluate(
        "() => { const one = document.querySelector('#changelist .results');"
        " return one ? [one.scrollWidth, one.clientWidth] : [0, 0]; }"
    )
    return [*found, f"table: {table} px in {room}"] if table > room else found


# What themes and the width of the window change.
LOOKS = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]}


def wrong_with(page: Page) -> list[str]:
    """All rules on a laptop in light, those of looks on a phone in dark, and what does not fit."""
    found = too_wide(page)
    page.evaluate(SHORTEN)
    found += violations(page)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found += [f"dark, on a phone: {one}" for one in violations(page, LOOKS)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    return found


@pytest.fixture
def failed_login(demo: LiveServer, open_browser: Callable[..., BrowserContext]) -> Page:
    """The login after a wrong password, which leaves a row to look at."""
    page = open_browser(viewport=WIDE).new_page()
    page.goto(f"{demo.url}/admin/login/")
    page.fill("#id_username", "guess")
    page.fill("#id_password", "wrong")
    page.click("[type=submit]")
    expect(page.locator(".errornote")).to_be_visible()
    return page


@pytest.fixture
def visit(
    demo: LiveServer, admin: Open, open_browser: Callable[..., BrowserContext], sessions: dict[str, Any]
) -> Open:
    """``visit("mia")``: the first page, with the session that this person has."""

    def open_page(username: str = "demo") -> Page:
        if username not in sessions:
            page = admin("/admin/", username, viewport=WIDE)
            sessions[username] = page.context.storage_state()
            return page
        page = open_browser(viewport=WIDE, storage_state=sessions[username]).new_page()
        page.goto(f"{demo.url}/admin/")
        return page

    return open_page


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    """What a superuser's walk has found: the same in all tests."""
    return {}


def look_at(page: Page, pages: Mapping[str, str], subtests: pytest.Subtests) -> None:
    for name, path in pages.items():
        with subtests.test(name):
            page.goto(urljoin(page.url, path))
            assert wrong_with(page) == []


KINDS = ("changelist", "add", "change")


@pytest.mark.parametrize("kind", [*KINDS, "other"])
def test_every_page_can_be_used_by_everybody(
    failed_login: Page, visit: Open, found: dict[str, str], subtests: pytest.Subtests, kind: str
) -> None:
    page = visit()
    found.update(found or walk(page))
    lists = {
        f"admin:{one._meta.app_label}_{one._meta.model_name}_changelist"
        for one in django_admin.site._registry
    }
    assert lists <= set(found)
    assert {"admin:messaging_message_send", "admin:messaging_inbox_check", "admin:password_change"} <= set(
        found
    )
    kinds = {name: name.rpartition("_")[2] for name in found}
    look_at(
        page,
        {
            name: path
            for name, path in found.items()
            if kinds[name] == kind or (kind == "other" and kinds[name] not in KINDS)
        },
        subtests,
    )
    if kind == "other":
        with subtests.test("login"):
            assert wrong_with(failed_login) == []


def test_every_page_of_an_agent_can_be_used_by_everybody(visit: Open, subtests: pytest.Subtests) -> None:
    page = visit("mia")
    look_at(page, walk(page), subtests)


# In the first row, wherever people's own words stand; a label is there in any case.
LONG_WORDS = """() => {
  const row = document.querySelector('#result_list tbody tr'), long = 'Donaudampfschifffahrtsgesellschaft';
  const label = document.createElement('span');
  label.className = 'tag';
  row.querySelector('.field-label_tags')?.replaceChildren(label);
  const words = row.querySelectorAll('.person, small, .tag, .field-assignee_shown, .field-username a, .field-name');
  words.forEach((one) => one.append(` ${long} ${long}`));
  return words.length;
}"""


@pytest.mark.parametrize("rows", ["conversation", "agent"])
def test_a_list_fits_a_laptop_whatever_people_are_called(visit: Open, rows: str) -> None:
    page = visit()
    page.goto(urljoin(page.url, f"/admin/messaging/{rows}/"))
    assert page.evaluate(LONG_WORDS) > 1
    assert too_wide(page) == []


def choose(page: Page, action: str) -> None:
    """Run an action of a list on its first row."""
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option(label=action)
    page.get_by_role("button", name="Go", exact=True).click()


def test_what_a_button_opens_can_be_used_by_everybody(visit: Open, subtests: pytest.Subtests) -> None:
    page = visit()
    page.goto(urljoin(page.url, "/admin/messaging/message/send/"))
    with subtests.test("a message that was not sent"):
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".errornote")).to_be_visible()
        assert wrong_with(page) == []
    with subtests.test("a new token, chosen by name"):
        page.goto(urljoin(page.url, "/admin/knox/authtoken/add/"))
        page.get_by_role("combobox", name="Agent").click()
        page.get_by_role("searchbox", name="Agent").fill("mia")
        page.get_by_role("option", name="Mia").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#token")).to_be_visible()
        assert wrong_with(page) == []
    for where, action, button in (
        ("/admin/messaging/label/", "Delete selected labels", "Delete"),
        ("/admin/knox/authtoken/", "Revoke", "Revoke"),
    ):
        with subtests.test(action):
            page.goto(urljoin(page.url, where))
            choose(page, action)
            expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
            assert wrong_with(page) == []
    # The token was made for a look only.
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_text("1 API token revoked.")).to_be_visible()
