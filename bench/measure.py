"""Measured side by side: the floor and ours in turn, several rounds, and the median of each."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from bench import load
from bench.load import Client, Connection
from bench.servers import Server

ROUNDS = 3
WARM_UP_SECONDS = 1.0
SECONDS = 4.0
AT_ONCE = 8
Unit = Literal["CPU s / 1,000", "ms p50", "ms p99", "% found", "s", "MB", "µs"]


@dataclass(frozen=True)
class Side:
    """One of the two: its server, its token if it wants one, and how client number n behaves."""

    server: Server
    token: str | None
    client: Callable[[int], Client]


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    name: str
    unit: Unit
    ours: Side
    floor: Side


@dataclass(frozen=True)
class Result:
    name: str
    ours: float
    floor: float
    ratio: float
    unit: Unit


_numbers = itertools.count()


def compare(measure: Measure) -> Result:
    """The medians of interleaved rounds, so that a busy minute of the machine meets both."""
    ours, floor = [], []
    for _ in range(ROUNDS):
        floor.append(once(measure.floor, measure.unit))
        ours.append(once(measure.ours, measure.unit))
    mine, bare = median(ours), median(floor)
    return Result(measure.name, round(mine, 3), round(bare, 3), round(mine / bare, 2), measure.unit)


def once(side: Side, unit: Unit) -> float:
    """One round."""
    # One at a time where the time of a single answer counts, many where the work does.
    clients = [side.client(next(_numbers)) for _ in range(1 if unit.startswith("ms") else AT_ONCE)]
    until, counting = threading.Event(), threading.Event()
    used: list[float] = []

    def keep_time() -> None:
        time.sleep(WARM_UP_SECONDS)
        used.append(side.server.cpu_seconds())
        counting.set()
        until.wait(SECONDS)
        counting.clear()
        used.append(side.server.cpu_seconds())
        until.set()

    timer = threading.Thread(target=keep_time)
    timer.start()
    done = load.run(clients, lambda: Connection(side.server.port, side.token), until, counting)
    timer.join()
    return _reading(unit, done.seconds, used[1] - used[0])


def _reading(unit: Unit, seconds: list[float], cpu_seconds: float) -> float:
    if not seconds:
        raise RuntimeError("no request was answered in time")
    if unit == "ms p99":
        return sorted(seconds)[len(seconds) * 99 // 100] * 1000
    return median(seconds) * 1000 if unit == "ms p50" else cpu_seconds / len(seconds) * 1000
