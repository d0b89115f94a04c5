"""What the processes say of who is there, put together."""

from __future__ import annotations

import pytest

from messaging import availability
from messaging.availability import AvailabilityBoard, BoardEntry, of_windows


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(clock: Clock) -> AvailabilityBoard:
    return AvailabilityBoard(clock)


def online(*inboxes: int) -> BoardEntry:
    return BoardEntry("online", frozenset(inboxes))


def away(*inboxes: int) -> BoardEntry:
    return BoardEntry("away", frozenset(inboxes))


def test_who_is_in_no_process_is_offline(board: AvailabilityBoard) -> None:
    board.keep("a", 1, {2: online(7)})
    assert board.availability_of(2) == "online"
    assert board.availability_of(3) == "offline"


def test_who_is_in_two_processes_is_online_where_one_says_so(board: AvailabilityBoard) -> None:
    board.keep("a", 1, {2: away(7), 3: away(7)})
    board.keep("b", 1, {2: online(8)})
    assert board.everybody() == {2: online(7, 8), 3: away(7)}
    assert [board.availability_of(agent) for agent in (2, 3)] == ["online", "away"]


def test_a_process_says_all_of_its_agents(board: AvailabilityBoard) -> None:
    board.keep("a", 1, {2: online(7)})
    board.keep("a", 2, {3: online(7)})
    assert board.everybody() == {3: online(7)}


def test_what_comes_late_changes_nothing(board: AvailabilityBoard) -> None:
    board.keep("a", 2, {})
    board.keep("a", 1, {2: online(7)})
    assert board.everybody() == {}


def test_a_process_that_says_nothing_more_is_forgotten(board: AvailabilityBoard, clock: Clock) -> None:
    board.keep("a", 1, {2: online(7)})
    clock.now += availability.TTL - 1
    board.keep("b", 1, {3: online(7)})
    assert not board.sweep()
    clock.now += 1
    # Before it is swept, too: a process without sockets sweeps nothing.
    assert board.availability_of(2) == "offline"
    assert board.everybody() == {3: online(7)}
    assert board.sweep()


def test_what_is_said_outlives_two_that_were_lost() -> None:
    assert availability.EVERY * 3 <= availability.TTL


@pytest.mark.parametrize(
    ("choice", "idle", "word"),
    [
        ("automatic", [False], "online"),
        ("automatic", [True, False], "online"),
        ("automatic", [True, True], "away"),
        ("automatic", [], "offline"),
        ("away", [False], "away"),
        ("away", [], "offline"),
        ("offline", [False], "offline"),
    ],
)
def test_what_becomes_of_windows_and_a_choice(choice: str, idle: list[bool], word: str) -> None:
    assert of_windows(choice, idle) == word
