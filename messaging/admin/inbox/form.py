"""The form of an inbox, made from its transport's settings. Secrets go in and never come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from messaging.actions.inbox import (
    check_config,
    check_waiting_limits,
    checked_country,
    merged_config,
    route_of,
    settings_of,
)
from messaging.admin.kit import AnyModelForm
from messaging.errors import ConsoleError
from messaging.models import Inbox
from messaging.transports import Setting

# Of a shorter secret, four characters would be too large a part.
SHORTEST_HINTED = 12
# Field names of settings; apart from the model's own.
SETTING, FORGET = "set_", "forget_"
WAITING = ("waiting_amber", "waiting_red")


class InboxForm(AnyModelForm):
    """Name, address and read policy. `settings_shown` are the settings that this person may change."""

    settings_shown: tuple[Setting, ...] = ()
    transport_kind = ""

    class Meta:
        model = Inbox
        fields = ("name", "address", "country", "read_policy", "waiting_amber", "waiting_red")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("read_policy", *WAITING):
            self.fields[name].required = False
        stored = self.instance.config if self.instance.pk else {}
        for setting in self.settings_shown:
            field = self.fields[SETTING + setting.name]
            if setting.secret:
                self._about_secret(setting, field, stored.get(setting.name, ""))
            else:
                field.initial = stored.get(setting.name, "" if stored else setting.default)

    def _about_secret(self, setting: Setting, field: forms.Field, stored: str) -> None:
        if stored:
            field.help_text = f"{hint(stored)} Leave empty to keep it. {setting.help}".strip()
            # The browser must not require a secret that is stored.
            field.widget.is_required = False
        if not (stored and not setting.required):
            self.fields.pop(FORGET + setting.name, None)

    @property
    def config(self) -> dict[str, str]:
        """The settings as typed in, by their own names."""
        named = {one.name: self.cleaned_data.get(SETTING + one.name) or "" for one in self.settings_shown}
        return {name: value.strip() for name, value in named.items()}

    @property
    def forgotten(self) -> set[str]:
        return {one.name for one in self.settings_shown if self.cleaned_data.get(FORGET + one.name)}

    def clean_read_policy(self) -> str:
        """Return the policy of the form, or the stored one where the form has none."""
        return str(self.cleaned_data["read_policy"] or self.instance.read_policy)

    def clean_waiting_amber(self) -> int:
        """Return the minutes of the form, or the stored ones where the form has none."""
        return self._minutes("waiting_amber")

    def clean_waiting_red(self) -> int:
        """Return the minutes of the form, or the stored ones where the form has none."""
        return self._minutes("waiting_red")

    def _minutes(self, name: str) -> int:
        typed = self.cleaned_data[name]
        return int(getattr(self.instance, name) if typed is None else typed)

    @property
    def waiting_limits(self) -> dict[str, int]:
        """The limits as the action takes them."""
        return {"amber": self.cleaned_data["waiting_amber"], "red": self.cleaned_data["waiting_red"]}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._check_country()
        self._check_waiting_limits()
        if self.settings_shown and not self.errors:
            self._check()
        self._check_unique()
        return cleaned

    def _check(self) -> None:
        """Run the action's own check, and put each sentence at its field."""
        try:
            check_config(self.transport_kind, self._complete())
        except ConsoleError as error:
            for name, sentences in error.errors.items():
                field = SETTING + name
                self.add_error(field if field in self.fields else None, sentences)

    def _check_waiting_limits(self) -> None:
        if not set(WAITING) <= set(self.cleaned_data):
            return
        try:
            check_waiting_limits(**self.waiting_limits)
        except ConsoleError as error:
            for name, sentences in error.errors.items():
                self.add_error(name, sentences)

    def _check_country(self) -> None:
        try:
            address = self.cleaned_data.get("address", "")
            self.cleaned_data["country"] = checked_country(self.cleaned_data.get("country", ""), address)
        except ConsoleError as error:
            self.add_error("country", error.errors["country"])

    def _complete(self) -> Mapping[str, str]:
        if self.instance.pk:
            return merged_config(self.instance, self.config, forget=self.forgotten)
        return self.config

    def _check_unique(self) -> None:
        """Check what Django leaves out: constraints on `transport` and `route`, which are no fields of the form."""
        others = Inbox.objects.filter(transport=self.transport_kind).exclude(pk=self.instance.pk)
        if others.filter(address=self.cleaned_data.get("address", "")).exists():
            self.add_error("address", ValidationError("Another inbox has this address."))
        route = route_of(self.transport_kind, self._complete())
        if route and others.filter(route=route).exists():
            self.add_error(None, ValidationError("Another inbox has this number at the provider."))


def inbox_form(transport: str, *, configure: bool) -> type[InboxForm]:
    """Make the form class for inboxes of a transport; without its settings unless they may be changed."""
    shown = settings_of(transport) if configure else ()
    fields: dict[str, Any] = {}
    for setting in shown:
        fields[SETTING + setting.name] = _field(setting)
        if setting.secret and not setting.required:
            fields[FORGET + setting.name] = forms.BooleanField(
                label=f"Forget the stored {setting.label.lower()}", required=False
            )
    return type("InboxForm", (InboxForm,), {**fields, "settings_shown": shown, "transport_kind": transport})


def _field(setting: Setting) -> forms.CharField:
    widget: forms.TextInput | forms.PasswordInput = forms.TextInput(
        attrs={"class": "vTextField", "autocomplete": "off"}
    )
    if setting.secret:
        # Never rendered, not even what was typed a moment ago. "new-password" keeps browsers' own away.
        attributes = {"class": "vTextField", "autocomplete": "new-password"}
        widget = forms.PasswordInput(attrs=attributes, render_value=False)
    # The action decides what is required: an empty field keeps a stored secret.
    help_text = f"Required. {setting.help}".strip() if setting.required else setting.help
    return forms.CharField(label=setting.label, help_text=help_text, required=False, widget=widget)


def setting_fields(form: type[InboxForm]) -> tuple[str, ...]:
    """Return the names of the settings' fields, in order."""
    return tuple(name for name in form.base_fields if name.startswith((SETTING, FORGET)))


def hint(secret: str) -> str:
    """Return enough to tell two secrets apart, not enough to use one."""
    return f"Stored, ends in …{secret[-4:]}." if len(secret) >= SHORTEST_HINTED else "Stored."


def readable_settings(inbox: Inbox) -> list[tuple[str, str]]:
    """Return ``(label, value)`` of the settings that are not secret."""
    values = inbox.settings
    shown = [one for one in settings_of(inbox.transport) if not one.secret]
    return [(one.label, values.get(one.name) or one.default) for one in shown]
