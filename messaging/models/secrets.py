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


class EncryptedJSONField(models.TextField):  # type: ignore[type-arg]  # (not generic at run time)
    """A dict, encrypted with a key derived from SECRET_KEY (SECRET_KEY_FALLBACKS still decrypt)."""

    def get_prep_value(self, value: Any) -> str:
        return _cipher().encrypt(json.dumps(value or {}).encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> dict[str, str]:
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

    def to_python(self, value: Any) -> Any:
        return value
