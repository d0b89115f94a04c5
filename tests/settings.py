"""Settings of the tests' own process: nothing of the caller's environment leaks in."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

from support_console import environment
from tests import engines

# Importing and collecting make much that stays: by Python's own threshold, looking through it costs a tenth of a run.
gc.set_threshold(50_000, 20, 20)

_scratch = Path(tempfile.mkdtemp(prefix="console-tests-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

for _name in environment.NAMES:
    os.environ.pop(_name, None)
    os.environ.pop(f"{_name}_FILE", None)
os.environ.update(
    SECRET_KEY="only-for-tests-" + "k" * 32,
    VAR_DIR=str(_scratch),
    DATABASE_URL=engines.DATABASE_URL,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    SIMULATOR="1",
    LOG_LEVEL="WARNING",
)

from support_console.settings import *  # noqa: E402, F403

engines.for_tests(DATABASES["default"], _scratch)  # noqa: F405
# Hashing that is meant to be slow only makes tests slow.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The tests' process never ran collectstatic.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
# Looks a file up when it is asked for. Otherwise every `Client` would list all of them: a sixth of a test's cost.
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir()
