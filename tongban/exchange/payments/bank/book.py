"""The bank's own book (银行账簿): what was paid, sent back and paid out, kept over a restart."""

import json
import sqlite3
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OPEN, PAID, CLOSED = "open", "paid", "closed"
STATES = {OPEN: "pending", PAID: "success", CLOSED: "no"}


@dataclass(slots=True)
class Book:
    """What the bank knows of each number (账簿); `path` keeps it over a restart."""

    path: Path | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)
    """Accounts that a pay-out comes back from, with why."""

    kept: sqlite3.Connection | None = None

    def __post_init__(self) -> None:
        """Read what was kept."""
        if self.path is not None:
            self.kept = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
            # A bank that is only tried may lose the last second with the machine, never by a restart.
            self.kept.execute("pragma synchronous=off")
            self.kept.execute("create table if not exists row (number text primary key, said text)")
            found = self.kept.execute("select number, said from row").fetchall()
            self.rows.update({number: json.loads(said) for number, said in found})

    def _keep(self, number: str) -> None:
        if self.kept is not None:
            said = json.dumps(self.rows[number])
            self.kept.execute("insert or replace into row values (?, ?)", (number, said))

    def create(self, said: dict[str, Any], day: str) -> dict[str, Any]:
        """Open a payment; the same number again is the same payment."""
        with self.lock:
            row = self.rows.setdefault(
                said["number"], {"kind": "pay", "state": OPEN, "day": day, **said}
            )
            self._keep(said["number"])
            return row

    def pay(self, number: str, day: str, *, late: bool = False) -> bool:
        """Have the payer pay; `late` lets a closed payment through, as banks do now and then."""
        with self.lock:
            row = self.rows.get(number)
            if row is None or row["kind"] != "pay" or row["state"] == PAID:
                return False
            if row["state"] == CLOSED and not late:
                return False
            row.update(state=PAID, day=day)
            self._keep(number)
            return True

    def close(self, number: str) -> dict[str, Any] | None:
        """Close a payment that is open."""
        with self.lock:
            row = self.rows.get(number)
            if row is not None and row["state"] == OPEN:
                row["state"] = CLOSED
                self._keep(number)
            return row

    def move(self, kind: str, said: dict[str, Any], day: str) -> dict[str, Any]:
        """Send back or pay out, once for each number."""
        with self.lock:
            if said["number"] in self.rows:
                return self.rows[said["number"]]
            row = {"kind": kind, "state": PAID, "day": day, **said}
            paid = self.rows.get(said.get("of", ""))
            if kind == "refund" and (paid is None or paid["state"] != PAID):
                row["state"] = CLOSED
            if kind == "payout" and said["account"] in self.bad:
                row.update(state=CLOSED, why=self.bad[said["account"]])
            self.rows[said["number"]] = row
            self._keep(said["number"])
            return row

    def send_back(self, number: str, why: str) -> bool:
        """Have the payee's bank send back what was paid out days ago."""
        with self.lock:
            row = self.rows.get(number)
            if row is None or row["kind"] != "payout" or row["state"] != PAID:
                return False
            row.update(state=CLOSED, why=why)
            self._keep(number)
            return True

    def statement(self, day: str) -> list[dict[str, Any]]:
        """List everything that succeeded on a day."""
        with self.lock:
            return [
                {"kind": row["kind"], "number": number, "amount": row["amount"]}
                for number, row in self.rows.items()
                if row["state"] == PAID and row["day"] == day
            ]
