# SPDX-License-Identifier: Apache-2.0
"""A forward proxy that writes down whom it was asked for.

For: showing what goes through HTTP_PROXY and what must not.
Promises: GET requests in absolute form are fetched and passed on; `targets` lists their host:port.
Never: connects to anything but 127.0.0.1; understands CONNECT.
"""
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import List
from urllib.parse import urlsplit


class Proxy:
    def __init__(self):
        self.targets: List[str] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads, self._http.owner = True, self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def do_GET(self):
        target = urlsplit(self.path)
        self.server.owner.targets.append(target.netloc.rsplit("@")[-1])
        if target.hostname != "127.0.0.1":
            return self.send_error(502, "only loopback")
        wanted = {k: v for k, v in self.headers.items() if k.lower() in ("accept", "authorization")}
        try:
            answer = self.opener.open(urllib.request.Request(self.path, headers=wanted), timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        except OSError as error:
            return self.send_error(502, str(error))
        body = answer.read()
        self.send_response(answer.status if hasattr(answer, "status") else answer.code)
        for key in ("Content-Type", "ETag", "Cache-Control", "WWW-Authenticate"):
            if answer.headers.get(key):
                self.send_header(key, answer.headers[key])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self):
        self.server.owner.targets.append(self.path)
        self.send_error(502, "no tunnels here")

    def log_message(self, *args):
        pass
