"""What is to be filled in of a content template: each of Twilio's variables once, where it is met first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from messaging.transports.catalogue import Blank, TemplateRow, open_part, static_part
from messaging.transports.payload import mapping, sequence, text
from messaging.transports.twilio.content_api.variables import (
    BUTTON_VALUES,
    VARIABLE,
    button_variables,
    hidden_texts,
    shown_texts,
    variables_in,
)

MEDIA_KEY = "header.media"
# A title that is part of one of these has to fit both.
STRICT = {"url_suffix", "coupon"}


@dataclass(frozen=True, slots=True)
class TemplateVariable:
    """A variable of Twilio's, the blank that stands for it, and the links of which it is a part."""

    variable: str
    blank: Blank
    links: tuple[str, ...] = ()


def template_variables(template: TemplateRow) -> list[TemplateVariable]:
    """Return every variable once. The key of one that is read somewhere ends with its name (``button.0.3``):
    the console fills it by that in all the other texts."""
    found: dict[str, TemplateVariable] = {}
    for component in template.components:
        for place in _in_component(component):
            found.setdefault(place.variable, place)
    return [_in_links(place, links_of(template, place.variable)) for place in found.values()]


def links_of(template: TemplateRow, name: str) -> tuple[str, ...]:
    """Return the addresses that hold a variable behind something else: buttons', and the file's in the header."""
    buttons = [one for component in template.components for one in sequence(component, "buttons")]
    addresses = [text(one, "url") for one in buttons]
    addresses += [text(component, "media") for component in template.components]
    return tuple(one for one in addresses if name in variables_in(one) and static_part(one, name))


def _in_links(place: TemplateVariable, links: tuple[str, ...]) -> TemplateVariable:
    """Cut the example to what stands in the links: Twilio's samples are often the whole one."""
    example = place.blank.example
    for link in links:
        example = open_part(link, place.variable, example)
    return replace(place, blank=replace(place.blank, example=example), links=links)


def _in_component(component: Any) -> Iterator[TemplateVariable]:
    kind = text(component, "type").lower()
    if kind == "buttons":
        yield from _in_buttons(sequence(component, "buttons"))
        return
    yield from _in_media(component)
    examples = _examples(component)
    for name in variables_in(text(component, "text")):
        label = f"{kind.capitalize()}: {name}"
        yield TemplateVariable(name, Blank(f"{kind}.{name}", label, example=examples.get(name, "")))


def _in_media(component: Any) -> Iterator[TemplateVariable]:
    """Yield the file itself where the whole address is a variable, else the open part of the address."""
    address, examples = text(component, "media"), _examples(component)
    if whole := VARIABLE.fullmatch(address):
        kind = text(component, "format").lower()
        yield TemplateVariable(
            whole[1], Blank(MEDIA_KEY, f"Header: {kind}", kind, examples.get(whole[1], ""))
        )
        return
    for name in variables_in(address):
        blank = Blank(f"header.{name}", "Header: end of the file's address", example=examples.get(name, ""))
        yield TemplateVariable(name, blank)


def _in_buttons(buttons: list[Any]) -> Iterator[TemplateVariable]:
    """Yield what is read of all buttons before what they do."""
    kinds = {
        name: kind
        for button in buttons
        for kind, words in hidden_texts(button)
        if kind in STRICT
        for name in variables_in(words)
    }
    for index, button in enumerate(buttons):
        for name in variables_in(*shown_texts(button)):
            yield _in_button(index, button, name, kinds.get(name, "text"), f"button.{index}.{name}")
    for index, button in enumerate(buttons):
        own = variables_in(*(text(button, part) for part in BUTTON_VALUES))
        for kind, words in hidden_texts(button):
            for name in variables_in(words):
                key = f"button.{index}" if name in own[:1] else f"button.{index}.{name}"
                yield _in_button(index, button, name, kind, key)


def _in_button(index: int, button: Any, name: str, kind: str, key: str) -> TemplateVariable:
    examples = dict(zip(button_variables(button), sequence(button, "example"), strict=False))
    what = "List" if text(button, "type") == "LIST" else "Button"
    title = text(button, "text")
    ends_link = kind == "url_suffix" and static_part(text(button, "url"), name)
    label = f"End of the link “{title}”" if ends_link else f"{what} “{title}”"
    return TemplateVariable(name, Blank(key, label, kind, text(examples, name)))


def _examples(component: Any) -> dict[str, str]:
    example = mapping(component, "example")
    named = [one for key in example for one in sequence(example, key)]
    return {text(one, "param_name"): text(one, "example") for one in named}
