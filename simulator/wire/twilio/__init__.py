"""Twilio's wire format: what is asked of it, what it answers, what it posts."""

from simulator.wire.twilio import content, forms, requests, twiml
from simulator.wire.twilio.errors import TwilioError, error_title
from simulator.wire.twilio.requests import TwilioSend

__all__ = ["TwilioError", "TwilioSend", "content", "error_title", "forms", "requests", "twiml"]
