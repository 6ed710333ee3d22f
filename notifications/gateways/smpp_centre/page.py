"""The centre's page: what it received and saw, as JSON, for people and for tests."""

from __future__ import annotations

import asyncio
import contextlib
import json

from notifications.gateways.smpp_centre.server import Centre


async def show(centre: Centre, port: int) -> asyncio.Server:
    """Serve the page on 127.0.0.1: `GET /` and nothing else."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            request = await reader.readuntil(b"\r\n\r\n")
            good = request.startswith(b"GET / ")
            body = json.dumps(centre.report(), ensure_ascii=False, indent=1).encode()
            writer.write(_head("200 OK" if good else "404 Not Found", len(body) if good else 0))
            writer.write(body if good else b"")
            await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", port)


def _head(status: str, length: int) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {length}\r\nConnection: close\r\n\r\n"
    ).encode()
