"""Memory that a peak needed goes back to the system: glibc keeps it otherwise, once for every thread."""

from __future__ import annotations

import ctypes
import os

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
# Set by hand they stay: glibc would raise them after the first large body.
THRESHOLD = 128 * 1024
ARENAS = 2


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
