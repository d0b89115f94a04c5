"""Single environment variables, each with a ``NAME_FILE`` twin, and the one sentence that a bad value gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import environ
from django.core.exceptions import ImproperlyConfigured


class BadSetting(ImproperlyConfigured):
    """One sentence that names the variable and says what it must be."""


class Reader:
    """Reads single variables; an empty value counts as not set."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._env = environ.FileAwareEnv()
        # FileAwareMapping is typed loosely upstream; a copy keeps os.environ untouched.
        self._env.ENVIRON = environ.FileAwareMapping(env=dict(variables))

    def text(self, name: str, default: str = "") -> str:
        try:
            value = str(self._env.str(name, default=""))
        except OSError as failure:
            raise BadSetting(
                f"{name}_FILE names a file that cannot be read: {failure.strerror}."
            ) from failure
        except UnicodeDecodeError as failure:
            raise BadSetting(f"{name}_FILE names a file that is not UTF-8 text.") from failure
        return value.strip() or default

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word for word in (part.strip() for part in self.text(name).split(",")) if word)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name).lower()
        if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
            return value in {"1", "true", "yes", "on"} if value else default
        raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")

    def number(self, name: str, *, default: int, most: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not 0 < int(value) <= most:
            raise BadSetting(f"{name} must be a number from 1 to {most}, not {value!r}.")
        return int(value)

    def choice(
        self, name: str, allowed: tuple[str, ...], default: str, fold: Callable[[str], str] = str
    ) -> str:
        value = fold(self.text(name, default))
        if value not in allowed:
            raise BadSetting(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
        return value
