"""A film of two seconds: H.264 without compression (every macroblock is I_PCM), in MP4."""

from __future__ import annotations

import struct

WIDE, HIGH = 128, 96  # what the parameter sets below say
BLOCK = 16
FRAMES = 4
TICKS = 500  # milliseconds that each is shown
SPS = bytes.fromhex("6742000af841a2")
PPS = bytes.fromhex("68ce3880")
SLICE = bytes.fromhex("05888421a0")
NEXT_BLOCK = bytes.fromhex("0d00")
MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def film(seed: int = 0) -> bytes:
    """Return an MP4 of a moving bar of light, about 75 KB."""
    frames = [_frame(seed, number) for number in range(FRAMES)]
    samples = [struct.pack(">I", len(frame)) + frame for frame in frames]
    kind = _box(b"ftyp", b"isom", bytes(4), b"isomavc1")
    # The index tells where the pictures lie, and lies before them: its length does not depend on where.
    start = len(kind) + len(_index(samples, 0)) + 8
    return kind + _index(samples, start) + _box(b"mdat", *samples)


def _frame(seed: int, number: int) -> bytes:
    blocks = []
    for row in range(HIGH // BLOCK):
        for column in range(WIDE // BLOCK):
            light = 200 if column % FRAMES == number else 60 + row * 10
            # No zeros: three in a row would begin something else.
            blocks.append(bytes([light]) * 256 + bytes([90 + seed % 70]) * 64 + bytes([110]) * 64)
    return SLICE + NEXT_BLOCK.join(blocks) + b"\x80"


def _index(samples: list[bytes], start: int) -> bytes:
    lasts = len(samples) * TICKS
    track = _box(
        b"trak",
        _full(b"tkhd", 3, struct.pack(">5I", 0, 0, 1, 0, lasts), bytes(16), MATRIX, _size()),
        _box(
            b"mdia",
            _full(b"mdhd", 0, struct.pack(">4IHH", 0, 0, 1000, lasts, 0x55C4, 0)),
            _full(b"hdlr", 0, bytes(4), b"vide", bytes(12), b"film\x00"),
            _box(b"minf", _full(b"vmhd", 1, bytes(8)), _here(), _table(samples, start)),
        ),
    )
    rate = struct.pack(">IHH", 0x10000, 0x0100, 0)
    head = struct.pack(">4I", 0, 0, 1000, lasts) + rate + bytes(8) + MATRIX + bytes(24) + struct.pack(">I", 2)
    return _box(b"moov", _full(b"mvhd", 0, head), track)


def _size() -> bytes:
    return struct.pack(">II", WIDE << 16, HIGH << 16)


def _here() -> bytes:
    return _box(b"dinf", _full(b"dref", 0, struct.pack(">I", 1), _full(b"url ", 1)))


def _table(samples: list[bytes], start: int) -> bytes:
    count = len(samples)
    lengths = struct.pack(f">{count}I", *map(len, samples))
    return _box(
        b"stbl",
        _full(b"stsd", 0, struct.pack(">I", 1), _codec()),
        _full(b"stts", 0, struct.pack(">III", 1, count, TICKS)),
        _full(b"stsc", 0, struct.pack(">4I", 1, 1, count, 1)),
        _full(b"stsz", 0, struct.pack(">II", 0, count), lengths),
        _full(b"stco", 0, struct.pack(">II", 1, start)),
    )


def _codec() -> bytes:
    sets = b"\xe1" + struct.pack(">H", len(SPS)) + SPS + b"\x01" + struct.pack(">H", len(PPS)) + PPS
    setup = _box(b"avcC", b"\x01", SPS[1:4], b"\xff", sets)
    look = struct.pack(">HHIIIH", WIDE, HIGH, 0x480000, 0x480000, 0, 1) + bytes(32)
    return _box(b"avc1", bytes(6), b"\x00\x01", bytes(16), look, b"\x00\x18\xff\xff", setup)


def _box(name: bytes, *parts: bytes) -> bytes:
    inside = b"".join(parts)
    return struct.pack(">I", len(inside) + 8) + name + inside


def _full(name: bytes, flags: int, *parts: bytes) -> bytes:
    return _box(name, struct.pack(">I", flags), *parts)
