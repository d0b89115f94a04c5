"""What we ask of Twilio's REST API."""

from messaging.transports.twilio.api.diagnosis import Diagnosis
from messaging.transports.twilio.api.media import Media
from messaging.transports.twilio.api.message_forms import check_payload
from messaging.transports.twilio.api.polling import Polling
from messaging.transports.twilio.api.sending import Sending

__all__ = ["Diagnosis", "Media", "Polling", "Sending", "check_payload"]
