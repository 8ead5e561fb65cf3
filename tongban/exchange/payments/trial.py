"""Trusting the bank that is there to be tried (试用银行): its key beside ours, in this home alone."""

import json
from pathlib import Path

from tongban.exchange.payments.names import BANK, TRUST
from tongban.kernel.signing import keyring


def trust(home: Path) -> None:
    """Make the bank's key and trust it."""
    path = home / TRUST
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(keyring(home).signer(BANK).public.jwk()))
