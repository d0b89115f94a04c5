"""A JSON column that is ciphertext at rest."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from messaging.errors import ConsoleError


@lru_cache(maxsize=8)
def _fernet(secret_keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derive(key)) for key in secret_keys])


def _derive(secret_key: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"support-console inbox secrets")
    return base64.urlsafe_b64encode(hkdf.derive(secret_key.encode()))


def _cipher() -> MultiFernet:
    # The first key encrypts, every key decrypts: SECRET_KEY can be rotated through the fallbacks.
    return _fernet((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


class Ciphertext(str):
    """A value as the column holds it, not yet decrypted."""

    __slots__ = ()


class _DecryptedOnUse(DeferredAttribute):
    """Decrypts when somebody asks: lists, searches and events load many rows and no secret.

    It has a setter so that Python asks it also where the row has a value already.
    """

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Ciphertext):
            value = instance.__dict__[self.field.attname] = _decrypted(value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


def _decrypted(value: Ciphertext) -> dict[str, str]:
    if not value:
        return {}
    try:
        decrypted: dict[str, str] = json.loads(_cipher().decrypt(value.encode()))
    except InvalidToken as wrong_key:
        raise ConsoleError(
            "The inbox secrets cannot be decrypted: SECRET_KEY changed."
            " Put the old key into SECRET_KEY_FALLBACKS.",
            code="secret_key_changed",
        ) from wrong_key
    return decrypted


class EncryptedJSONField(models.TextField):  # type: ignore[type-arg]  # (not generic at run time)
    """A dict, encrypted with a key derived from SECRET_KEY (SECRET_KEY_FALLBACKS still decrypt).

    Reading the attribute decrypts it and may raise `ConsoleError`; loading the row does not.
    """

    descriptor_class = _DecryptedOnUse

    def get_prep_value(self, value: Any) -> str:
        """Return the ciphertext for the column; what was never decrypted is written as it was read."""
        if isinstance(value, Ciphertext):
            return str(value)
        return _cipher().encrypt(json.dumps(value or {}).encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> Ciphertext:
        """Keep what the column holds; see `_DecryptedOnUse`."""
        return Ciphertext(value or "")

    def to_python(self, value: Any) -> Any:
        """Return the value as it is: no form has this field."""
        return value
