"""Run the bank (试用银行): `python -m tongban.exchange.payments.bank PORT HOME`."""

import os
import sys
import time
from pathlib import Path

from tongban.exchange.payments.bank.book import Book
from tongban.exchange.payments.bank.serving import Bank, serve
from tongban.exchange.payments.names import BANK, MERCHANT
from tongban.kernel.signing import keyring


def main(port: str, home: str) -> None:
    """Serve until stopped."""
    ring = keyring(Path(home))
    bank = Bank(Book(Path(home) / "bank.sqlite"), ring.signer(BANK), ring.signer(MERCHANT).public)
    serve(bank, port=int(port))
    parent = os.getppid()
    while os.getppid() == parent:  # whoever started it is gone: so are we
        time.sleep(1)


if __name__ == "__main__":
    main(*sys.argv[1:3])
