"""Memory of a process that runs for long: what a peak needed goes back to the system, which glibc keeps otherwise, once
for every thread; and what stays for ever is not looked at again and again."""

from __future__ import annotations

import ctypes
import gc
import os

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
# Set by hand they stay: glibc would raise them after the first large body.
THRESHOLD = 128 * 1024
ARENAS = 2
# How many more containers there may be until the youngest are looked through: a batch of webhooks makes some ten thousand,
# and with Python's 700 the half-done ones were carried from one generation to the next.
YOUNG_OBJECTS = 10_000


def give_back_memory() -> bool:
    """Let the allocator share two arenas and return what is free at their ends; False where it is none of glibc's.
    Variables of the environment (`MALLOC_ARENA_MAX`) are whoever set them."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    done = [mallopt(M_TRIM_THRESHOLD, THRESHOLD), mallopt(M_MMAP_THRESHOLD, THRESHOLD)]
    if "MALLOC_ARENA_MAX" not in os.environ:
        done.append(mallopt(M_ARENA_MAX, ARENAS))
    return all(done)


def keep_for_ever() -> None:
    """Leave what there is now (Django, every module) out of garbage collection from now on, and look for the rest less
    often. A process that makes and drops rows all the time would else walk through all of it every second: a fifth of
    a webhook's CPU, a sixth of sending's."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
