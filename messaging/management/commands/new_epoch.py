"""`manage.py new_epoch`: what `after_restore` was called first; scripts and notes still call it so."""

from __future__ import annotations

from messaging.management.commands.after_restore import Command

__all__ = ["Command"]
