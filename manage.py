#!/usr/bin/env python
"""Django's command line; ``serve --demo`` is what ``make run`` calls."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "support_console.settings")
    if "--demo" in sys.argv[1:]:
        # Settings are read before a command sees its options.
        os.environ.setdefault("DEMO", "1")
    from django.core.management import execute_from_command_line

    from support_console.refusal import in_one_sentence

    with in_one_sentence():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
