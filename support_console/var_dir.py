"""What a laptop's installation keeps in VAR_DIR and nobody else of the machine may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# What the demo leaves: its login, its token and where it is served.
DEMO_FILE = "demo.json"
SECRET_KEY_FILE = "secret_key"  # noqa: S105 (a name)


def holds_demo(var_dir: Path) -> bool:
    """Return whether `make run` was here."""
    return (var_dir / DEMO_FILE).exists()


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may read; raises `ImproperlyConfigured`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise ImproperlyConfigured(f"The folder {folder} cannot be made: {failure.strerror}.") from failure


def kept_secret_key(var_dir: Path) -> str:
    """Return the key that was made here once, on first use now; raises `ImproperlyConfigured`."""
    make_private_folder(var_dir)
    path = var_dir / SECRET_KEY_FILE
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as failure:
        raise ImproperlyConfigured(
            f"SECRET_KEY is missing and {path} cannot be written: {failure.strerror}."
        ) from failure
    return path.read_text().strip()
