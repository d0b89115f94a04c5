"""Files for tests, honest ones and traps."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
EXE = b"MZ\x90\x00" + b"\x00" * 60


def png(width: int = 8, height: int = 6, **options: object) -> bytes:
    return picture("PNG", width, height, **options)


def picture(form: str = "PNG", width: int = 8, height: int = 6, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, form, **options)
    return out.getvalue()


def moving(pictures: int = 3) -> bytes:
    """An animated WebP, as stickers are."""
    out = io.BytesIO()
    first, *rest = [Image.new("RGB", (8, 8), (80 * n, 0, 0)) for n in range(pictures)]
    first.save(out, "WEBP", save_all=True, append_images=rest, lossless=True)
    return out.getvalue()


def png_bomb(edge: int = 10_000) -> bytes:
    """A true PNG of `edge` by `edge` white pixels, in a few hundred kilobytes."""
    row = b"\x00" + b"\xff" * (edge * 3)
    # Packed once and repeated: packing all of it would take seconds.
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(row) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(edge):
        checksum = zlib.adler32(row, checksum)
    pixels = b"\x78\xda" + packed * edge + b"\x03\x00" + struct.pack(">I", checksum)
    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def office(folder: str) -> bytes:
    """``word``, ``xl`` or ``ppt``."""
    return archive(**{"[Content_Types].xml": "<Types/>", f"{folder}/document.xml": "<x/>"})


def archive(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in entries.items():
            made.writestr(name, text)
    return out.getvalue()
