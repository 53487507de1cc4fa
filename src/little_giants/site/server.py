"""Serve the site on this machine only, and say where it is once it really answers."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from little_giants.errors import UsageError
from little_giants.site.application import datasette

if TYPE_CHECKING:
    from little_giants.site.folder import SiteFolder

_CONNECTIONS = 64  # open at once; the next one is told to come back


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on a loopback address. Raises UsageError: not loopback, port taken, port not allowed."""
    try:
        loopback = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UsageError(f"{host} is not this machine alone. serve answers on 127.0.0.1, ::1 or localhost only.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(128)
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} is in use, perhaps by another `serve`. Stop it, or take another: --port {port + 1}."
            ) from None
        raise UsageError(f"cannot listen on {host}, port {port}: {error.strerror}.") from None
    return found


def serve(site: SiteFolder, at: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve ``site`` on the socket until Ctrl-C or SIGTERM; ``ready`` gets the address after the first good answer."""
    application = datasette(site).app()
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                ready(await _address(at))

    config = uvicorn.Config(
        application,
        log_level="warning",
        lifespan="on",
        access_log=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
    )
    try:
        Server(config).run(sockets=[at])
    except KeyboardInterrupt:
        pass  # uvicorn raises the signal again once everything is closed
    finally:
        at.close()


async def _address(at: socket.socket) -> str:
    """The site's address, once its home page came over the wire. Raises UsageError when it does not."""
    host, port = at.getsockname()[:2]
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = await asyncio.wait_for(reader.readline(), timeout=30)
    finally:
        writer.close()
    if b" 200 " not in answer:
        raise UsageError(f"the home page cannot be shown: {answer.decode('latin-1').strip() or 'no answer'}.")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
