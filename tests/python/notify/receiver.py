"""A real receiver on this machine: what Apprise posts to it is kept."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Receiver:
    """Listens on a free port of the loopback until closed; answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[dict[str, Any]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if owner.status == 200:
                    owner.got.append({"path": self.path, **json.loads(body)})
                self.send_response(owner.status)
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str = "") -> str:
        return f"json://127.0.0.1:{self._server.server_port}/{path}"

    def take(self) -> list[tuple[str, str]]:
        """Title and text of what came since the last call."""
        messages = [(each["title"], each["message"]) for each in self.got]
        self.got.clear()
        return messages

    def titles(self) -> list[str]:
        return [title for title, _ in self.take()]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
