"""Contacts and their addresses."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import Address, Contact


class AddressSerializer(serializers.ModelSerializer[Address]):
    class Meta:
        model = Address
        fields = ["kind", "value"]
        read_only_fields = fields


class ContactSerializer(serializers.ModelSerializer[Contact]):
    addresses = AddressSerializer(many=True, read_only=True)

    class Meta:
        model = Contact
        fields = ["id", "name", "username", "addresses", "blocked", "marketing"]
        read_only_fields = fields
