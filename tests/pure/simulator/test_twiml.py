"""What an answer to a webhook asks Twilio to send."""

from __future__ import annotations

import pytest

from simulator.wire.twilio.twiml import LONGEST, NoTwimlError, replies


def response(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


def test_answers_that_send(subtests: pytest.Subtests) -> None:
    for inside, forms in (
        ("", []),
        ("<!-- nothing --><Pause/>", []),
        ("<Message>Hi &amp; bye</Message>", [{"Body": "Hi & bye"}]),
        ("<Sms>Old</Sms><Message>New</Message>", [{"Body": "Old"}, {"Body": "New"}]),
        (
            "<Message to='whatsapp:+44' action='http://x/cb'><Body>A</Body><Media>http://x/1</Media></Message>",
            [{"Body": "A", "MediaUrl": "http://x/1", "To": "whatsapp:+44", "StatusCallback": "http://x/cb"}],
        ),
    ):
        with subtests.test(inside=inside):
            assert replies("text/xml; charset=utf-8", response(inside)) == forms
    assert replies("text/plain", " Hi \n") == [{"Body": "Hi"}]
    assert replies("application/octet-stream", "") == []


def test_answers_that_twilio_cannot_read(subtests: pytest.Subtests) -> None:
    entity = '<!DOCTYPE r [<!ENTITY a "aaaa">]><Response><Message>&a;</Message></Response>'
    for content_type, text in (
        ("application/json", "{}"),
        ("text/xml", "<Response>"),
        ("text/xml", "<Reply/>"),
        ("text/xml", entity),
        ("text/xml", response("x" * LONGEST)),
    ):
        with subtests.test(content_type=content_type, text=text[:20]), pytest.raises(NoTwimlError):
            replies(content_type, text)
