"""What is typed at the console is text, also where the box gives way to another meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import in_both_themes
from tests.browser.kinds_sent import send_voice
from tests.browser.people import Agent, Customer, expect_picture, file
from tests.browser.test_window import TOO_LATE, close_window, composer, write_for_later

Talk = Callable[..., tuple[Agent, Customer]]


def expect_open(agent: Agent) -> None:
    """No letter was taken for a command: neither resolved, nor marked, nor left."""
    head = agent.page.locator(".thread-head")
    expect(head.get_by_role("button", name="Resolve", exact=True)).to_be_visible()
    expect(head.get_by_role("button", name="Owner: Unassigned", exact=True)).to_be_visible()
    expect(agent.thread).to_be_visible()


def test_a_sentence_goes_on_while_the_window_opens(talk: Talk) -> None:
    agent, customer = talk("Nora Quist", "+44 7700 900681")
    close_window(agent, customer)
    write_for_later(agent, "")
    keyboard = agent.page.keyboard
    keyboard.type("We are today")
    for _ in "today":
        keyboard.press("ArrowLeft")
    customer.write("Hello, are you there?")
    expect(agent.box).to_be_visible()
    keyboard.type("here ")
    expect(agent.box).to_have_value("We are here today")
    expect_open(agent)


def test_a_template_that_is_being_filled_in_stays_while_the_window_opens(talk: Talk) -> None:
    agent, customer = talk("Ravi Sole", "+44 7700 900682")
    close_window(agent, customer)
    # The thread has the focus, as after reading: a single key goes to where templates are found.
    agent.thread.focus()
    keyboard = agent.page.keyboard
    keyboard.press("r")
    expect(composer(agent).get_by_role("button", name="Choose a template")).to_be_focused()
    keyboard.press("Enter")
    sheet = agent.page.get_by_role("dialog", name="Choose a template")
    keyboard.type("delivery")
    expect(sheet.get_by_role("searchbox")).to_have_value("delivery")

    sheet.get_by_role("button", name=re.compile("^delivery window")).first.click()
    name, day = (sheet.get_by_role("textbox").nth(place) for place in range(2))
    expect(name).to_have_value("Ravi")
    expect(day).to_be_focused()
    keyboard.type("Mon")
    customer.write("Hello?")
    expect(sheet.get_by_text("They have written again")).to_be_visible()
    assert in_both_themes(agent.page, sheet) == []
    keyboard.type("day")
    expect(day).to_have_value("Monday")
    sheet.get_by_role("button", name="Write a reply", exact=True).click()
    expect(agent.box).to_be_focused()
    expect_open(agent)


def test_send_as_template_leads_to_the_templates(talk: Talk) -> None:
    agent, customer = talk("Tea Vance", "+44 7700 900683")
    close_window(agent, customer)
    write_for_later(agent, "For later.")
    agent.bubble(TOO_LATE).get_by_role("button", name="Send as template").click()
    sheet = agent.page.get_by_role("dialog", name="Choose a template")
    expect(sheet.get_by_role("searchbox")).to_be_focused()
    agent.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(composer(agent).get_by_role("textbox")).to_have_value("For later.")


def test_typing_goes_on_after_what_hangs_on_a_text(talk: Talk) -> None:
    agent, _ = talk("Una Weld", "+44 7700 900684")
    page, keyboard = agent.page, agent.page.keyboard
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.get_by_role("searchbox", name="Search emoji")).to_be_focused()
    keyboard.press("Escape")
    keyboard.type("see you ")
    expect(agent.box).to_have_value("see you ")

    line = agent.bubble("Hello!", side="inbound")
    line.hover()
    line.get_by_role("button", name="Reply to this message").click()
    quote = page.get_by_role("button", name="Do not quote")
    quote.click()
    keyboard.type("at ten")
    expect(agent.box).to_have_value("see you at ten")

    agent.box.fill("")
    page.get_by_label("Photo, video or document").set_input_files(file("image", "lamp.png"))
    keyboard.type("see it ")
    page.get_by_role("button", name="Do not send lamp.png").click()
    keyboard.type("here")
    expect(agent.box).to_have_value("see it here")

    agent.box.fill("")
    page.get_by_role("button", name="Record a voice message").click()
    page.get_by_role("button", name="Throw the recording away").click()
    keyboard.type("use")
    expect(agent.box).to_have_value("use")
    page.get_by_role("button", name="Close details").click()
    keyboard.type(" our lamp")
    expect(agent.box).to_have_value("use our lamp")

    page.get_by_role("button", name="Attach", exact=True).focus()
    keyboard.type("uea")
    expect_open(agent)

    agent.box.fill("")
    send_voice(agent)
    expect(agent.bubble(kind="audio")).to_have_count(1)
    keyboard.type("Please call back")
    expect(agent.box).to_have_value("Please call back")


def test_what_was_typed_into_a_dialog_outlives_a_click_beside_it(talk: Talk) -> None:
    agent, _ = talk("Vera Yates", "+44 7700 900685")
    dialog = agent.attach("Buttons, list or link")
    dialog.get_by_label("Text", exact=True).fill("Which day?")
    agent.page.mouse.click(5, 5)
    agent.page.keyboard.type("uea")
    expect(dialog.get_by_label("Text", exact=True)).to_have_value("Which day?")
    agent.page.keyboard.press("Escape")
    expect(dialog).to_contain_text("Discard what you have written here?")
    dialog.get_by_role("button", name="Discard it").click()
    expect(dialog).to_be_hidden()
    expect(agent.box).to_be_focused()
    expect_open(agent)

    # Nothing typed: a click beside it closes it.
    dialog = agent.attach("Buttons, list or link")
    agent.page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()


def test_a_quote_and_files_wait_for_the_agent(talk: Talk) -> None:
    agent, _ = talk("Walt Zorn", "+44 7700 900686")
    line = agent.bubble("Hello!", side="inbound")
    line.hover()
    line.get_by_role("button", name="Reply to this message").click()
    agent.page.get_by_label("Photo, video or document").set_input_files(file("image", "lamp.png"))
    agent.page.keyboard.type("About this")
    rows = agent.page.get_by_role("listbox", name="Conversations").get_by_role("option")
    rows.filter(has_not_text=agent.customer).first.click()
    expect(agent.thread).to_be_hidden()
    expect(agent.page.get_by_role("list", name="Files to send")).to_be_hidden()
    agent.open()
    expect(agent.box).to_have_value("About this")
    expect(agent.page.get_by_role("button", name="Do not quote")).to_be_visible()
    tray = agent.page.get_by_role("list", name="Files to send")
    expect(tray).to_contain_text("lamp.png")
    expect_picture(tray.locator("img"))


def test_a_right_to_left_preview_shows_its_beginning(talk: Talk) -> None:
    text = "مرحبا، أريد أن أسأل عن المصباح الذي طلبته قبل أسبوعين ولم يصل بعد، هل يمكنكم المساعدة من فضلكم؟"
    agent, _ = talk("Yara Amin", "+44 7700 900687", text)
    rows = agent.page.get_by_role("listbox", name="Conversations").get_by_role("option")
    preview = rows.filter(has_text="Yara Amin").locator(".row-last")
    expect(preview).to_contain_text("مرحبا")
    assert preview.evaluate(SHOWS_ITS_BEGINNING)


SHOWS_ITS_BEGINNING = """line => {
  const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode();
  const range = document.createRange();
  range.setStart(words, 0);
  range.setEnd(words, 1);
  const [box, letter] = [line.getBoundingClientRect(), range.getBoundingClientRect()];
  return letter.left >= box.left && letter.right <= box.right + 1;
}"""
