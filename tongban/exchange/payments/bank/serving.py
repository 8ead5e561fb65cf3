"""The bank as a process (银行进程): the protocol, a page to pay at, and faults on wish."""

import html
import json
import threading
import time as clock
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx2

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.payments import wire
from tongban.exchange.payments.bank.book import STATES, Book
from tongban.kernel import time
from tongban.kernel.signing import PublicKey, Signer

SLOW = 1.0
LARGEST = 64 * 1024
LOST, DOWN, LATE, GARBLED = "lost", "down", "slow", "garbled"
"""Does it and says nothing; does nothing and says 503; answers too late; signs wrongly."""


@dataclass(slots=True)
class Bank:
    """A bank: its book, its key, whom it serves, and the faults of its next answers (试用银行)."""

    book: Book
    signer: Signer
    merchant: PublicKey
    faults: deque[str] = field(default_factory=deque)
    notices: deque[tuple[str, dict[str, Any]]] = field(default_factory=deque)
    """Notifications that wait to go out: where to, and what they say."""
    tells: bool = True
    """Whether it notifies by itself; a test delivers them when and as often as it likes."""
    statement_faults: deque[str] = field(default_factory=deque)
    address: str = ""

    def answer(self, method: str, path: str, said: dict[str, Any]) -> tuple[int, Any]:
        """Do what is asked."""
        found: tuple[int, Any]
        match method, path.strip("/").split("/")[1:]:
            case "POST", ["payments"]:
                found = 200, self._shown(self.book.create(said, _today()))
            case "POST", ["payments", number, "close"]:
                found = self._found(self.book.close(number))
            case "POST", ["refunds" | "payouts" as kind]:
                found = self._moved(kind.removesuffix("s"), said)
            case "GET", ["payments" | "refunds" | "payouts", number]:
                found = self._found(self.book.rows.get(number))
            case "GET", ["statements", day]:
                found = 200, {"day": day, "rows": self._statement(day)}
            case _:
                found = 404, {"state": "unknown"}
        return found

    def _statement(self, day: str) -> list[dict[str, Any]]:
        rows = self.book.statement(day)
        while self.statement_faults:
            match self.statement_faults.popleft():
                case "missing" if rows:
                    rows = rows[1:]
                case "extra":
                    rows = [*rows, {"kind": "pay", "number": "PX1", "amount": 1}]
                case "amount" if rows:
                    rows = [{**rows[0], "amount": rows[0]["amount"] + 1}, *rows[1:]]
                case _:
                    pass
        return rows

    def _moved(self, kind: str, said: dict[str, Any]) -> tuple[int, Any]:
        row = self.book.move(kind, said, _today())
        self.tell(row)
        return 200, self._shown(row)

    def _found(self, row: dict[str, Any] | None) -> tuple[int, Any]:
        return (200, self._shown(row)) if row else (404, {"state": "unknown"})

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        pay_at = f"{self.address}/pay/{row['number']}" if row["kind"] == "pay" else ""
        return {
            "number": row["number"], "state": STATES[row["state"]], "amount": row["amount"],
            "pay_at": pay_at, "why": row.get("why", ""),
        }  # fmt: skip

    def paid(self, number: str, *, late: bool = False) -> bool:
        """Have somebody pay, and tell the merchant."""
        done = self.book.pay(number, _today(), late=late)
        if done:
            self.tell(self.book.rows[number])
        return done

    def tell(self, row: dict[str, Any]) -> None:
        """Put a notification on its way."""
        if row.get("notify"):
            self.notices.append((row["notify"], self._shown(row)))
            if self.tells:
                threading.Thread(target=self.deliver, daemon=True).start()

    def deliver(self) -> None:
        """Deliver the notifications that wait; what is not taken is left to the queries."""
        while self.notices:
            target, said = self.notices.popleft()
            body = json.dumps(said).encode()
            headers = wire.signed("POST", target, body, signer=self.signer, at=time.now())
            try:
                httpx2.post(target, content=body, headers=headers, timeout=5, trust_env=False)
            except httpx2.HTTPError:
                continue


def _today() -> str:
    return time.city_date(time.now()).isoformat()


class _Answering(BaseHTTPRequestHandler):
    """Answers for the bank it is of."""

    bank: ClassVar[Bank]

    def do_GET(self) -> None:
        """Answer a question, or show the page to pay at."""
        if self.path.startswith("/pay/"):
            self._page()
        else:
            self._asked("GET")

    def do_POST(self) -> None:
        """Take an order, or a payer's click."""
        if self.path.startswith("/pay/"):
            self._clicked()
        else:
            self._asked("POST")

    def _body(self) -> bytes:
        return self.rfile.read(min(int(self.headers.get("content-length") or 0), LARGEST))

    def _asked(self, method: str) -> None:
        body, now = self._body(), time.now()
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            wire.check(
                method,
                f"{self.bank.address}{self.path}",
                headers,
                body,
                key=self.bank.merchant,
                at=now,
            )
        except ExchangeProblem:
            self.send_error(401)
            return
        fault = self.bank.faults.popleft() if self.bank.faults else ""
        if fault == DOWN:
            self.send_error(503)
            return
        status, said = self.bank.answer(method, self.path, json.loads(body or b"{}"))
        if fault == LOST:
            self.close_connection = True
            return
        if fault == LATE:
            clock.sleep(SLOW)
        self._send(status, said, headers, garbled=fault == GARBLED)

    def _send(self, status: int, said: Any, asked: dict[str, str], *, garbled: bool) -> None:
        content = json.dumps(said).encode()
        made = wire.answer(status, content, asked, signer=self.bank.signer, at=time.now())
        if garbled:
            content = content.replace(b"pending", b"success")[:-1] + b" }"
        self.send_response(status)
        for name, value in made.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _page(self) -> None:
        row = self.bank.book.rows.get(self.path.rpartition("/")[2])
        if row is None:
            self.send_error(404)
            return
        content = _PAGE.format(
            words=html.escape(row["words"]), yuan=f"{row['amount'] / 100:.2f}",
            button=_BUTTON if row["state"] == "open" else "<p>这笔款现在不用付。</p>",
            back=html.escape(row.get("back") or "/"),
        ).encode()  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _clicked(self) -> None:
        self._body()
        number = self.path.rpartition("/")[2]
        self.bank.paid(number)
        row = self.bank.book.rows.get(number) or {}
        self.send_response(303)
        self.send_header("Location", row.get("back") or self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: what is paid is nobody's business."""


def serve(bank: Bank, *, port: int = 0) -> ThreadingHTTPServer:
    """Start the bank in a thread; its address is known afterwards."""
    answering = type("Answering", (_Answering,), {"bank": bank})
    server = ThreadingHTTPServer(("127.0.0.1", port), answering)
    bank.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


_BUTTON = '<form method="post"><button>确认付款</button></form>'
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>试用银行</title>
<style>body{{font:18px/1.6 sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}}
b{{font-size:2rem}}button{{font-size:1.1rem;padding:.8rem 2rem;width:100%}}</style>
<h1>试用银行</h1><p>{words}</p><p><b>¥{yuan}</b></p>{button}
<p><a href="{back}">返回办事页面</a></p></html>"""
