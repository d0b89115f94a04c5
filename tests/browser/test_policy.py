"""Under the strict content security policy every page works: nothing is refused, nothing is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response, expect

from tests.live import LiveServer


@pytest.fixture
def violations(page: Page) -> list[str]:
    """What the browser complains about while the test clicks around."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            found.append(message.text)

    def look(response: Response) -> None:
        # 401 is how the console learns that it has to show the login.
        if response.status >= 400 and response.status != 401:
            found.append(f"{response.status} {response.url}")

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("response", look)
    return found


def policy_of(page: Page, url: str) -> str:
    response = page.goto(url)
    assert response
    return response.headers["content-security-policy"]


@pytest.fixture
def logged_in(page: Page, demo: LiveServer) -> Callable[[], None]:
    def log_in() -> None:
        page.goto(f"{demo.url}/admin/login/")
        page.fill("#id_username", demo.access["username"])
        page.fill("#id_password", demo.access["password"])
        page.click("[type=submit]")
        expect(page.locator("#user-tools")).to_be_visible()

    return log_in


@pytest.mark.parametrize("path", ["/admin/", "/admin/messaging/message/", "/admin/messaging/inbox/"])
def test_admin(
    page: Page, demo: LiveServer, violations: list[str], logged_in: Callable[[], None], path: str
) -> None:
    logged_in()
    assert "unsafe" not in policy_of(page, demo.url + path)
    expect(page.locator("#content h1").first).to_be_visible()
    assert violations == []


def test_api_docs_need_styles_but_no_inline_script(
    page: Page, demo: LiveServer, violations: list[str], logged_in: Callable[[], None]
) -> None:
    logged_in()
    policy = policy_of(page, f"{demo.url}/api/docs/")
    expect(page.locator("text=/api/send-message/").first).to_be_visible()
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert violations == []


def test_phone_page(page: Page, demo: LiveServer, violations: list[str]) -> None:
    assert "unsafe" not in policy_of(page, f"{demo.url}/simulator/")
    expect(page.locator("#root > *").first).to_be_visible()
    assert violations == []


def test_console(page: Page, demo: LiveServer, violations: list[str], logged_in: Callable[[], None]) -> None:
    logged_in()
    assert "unsafe" not in policy_of(page, f"{demo.url}/")
    expect(page.locator("#root > *").first).to_be_visible()
    assert violations == []
