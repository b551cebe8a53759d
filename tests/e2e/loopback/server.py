# SPDX-License-Identifier: Apache-2.0
"""One HTTP server on 127.0.0.1 over any number of sites.

For: serving an index, with a password or TLS when asked, through the fault switches and into the log.
Promises: threads, keep-alive, conditional requests, ranges; stops within a second.
Never: listens elsewhere; logs a credential.
"""
import base64
import re
import ssl
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Iterable, Optional, Tuple

from .faults import Faults
from .log import Log
from .pages import NOT_FOUND, Response


class Server:
    """`name` is what the log and the fault switches call it."""

    def __init__(self, name: str, log: Log, faults: Faults, port: int = 0,
                 tls: Optional[Tuple[str, str]] = None, login: Optional[Tuple[str, str]] = None):
        self.name, self.log, self.faults, self.login, self.sites = name, log, faults, login, []
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.owner = self
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True,
                                                    do_handshake_on_connect=False)
        self.port = self._http.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def serve(self, *sites) -> None:
        self.sites += sites

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def respond(self, path: str, authorization: Optional[str]) -> Response:
        if self.login and authorization != _basic(self.login):
            return Response(401, b"who are you?", {"WWW-Authenticate": 'Basic realm="loopback"',
                                                   "Content-Type": "text/plain"})
        answers: Iterable[Response] = (site.answer(path) for site in self.sites)
        response = next((r for r in answers if r is not NOT_FOUND), NOT_FOUND)
        return self.faults.apply(self.name, path, response)


def _basic(login: Tuple[str, str]) -> str:
    return "Basic " + base64.b64encode(":".join(login).encode()).decode()


def _part(response: Response, wanted: str) -> Response:
    """The bytes that a Range header asks for, of a body that is not broken; one range, as pip and we ask."""
    asked = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted)
    body = response.body
    if not asked or response.status != 200 or not isinstance(body, bytes) or response.declared_length is not None:
        return response
    first, last = asked.groups()
    start = int(first) if first else max(0, len(body) - int(last))
    end = min(int(last) + 1, len(body)) if first and last else len(body)
    return replace(response, status=206, body=body[start:end],
                   headers=dict(response.headers, **{"Content-Range": f"bytes {start}-{end - 1}/{len(body)}"}))


class _Http(ThreadingHTTPServer):
    daemon_threads, block_on_close, request_queue_size = True, False, 128
    owner: Server

    def handle_error(self, request, client_address):
        pass  # a client that left, or a TLS handshake that failed, is part of the tests


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True
    timeout = 150

    def do_GET(self):
        owner, sent = self.server.owner, 0
        path = self.path.split("?")[0]
        response = owner.respond(path, self.headers.get("Authorization"))
        if response.status == 200 and self.headers.get("If-None-Match") == response.headers.get("ETag", ""):
            response = Response(304, b"", {"ETag": response.headers["ETag"]})
        response = _part(response, self.headers.get("Range", ""))
        try:
            response.before()
            sent = self._send(response)
        except OSError as gone:
            self.close_connection, sent = True, getattr(gone, "sent", 0)
        finally:
            owner.log.append(server=owner.name, method=self.command, path=path, status=response.status,
                             bytes=sent, agent=self.headers.get("User-Agent", ""),
                             authorization="Authorization" in self.headers)

    do_HEAD = do_GET

    def _send(self, response: Response) -> int:
        chunks = [response.body] if isinstance(response.body, bytes) else response.body
        length = response.declared_length
        length = len(response.body) if length is None else length
        self.send_response(response.status)
        for key, value in response.headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        sent = 0
        try:
            for chunk in chunks if self.command != "HEAD" else ():
                self.wfile.write(chunk)
                sent += len(chunk)
            self.wfile.flush()
        except OSError as gone:
            gone.sent = sent
            raise
        if sent != length and self.command != "HEAD":
            self.close_connection = True
        return sent

    def log_message(self, *args):
        pass
