"""What goes wrong at the provider, as an agent sees it, and how it is well again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import in_both_themes
from tests.browser.people import Agent, Customer, Provider
from tests.live import LiveServer

Open = Callable[..., Page]
Talk = Callable[..., tuple[Agent, Customer]]
Shot = Callable[[Page, str], Path]


def test_a_dead_token_pauses_sending_until_there_is_a_new_one(
    talk: Talk, admin: Open, provider: Provider, demo: LiveServer, shot: Shot
) -> None:
    agent, customer = talk("Quinn Moore", "+44 7700 900581")
    provider.fault("expired_token")
    answer = "It is on its way."
    agent.write(answer)
    banner = agent.page.get_by_role("alert").filter(has_text="nothing can be sent")
    expect(banner).to_contain_text("What customers write still arrives.")
    line = agent.bubble(answer)
    expect(line.get_by_role("button", name=re.compile("^Waiting"))).to_be_visible()
    customer.write("Are you still there?")
    expect(agent.bubble("Are you still there?", side="inbound")).to_have_count(1)
    assert in_both_themes(agent.page, banner, "console-paused") == []

    panel = customer.panel()
    panel.get_by_role("button", name="New token").click()
    token = panel.get_by_label("The new token").input_value()
    put_token(admin(f"/admin/messaging/inbox/{demo.access['inbox']['id']}/change/"), token)

    expect(banner).to_have_count(0)
    agent.expect_read(line)
    expect(customer.bubble(answer)).to_have_count(1)
    # Why it took so long stays to be read.
    line.get_by_role("button", name=re.compile("timeline")).click()
    expect(agent.page.get_by_role("dialog", name="Message timeline")).to_contain_text("(190/463)")
    shot(agent.page, "console-timeline")


def put_token(page: Page, token: str) -> None:
    """As somebody who looks after the inbox does it in the admin."""
    page.locator("#id_set_access_token").fill(token)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_picture_that_cannot_be_fetched_is_fetched_when_asked_again(
    talk: Talk, provider: Provider, shot: Shot
) -> None:
    agent, customer = talk("Rosa Day", "+44 7700 900582")
    provider.fault("media_expired")
    customer.attach("Photo")
    line = agent.bubble(kind="image", side="inbound")
    retry = line.get_by_role("button", name="Retry")
    expect(retry).to_be_visible()
    # The words are there, whatever becomes of the picture.
    expect(line).to_contain_text("Like this one?")
    shot(agent.page, "console-media-failed")

    provider.fault("media_expired", times=0)
    retry.click()
    expect(line.locator("img")).not_to_have_js_property("naturalWidth", 0)
    expect(retry).to_have_count(0)


def test_what_is_told_twice_is_shown_once(talk: Talk, provider: Provider) -> None:
    provider.fault("duplicate")
    agent, customer = talk("Sara Finch", "+44 7700 900583", "First")
    customer.attach("Photo")
    customer.write("Second")
    agent.write("Thank you!")
    line = agent.bubble("Thank you!")
    agent.expect_read(line)
    customer.more(customer.bubble("Thank you!"), "React with 👍")
    expect(line.get_by_role("img", name="👍 from the customer")).to_have_count(1)
    # By the last one everything before it has been told, and told again.
    customer.write("Last")
    expect(agent.bubble("Last", side="inbound")).to_have_count(1)
    expect(agent.bubble(side="inbound")).to_have_count(4)
    expect(agent.bubble(side="outbound")).to_have_count(1)
    expect(customer.bubble("Thank you!")).to_have_count(1)
