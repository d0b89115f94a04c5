"""A voice note as WhatsApp sends them: Opus in Ogg, mono. It is a silent one."""

from __future__ import annotations

import struct

RATE = 48_000
FRAME = 960  # samples in 20 ms
SILENCE = b"\xf8\xff\xfe"  # one Opus frame of 20 ms in which nobody speaks
PER_PAGE = 50  # frames


def voice_note(seconds: int = 3) -> bytes:
    """Return a silent Ogg file of this length."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, RATE, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"demo" + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, begins=True), _page([tags], 0, 1)]
    for number in range(seconds):
        wait = (number + 1) * PER_PAGE * FRAME
        pages.append(_page([SILENCE] * PER_PAGE, wait, number + 2, ends=number == seconds - 1))
    return b"".join(pages)


def _page(packets: list[bytes], wait: int, number: int, *, begins: bool = False, ends: bool = False) -> bytes:
    flags = (2 if begins else 0) | (4 if ends else 0)
    lengths = bytes(len(packet) for packet in packets)  # each is shorter than 255 bytes
    start = b"OggS" + struct.pack("<BBqII", 0, flags, wait, 1, number)
    rest = bytes([len(packets)]) + lengths + b"".join(packets)
    return start + struct.pack("<I", _checksum(start + bytes(4) + rest)) + rest


def _table() -> tuple[int, ...]:
    found = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        found.append(value & 0xFFFFFFFF)
    return tuple(found)


_CRC = _table()


def _checksum(data: bytes) -> int:
    value = 0
    for byte in data:
        value = ((value << 8) & 0xFFFFFFFF) ^ _CRC[(value >> 24) ^ byte]
    return value
