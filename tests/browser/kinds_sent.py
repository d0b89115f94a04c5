"""What an agent can send, kind by kind: how it is made in the console, and how it looks on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.people import Agent, Customer, expect_picture, expect_playable, file

CHOICES = "Buttons, list or link"
# Whichever of them is seen first.
SOME_SECONDS = re.compile(r"^\d:(?!00)\d\d$")

Send = Callable[[Agent], None]
# Returns the console's line, whose ticks are still to be looked at.
Arrived = Callable[[Agent, Customer], Locator]


def send_text(agent: Agent) -> None:
    agent.write("It is *oak*, see https://example.org/oak")


def text_arrived(agent: Agent, customer: Customer) -> Locator:
    expect(customer.bubble("It is oak, see https://example.org/oak", "text")).to_have_count(1)
    line = agent.bubble("It is oak")
    expect(line.get_by_role("link")).to_have_attribute("href", "https://example.org/oak")
    return line


def send_image(agent: Agent) -> None:
    agent.send_file(file("image"), "The lamp by daylight")


def image_arrived(agent: Agent, customer: Customer) -> Locator:
    expect_picture(customer.bubble("The lamp by daylight", "image").locator("img.media"))
    line = agent.bubble("The lamp by daylight", "image")
    expect_picture(line.locator("img"))
    return line


def send_video(agent: Agent) -> None:
    agent.send_file(file("video"), "How it is made")


def video_arrived(agent: Agent, customer: Customer) -> Locator:
    expect_playable(customer.bubble("How it is made", "video").locator("video"))
    line = agent.bubble("How it is made", "video")
    expect(line.locator("video")).to_have_count(1)
    return line


def send_document(agent: Agent) -> None:
    agent.send_file(file("document", "offer.pdf"), "Our offer")


def document_arrived(agent: Agent, customer: Customer) -> Locator:
    there = customer.bubble("Our offer", "document").get_by_role("link")
    expect(there).to_contain_text("offer.pdf")
    line = agent.bubble("offer.pdf", "document")
    expect(line.get_by_role("link")).to_have_attribute("download", "offer.pdf")
    return line


def send_sticker(agent: Agent) -> None:
    agent.send_file(file("sticker"))


def sticker_arrived(agent: Agent, customer: Customer) -> Locator:
    expect_picture(customer.bubble(kind="sticker").locator("img.media"))
    line = agent.bubble(kind="sticker")
    expect_picture(line.locator("img"))
    return line


def send_voice(agent: Agent) -> None:
    agent.page.get_by_role("button", name="Record a voice message").click()
    # The recorder hands its sound over second by second.
    expect(agent.page.locator(".recorder-time")).to_have_text(SOME_SECONDS)
    agent.page.get_by_role("button", name="Send the voice message").click()
    expect(agent.box).to_be_visible()


def voice_arrived(agent: Agent, customer: Customer) -> Locator:
    expect_playable(customer.bubble(kind="audio").locator("audio"))
    line = agent.bubble(kind="audio")
    expect(line.get_by_role("group", name="Voice message")).to_be_visible()
    expect(line.get_by_role("button", name="Play")).to_be_enabled()
    return line


def send_location(agent: Agent) -> None:
    place = {"Latitude": "51.4545, -2.5879", "Name (optional)": "Workshop", "Address (optional)": "Bristol"}
    agent.fill("Location", place, "Send location")


def location_arrived(agent: Agent, customer: Customer) -> Locator:
    expect(customer.bubble("Workshop", "location")).to_contain_text("51.4545")
    line = agent.bubble("Workshop", "location")
    expect(line.get_by_role("link", name="Open the map")).to_have_attribute("href", re.compile("51.4545"))
    return line


def send_contact(agent: Agent) -> None:
    card = {"Name": "Robin Carter", "Phone, with its country code": "+44 7700 900123"}
    agent.fill("Contact card", card, "Send contact card")


def contact_arrived(agent: Agent, customer: Customer) -> Locator:
    expect(customer.bubble("Robin Carter", "contacts")).to_contain_text("+44 7700 900123")
    return agent.bubble("Robin Carter", "contacts")


def send_buttons(agent: Agent) -> None:
    words = {"Text": "Collect or deliver?", "Button 1": "I collect it", "Small print (optional)": "Bristol"}
    agent.fill(CHOICES, words, "Send", tab="Buttons")


def send_list(agent: Agent) -> None:
    words = {
        "Text": "Which wood?",
        "Button that opens the list": "Woods",
        "Row 1": "Linden",
        "Description of row 1 (optional)": "Light and soft",
    }
    agent.fill(CHOICES, words, "Send", tab="List")


def list_arrived(agent: Agent, customer: Customer) -> Locator:
    line = shows_button("Which wood?", "Linden")(agent, customer)
    line.get_by_text("Woods", exact=True).click()
    expect(line.get_by_text("Light and soft")).to_be_visible()
    return line


def send_link(agent: Agent) -> None:
    words = {
        "Text": "All our lamps",
        "What the button says": "See them",
        "Address it opens": "https://example.org/lamps",
    }
    agent.fill(CHOICES, words, "Send", tab="Link")


def link_arrived(agent: Agent, customer: Customer) -> Locator:
    there = customer.bubble("All our lamps", "interactive").get_by_role("link", name="See them")
    expect(there).to_have_attribute("href", "https://example.org/lamps")
    return agent.bubble("All our lamps", "interactive")


def ask(text: str, tab: str) -> Send:
    return lambda agent: agent.fill(CHOICES, {"Text": text}, "Send", tab=tab)


def shows_button(text: str, button: str) -> Arrived:
    """An interactive message that has this button on the phone."""

    def arrived(agent: Agent, customer: Customer) -> Locator:
        there = customer.bubble(text, "interactive")
        expect(there.get_by_role("button", name=button)).to_be_visible()
        return agent.bubble(text, "interactive")

    return arrived


def choose_template(agent: Agent, name: str) -> Locator:
    dialog = agent.attach("Template")
    dialog.get_by_role("searchbox").fill(name)
    dialog.get_by_role("button", name=re.compile(f"^{name}")).click()
    return dialog


def send_template(agent: Agent) -> None:
    dialog = choose_template(agent, "order update")
    blanks = dialog.get_by_role("textbox")
    for place, words in enumerate(("Ivy", "MO-1", "is on its way")):
        blanks.nth(place).fill(words)
    expect(dialog.locator(".preview")).to_contain_text("Hello Ivy, your order MO-1 is on its way.")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog).to_be_hidden()


def template_arrived(agent: Agent, customer: Customer) -> Locator:
    words = "Hello Ivy, your order MO-1 is on its way."
    expect(customer.bubble(words, "template")).to_have_count(1)
    return agent.bubble(words, "template")


def send_picture_template(agent: Agent) -> None:
    dialog = choose_template(agent, "autumn collection")
    dialog.locator("input[type=file]").set_input_files(file("image", "autumn.jpg"))
    expect(dialog.get_by_role("status").filter(has_text="autumn.jpg is uploaded")).to_be_visible()
    dialog.get_by_role("textbox").fill("Ivy")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog).to_be_hidden()


def picture_template_arrived(agent: Agent, customer: Customer) -> Locator:
    there = customer.bubble("The autumn lamps are here, Ivy.", "template")
    expect_picture(there.locator("img.media"))
    expect(there.get_by_role("button", name="Tell me more")).to_be_visible()
    line = agent.bubble("The autumn lamps are here, Ivy.", "template")
    expect_picture(line.locator("img"))
    return line


def send_quoted(agent: Agent) -> None:
    hello = agent.bubble("Do you have lamps of oak?", side="inbound")
    hello.get_by_role("button", name="Reply to this message").click()
    expect(agent.page.locator(".quote-bar")).to_be_visible()
    agent.write("Yes, two of them.")


def quoted_arrived(agent: Agent, customer: Customer) -> Locator:
    there = customer.bubble("Yes, two of them.", "text")
    expect(there.locator("blockquote")).to_contain_text("Do you have lamps of oak?")
    line = agent.bubble("Yes, two of them.")
    expect(line.locator(".quote")).to_have_text(f"{customer.name} Do you have lamps of oak?")
    return line


WHERE, CALL = "Where shall we deliver?", "May we call you?"
OUTBOUND: dict[str, tuple[Send, Arrived]] = {
    "text": (send_text, text_arrived),
    "image": (send_image, image_arrived),
    "video": (send_video, video_arrived),
    "document": (send_document, document_arrived),
    "sticker": (send_sticker, sticker_arrived),
    "voice": (send_voice, voice_arrived),
    "location": (send_location, location_arrived),
    "contact": (send_contact, contact_arrived),
    "buttons": (send_buttons, shows_button("Collect or deliver?", "I collect it")),
    "list": (send_list, list_arrived),
    "link": (send_link, link_arrived),
    "location request": (ask(WHERE, "Ask for the location"), shows_button(WHERE, "Send location")),
    "contact request": (ask(CALL, "Ask for the phone number"), shows_button(CALL, "Share my number")),
    "template": (send_template, template_arrived),
    "template with a picture": (send_picture_template, picture_template_arrived),
    "quoted reply": (send_quoted, quoted_arrived),
}
