"""What the messages of an inbox cost, month by month, as its provider says."""

from messaging.billing.bills import MonthlyBill, bills, monthly_bill
from messaging.billing.charges import Charge, charge_of
from messaging.billing.lines import counted, keep_charges, kept, rebuild_month

__all__ = [
    "Charge",
    "MonthlyBill",
    "bills",
    "charge_of",
    "counted",
    "keep_charges",
    "kept",
    "monthly_bill",
    "rebuild_month",
]
