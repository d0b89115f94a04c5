"""Answers to webhooks in TwiML: the messages that Twilio sends for them. No database."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

LONGEST = 64 * 1024  # bytes, as at Twilio
XML_TYPES = ("text/xml", "application/xml", "text/html")
MESSAGE_VERBS = ("Message", "Sms")


class NoTwimlError(ValueError):
    """The answer is none that Twilio could read (12100, 12300)."""


def replies(content_type: str, answer: str) -> list[dict[str, str]]:
    """Return the form of each message that the answer asks for; raise `NoTwimlError`.

    A plain text is a message by itself. The form has no ``From``, and a ``To`` only where the answer names one.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if len(answer) > LONGEST:
        raise NoTwimlError("The answer is longer than 64 KB")
    if not answer.strip():
        return []
    if kind == "text/plain":
        return [{"Body": answer.strip()}]
    if kind not in XML_TYPES:
        raise NoTwimlError(f"Invalid Content-Type: {kind}")
    return [form for verb in _document(answer) if verb.tag in MESSAGE_VERBS if (form := _form(verb))]


def _document(answer: str) -> ElementTree.Element:
    # A document type may define entities that grow without bounds; TwiML has none.
    if "<!" in answer.replace("<!--", "").replace("<![CDATA[", ""):
        raise NoTwimlError("TwiML has no document type")
    try:
        root = ElementTree.fromstring(answer.encode())  # noqa: S314  (short, and without entities)
    except ElementTree.ParseError as error:
        raise NoTwimlError(f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise NoTwimlError(f"The root is {root.tag}, not Response")
    return root


def _form(verb: ElementTree.Element) -> dict[str, str]:
    parts = {
        "Body": "".join(_texts(verb)).strip(),
        "MediaUrl": (verb.findtext("Media") or "").strip(),
        "To": verb.get("to", ""),
        "From": verb.get("from", ""),
        "StatusCallback": verb.get("statusCallback") or verb.get("action") or "",
    }
    return {name: value for name, value in parts.items() if value}


def _texts(verb: ElementTree.Element) -> Iterator[str]:
    """Yield the text of `Body`, else what stands in the verb itself."""
    bodies = verb.findall("Body")
    if bodies:
        yield from ("".join(body.itertext()) for body in bodies)
        return
    yield verb.text or ""
    yield from (child.tail or "" for child in verb)
