"""What both fake providers do: customers write, messages are taken in, files are kept, events happen."""

from simulator.provider import customer_actions, customers, events, files, intake, numbers, sample_payloads
from simulator.provider.customer_actions import SERVICE_WINDOW
from simulator.provider.customers import find_customer
from simulator.provider.intake import Blocked, BusinessMessage, NoSuchCustomer
from simulator.provider.sample_payloads import DraftRequest

__all__ = [
    "SERVICE_WINDOW",
    "Blocked",
    "BusinessMessage",
    "DraftRequest",
    "NoSuchCustomer",
    "customer_actions",
    "customers",
    "events",
    "files",
    "find_customer",
    "intake",
    "numbers",
    "sample_payloads",
]
