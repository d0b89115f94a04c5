"""Data that transports describe themselves by: capabilities, templates, catalogue of errors, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from messaging.errors import Advice, FailureClass
from messaging.limits import LONGEST_CAPTION, LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class MediaRule:
    """What a transport takes of one kind of file: MIME types without parameters, and at most this many bytes.

    ``most_bytes_still``: the limit for pictures that are not animated, where it is another one."""

    types: tuple[str, ...]
    most_bytes: int
    most_bytes_still: int | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a transport can do. REST refuses, the console hides and docs/transports.md shows what it cannot.

    ``receives``, ``sends``: kinds of messages. ``interactive``: kinds of interactive messages that can be
    sent freely. ``window_hours``: how long after a customer's message free text is allowed (0: always).
    ``takes_control``: a conversation can be taken from another sender of the number before we write.
    ``uploads``: files are given to the provider first; else it fetches them from us. Lengths are characters.
    """

    receives: frozenset[str]
    sends: frozenset[str]
    interactive: frozenset[str] = frozenset()
    media: Mapping[str, MediaRule] = field(default_factory=dict)
    longest_text: int = LONGEST_TEXT
    longest_caption: int = LONGEST_CAPTION
    captions: frozenset[str] = frozenset()
    window_hours: int = 24
    templates: bool = False
    reactions: bool = False
    quotes: bool = False
    read_receipts: bool = False
    typing: bool = False
    uploads: bool = False
    polls: bool = False
    edits: bool = False
    status_of_templates: bool = False
    bsuid: bool = False
    takes_control: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing to fill in before a template can go.

    ``key`` names it among the values: ``header.1``, ``header.media``, ``body.1``, ``body.<name>``,
    ``button.<index>``; a transport may have more. ``kind``: text, or the kind of file (image, video, document: the value is the id of
    an upload), or ``url_suffix``, ``payload``, ``coupon``. ``example`` is the provider's.
    """

    key: str
    label: str
    kind: str = "text"
    example: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template as its provider knows it. ``components`` in Meta's form, whatever the transport:
    ``[{"type": "BODY", "text": "Hello {{1}}", "example": {…}}, …]``; see `Transport.fill`."""

    external_id: str
    name: str
    language: str
    status: str
    category: str = ""
    quality: str = ""
    reason: str = ""
    parameter_format: str = ""
    components: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """A template that can be sent. ``payload`` is ``{"template": {…for the transport's `send`…}, "shown": {…for bubbles…},
    "category": "UTILITY"}``; ``content`` is what the customer reads; ``media`` the value of ``header.media``,
    empty when it has none.

    ``shown``: ``header``, ``body`` and ``footer`` are texts, empty when there is none; ``buttons`` are
    ``{"type": "URL", "text": …}`` with the ``url``, ``phone`` or ``code`` that they have; ``location`` when
    the header is one."""

    payload: Mapping[str, Any]
    content: str
    media: str = ""


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One line of a catalogue of errors. ``budget`` and ``scope`` as in `SendRefused`; ``pauses``: nothing
    of the inbox can go out until its token or its permissions have been changed; ``template``: the provider
    knows the template otherwise than we do; ``file``: it may be that it no longer has the file; ``advice``: where
    another one than that of the class is right."""

    failure: FailureClass
    title: str
    action: str
    budget: int = 0
    scope: str = "pair"
    pauses: bool = False
    template: bool = False
    file: bool = False
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check of an inbox found. ``next_step`` says what to do unless all is well."""

    check: str
    level: Literal["ok", "warning", "failure"]
    detail: str
    next_step: str = ""
