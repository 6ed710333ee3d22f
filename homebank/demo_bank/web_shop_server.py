"""The pages and doors of the demo's shop: its site, and the 3-D Secure server behind it."""

import base64
import binascii
import json
import secrets
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from homebank.demo_bank.machines import SAID
from homebank.demo_bank.web_shop import AWAITED, NAME, TROUBLE, Order, Trade, rres
from homebank.lib import crypto
from homebank.lib.amounts import AmountRefused, parse_amount
from homebank.lib.currencies import BY_CODE

LARGEST = 128 * 1024
CURRENCIES = ("KZT", "USD", "EUR")
WINDOWS = {"01": (250, 400), "02": (390, 400), "03": (500, 600), "04": (600, 400), "05": (0, 0)}
FILES = {"/shop.js": ("web_shop.js", "text/javascript"), "/shop.css": ("web_shop.css", "text/css")}
FOLDER = Path(__file__).parent


class WebShop(ThreadingHTTPServer):
    """The server with its orders. It keeps them as long as it runs, and nowhere else."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, trade: Trade) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.trade = trade
        self.orders: dict[str, Order] = {}

    def order_of(self, server_trans_id: str) -> Order | None:
        """By the shop's own id in a message."""
        found = (o for o in list(self.orders.values()) if o.server_trans_id == server_trans_id)
        return next(found, None)


class Handler(BaseHTTPRequestHandler):
    """The shop's pages for buyers; results and notifications of the bank's server."""

    server: WebShop
    timeout = 30

    def do_GET(self) -> None:
        """The counter, an order, the script that spares a click."""
        path = urlsplit(self.path).path
        if path == "/":
            self._page("counter", typed={}, fault="")
        elif path in FILES:
            name, kind = FILES[path]
            self._send((FOLDER / name).read_bytes(), kind)
        elif path.startswith("/order/"):
            self._show_order(path.removeprefix("/order/"))
        else:
            self._page("nothing", status=404)

    def do_POST(self) -> None:
        """Buying, the way back from the bank, and what the bank's server tells."""
        doors = {"/buy": self._buy, "/3ds/notification": self._back, "/3ds/results": self._result}
        door, length = doors.get(urlsplit(self.path).path), self.headers.get("Content-Length", "")
        if door is None or not length.isdigit() or int(length) > LARGEST:
            self._page("nothing", status=404)
            return
        door(self.rfile.read(int(length)))

    def log_message(self, *parts: object) -> None:
        """Keep quiet: cards do not belong in logs."""

    def _buy(self, body: bytes) -> None:
        typed = {
            name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()
        }
        try:
            order = _order(typed)
            self.server.trade.ask_bank(order)
        except AmountRefused as refusal:
            self._page("counter", typed=typed, fault=str(refusal), status=400)
            return
        except TROUBLE:
            self._page("counter", typed=typed, fault="trouble", status=502)
            return
        self.server.orders[order.id] = order
        if not order.is_challenged:
            self._lead_to(order)
            return
        window = typed.get("window", "05")
        size = WINDOWS.get(window, WINDOWS["05"])
        creq = order.creq(window if window in WINDOWS else "05")
        self._page("frame", order=order, creq=creq, width=size[0], height=size[1])

    def _back(self, body: bytes) -> None:
        """The buyer's browser with a CRes. What it says is not believed: the result counts."""
        posted = parse_qs(body.decode("ascii", "replace"))
        cres = _decoded(posted.get("cres", [""])[0])
        order = self.server.order_of(str(cres.get("threeDSServerTransID", "")))
        if order is None:
            self._page("nothing", status=404)
            return
        order.cres, order.back_at = order.cres or cres, order.back_at or time.monotonic()
        self._page("back", order=order)

    def _result(self, body: bytes) -> None:
        """An RReq of the bank's server, who shows the key that both know."""
        told = _read(body)
        order = self.server.order_of(str(told.get("threeDSServerTransID", "")))
        shown = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if order is None or not crypto.same(shown, self.server.trade.key):
            self._page("nothing", status=404)
            return
        order.result = order.result or told
        self._send(json.dumps(rres(told)).encode(), "application/json")

    def _show_order(self, key: str) -> None:
        order = self.server.orders.get(key)
        if order is None:
            self._page("nothing", status=404)
            return
        waits = order.is_challenged and not order.result
        if waits and not (order.back_at and time.monotonic() - order.back_at > AWAITED):
            self._page("waits", order=order)
            return
        try:
            self.server.trade.authorise(order)
        except TROUBLE:
            self._page("trouble", order=order, status=502)
            return
        assert order.heard is not None
        self._page("outcome", order=order, code=order.heard.get(39),
                   said=SAID.get(order.heard.get(39), ""))  # fmt: skip

    def _lead_to(self, order: Order) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/order/{order.id}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, name: str, *, status: int = 200, **shown: Any) -> None:
        asked = self.headers.get("Accept-Language", "ru")[:2]
        known = {code for code, _name in settings.LANGUAGES}
        with translation.override(asked if asked in known else "ru"):
            context = {
                "shop": NAME, "language": translation.get_language(), "page": name,
                "currencies": CURRENCIES, "windows": WINDOWS, **shown,
            }  # fmt: skip
            body = render_to_string("demo/web_shop.html", context).encode()
        self._send(body, "text/html", status=status)

    def _send(self, body: bytes, kind: str, *, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def new_key() -> str:
    """What the shop's server and the bank's show each other."""
    return secrets.token_urlsafe(32)


def _order(typed: dict[str, str]) -> Order:
    """AmountRefused; ValueError for a currency or a month that is none."""
    if typed.get("currency") not in CURRENCIES:
        raise ValueError("no such currency")
    month, _slash, year = typed.get("expiry", "").replace(" ", "").partition("/")
    return Order(
        number="".join(typed.get("number", "").split()), expiry=f"{year[-2:]}{month:0>2}",
        cvv=typed.get("cvv", ""), minor=parse_amount(typed.get("amount", "")).minor,
        currency=BY_CODE[typed["currency"]],
    )  # fmt: skip


def _decoded(text: str) -> dict[str, Any]:
    try:
        return _read(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return {}


def _read(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
