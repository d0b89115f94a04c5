"""The queue before one socket's writer."""

from __future__ import annotations

import asyncio

from messaging.realtime.send_buffer import SendBuffer, Text


def fill(out: SendBuffer, count: int, text: str = "x") -> int:
    """How many of `count` frames fitted."""
    return sum(out.put(Text(text)) for _ in range(count))


async def test_it_takes_so_many_frames_and_then_says_no() -> None:
    out = SendBuffer(max_frames=5, max_chars=1000)
    assert fill(out, 9) == 5
    assert len(out) == 5


async def test_it_takes_so_many_characters_and_then_says_no() -> None:
    out = SendBuffer(max_frames=100, max_chars=25)
    assert fill(out, 9, "x" * 10) == 2
    assert out.chars == 20


async def test_a_frame_that_is_too_long_by_itself_still_gets_through() -> None:
    out = SendBuffer(max_chars=10)
    assert out.put(Text("x" * 50))
    assert not out.put(Text("y"))
    assert [frame.text for frame in await out.take(10, 10)] == ["x" * 50]
    assert out.put(Text("y"))


async def test_frames_leave_in_order_and_in_bursts() -> None:
    out = SendBuffer()
    for number in range(7):
        out.put(Text(str(number)))
    assert [frame.text for frame in await out.take(3, 100)] == ["0", "1", "2"]
    assert [frame.text for frame in await out.take(100, 2)] == ["3", "4"]
    assert [frame.text for frame in await out.take(100, 100)] == ["5", "6"]
    assert out.chars == 0


async def test_taking_waits_for_a_frame() -> None:
    out = SendBuffer()
    taking = asyncio.create_task(out.take(1, 1))
    await asyncio.sleep(0)
    assert not taking.done()
    out.put(Text("x"))
    assert len(await taking) == 1


async def test_waking_lets_a_reader_go_with_nothing() -> None:
    out = SendBuffer()
    taking = asyncio.create_task(out.take(1, 1))
    await asyncio.sleep(0)
    out.wake()
    assert await taking == []


async def test_there_is_room_again_below_half() -> None:
    out = SendBuffer(max_frames=4)
    await out.room()
    fill(out, 2)
    room = asyncio.create_task(out.room())
    await asyncio.sleep(0)
    assert not room.done()
    await out.take(1, 100)
    await room


async def test_draining_empties_it_and_makes_room() -> None:
    out = SendBuffer(max_frames=4)
    fill(out, 4)
    assert len(out.drain()) == 4
    assert len(out) == out.chars == 0
    await out.room()
