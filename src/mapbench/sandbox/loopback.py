"""An application on loopback: in this thread until it is stopped, or in another for the length of a block."""

from __future__ import annotations

import socket
from threading import Thread
from typing import Any

import uvicorn


class Loopback(uvicorn.Server):
    """A server at `origin` that only this machine reaches; callers are queued from the start, no log is written.

    `run()` answers until SIGINT (raised again as KeyboardInterrupt) or SIGTERM; in a `with`, a thread does and the
    block is given the origin. Port 0 is any free one. Raises OSError where the port is taken.
    """

    def __init__(self, app: Any, port: int = 0) -> None:
        silent = {"log_config": None, "log_level": 100, "access_log": False, "server_header": False}
        once = {"lifespan": "off", "ws": "none", "http": "h11", "timeout_graceful_shutdown": 0}
        options: dict[str, Any] = silent | once
        super().__init__(uvicorn.Config(app, **options))
        self.socket = socket.create_server(("127.0.0.1", port))
        self.origin = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = Thread(target=self.run, daemon=True)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        super().run(sockets or [self.socket])

    def __enter__(self) -> str:
        self.thread.start()
        return self.origin

    def __exit__(self, *_raised: object) -> None:
        self.should_exit = True
        self.thread.join()
