"""Why something did not go, in plain words, and what to do next."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from rest_framework import serializers

from messaging.errors import Advice

ADVICES = [one.value for one in Advice]


class Failure(TypedDict):
    """The error of a message, a file or an inbox."""

    code: str
    title: str
    detail: str
    action: str
    advice: Literal["resend", "wait", "template", "fix_inbox", "do_not_write", "none"]


class FailureSerializer(serializers.Serializer[Any]):
    """`title` and `action` are sentences for the agent; `advice` is the same for programs."""

    code = serializers.CharField(read_only=True, default="")
    title = serializers.CharField(read_only=True, default="")
    detail = serializers.CharField(read_only=True, default="")
    action = serializers.CharField(read_only=True, default="")
    advice = serializers.ChoiceField(ADVICES, read_only=True, default=Advice.NONE.value)
