"""What an inbox sent in a month, and what of it costs something."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from messaging.api.kit import query_text
from messaging.errors import ConsoleError

MONTHS = re.compile("20[0-9][0-9]-(0[1-9]|1[0-2])")
MONTH = OpenApiParameter(
    "month", {"type": "string", "pattern": f"^{MONTHS.pattern}$"}, description="`2026-11`; else this one."
)


class PricedAsSerializer(serializers.Serializer[Any]):
    category = serializers.CharField()
    type = serializers.CharField()
    messages = serializers.IntegerField()
    billable = serializers.IntegerField()


class ChargedSerializer(serializers.Serializer[Any]):
    """What a provider that names sums charges for `messages`; `amount` is a decimal number."""

    currency = serializers.CharField()
    amount = serializers.CharField()
    messages = serializers.IntegerField()


class BillSerializer(serializers.Serializer[Any]):
    """A month of an inbox: `replies` are free text and files; `unknown` are those whose cost no provider has said yet."""

    month = serializers.CharField()
    replies = serializers.IntegerField()
    templates = serializers.IntegerField()
    billable = serializers.IntegerField()
    free = serializers.IntegerField()
    unknown = serializers.IntegerField()
    categories = PricedAsSerializer(many=True)
    charged = ChargedSerializer(many=True)


def asked_month(request: Request) -> dt.date:
    """Return a day of the month that is asked for; raises `ConsoleError` naming the parameter."""
    given = query_text(request, "month")
    if not given:
        return timezone.now().date()
    if not MONTHS.fullmatch(given):
        raise ConsoleError.field("month", "Must be a month like 2026-11.")
    return dt.date.fromisoformat(f"{given}-01")
