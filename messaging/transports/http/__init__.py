"""Requests to providers: sending once, downloading safely, signatures, and which addresses are allowed."""

from messaging.transports.http.client import Limits, Request, Response, advice_for_check, send_request
from messaging.transports.http.downloads import FetchedFile, LinkExpired, download_file
from messaging.transports.http.hmac_signature import equal_in_constant_time, is_signed
from messaging.transports.http.url_guard import ProviderResolver, leads_into_the_house

__all__ = [
    "FetchedFile",
    "Limits",
    "LinkExpired",
    "ProviderResolver",
    "Request",
    "Response",
    "advice_for_check",
    "download_file",
    "equal_in_constant_time",
    "is_signed",
    "leads_into_the_house",
    "send_request",
]
