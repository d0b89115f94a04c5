"""Contacts and their addresses."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import Address, Contact


class AddressSerializer(serializers.ModelSerializer[Address]):
    left = serializers.BooleanField(
        source="was_left",
        read_only=True,
        help_text="The customer moved away from it; no message goes there.",
    )

    class Meta:
        model = Address
        fields = ["kind", "value", "left"]
        read_only_fields = fields


class ContactSerializer(serializers.ModelSerializer[Contact]):
    addresses = AddressSerializer(many=True, read_only=True)

    class Meta:
        model = Contact
        fields = ["id", "name", "username", "addresses", "blocked", "marketing"]
        read_only_fields = fields
