"""A process that stands in for a service: it answers 200 on its port and stops when it is asked to."""

from __future__ import annotations

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORTS = ("LIANZHU_API_PORT", "LIANZHU_METRICS_PORT")


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        print(format % args, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("127.0.0.1", next(int(os.environ[name]) for name in PORTS if name in os.environ)), Answer).serve_forever()
