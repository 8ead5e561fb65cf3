"""Accounts people named (收款账户): sealed at rest, the last digits alone are ever shown."""

import json
import re

from tongban.cases.proposals.domain.problems import AccountNeeded
from tongban.exchange import api as exchange
from tongban.people import api as people

PURPOSE = "benefit-account"
_DIGITS = re.compile(r"\d{12,19}")


def check(number: str, *, payee: int) -> exchange.Payee:
    """Return an account in the payee's own name; raises AccountNeeded for what is none."""
    digits = "".join(number.split())
    if not _DIGITS.fullmatch(digits):
        raise AccountNeeded
    return exchange.Payee(digits, people.party(payee).name)


def seal(account: exchange.Payee) -> str:
    """Seal an account for its row."""
    kept = json.dumps({"account": account.account, "name": account.name}, ensure_ascii=False)
    return people.seal(PURPOSE, kept)


def opened(kept: str) -> exchange.Payee | None:
    """Open what a row keeps, None where it keeps none."""
    return exchange.Payee(**json.loads(people.opened(PURPOSE, kept))) if kept else None
