"""The fake Twilio's door: the REST and Content API that it answers, and the files that it hands out."""

from simulator.twilio.replies import send_replies
from simulator.twilio.views import download, twilio_resource

__all__ = ["download", "send_replies", "twilio_resource"]
