"""Labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging.actions import people
from messaging.admin.kit import AnyModelForm, ConsoleAdmin, actor, display
from messaging.models import Label


class LabelForm(AnyModelForm):
    class Meta:
        model = Label
        fields = ("name", "color")
        labels, help_texts = {"color": "Colour"}, {"color": ""}
        widgets = {"color": forms.TextInput(attrs={"type": "color"})}

    def clean_color(self) -> str:
        color = str(self.cleaned_data["color"]).lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", color):
            raise ValidationError("This must look like #5b7083.")
        return color


@admin.register(Label)
class LabelAdmin(ConsoleAdmin):
    erase_note = "Conversations that have it lose it."
    form = LabelForm
    list_display = ("name", "color_tag")
    search_fields = ("name",)

    @admin.display(description="colour", ordering="color")
    def color_tag(self, label: Label) -> SafeString:
        return display.tag(label.color, label.color)

    def write(
        self,
        request: HttpRequest,
        obj: Label,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        people.save_label(obj, by=actor(request))

    def erase(self, request: HttpRequest, obj: Label) -> None:
        people.delete_label(obj, by=actor(request))
