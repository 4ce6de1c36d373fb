"""A closed loop of clients on loopback: each sends its next request when it has the answer to the last one."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

Ask = tuple[str, str, Any]  # method, path, body
# Yields what to ask, is sent the answer.
Client = Generator[Ask, Any, None]


class Refused(Exception):
    """The server answered with an error: what is measured would not be what was meant."""


@dataclass
class Load:
    """What one loop did: how many were answered while it was counted, and how long each took."""

    seconds: list[float] = field(default_factory=list)
    refused: list[Exception] = field(default_factory=list)


class Connection:
    """One kept-alive connection that speaks JSON."""

    def __init__(self, port: int, token: str | None) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        sent = None if body is None else json.dumps(body)
        self._http.request(method, path, sent, self._headers | (headers or {}))
        answer = self._http.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise Refused(f"{method} {path}: {answer.status} {content[:300]!r}")
        return json.loads(content) if content else None

    def close(self) -> None:
        self._http.close()


def run(clients: list[Client], connect: Callable[[], Connection], until: threading.Event, counting: threading.Event) -> Load:
    """Run all clients until told; an error ends them all and is raised."""
    load = Load()
    threads = [threading.Thread(target=_loop, args=(client, connect(), until, counting, load)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if load.refused:
        raise load.refused[0]
    return load


def _loop(client: Client, connection: Connection, until: threading.Event, counting: threading.Event, load: Load) -> None:
    try:
        asked = next(client)
        while not until.is_set():
            began = time.perf_counter()
            answer = connection.ask(*asked)
            if counting.is_set():
                load.seconds.append(time.perf_counter() - began)
            asked = client.send(answer)
    except Exception as error:
        load.refused.append(error)
        until.set()
    finally:
        connection.close()
