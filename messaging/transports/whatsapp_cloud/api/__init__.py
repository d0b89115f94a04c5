"""What we ask of Meta's Graph API."""

from messaging.transports.whatsapp_cloud.api.diagnosis import Diagnosis
from messaging.transports.whatsapp_cloud.api.sending import Sending
from messaging.transports.whatsapp_cloud.api.template_catalogue import TemplateCatalogue

__all__ = ["Diagnosis", "Sending", "TemplateCatalogue"]
