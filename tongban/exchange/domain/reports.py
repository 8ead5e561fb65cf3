"""A register's reports (登记变动报送): what may come in as an event, and when it is no report at all.

A report is a CloudEvent 1.0 by the agency that keeps the register, about one person, under a
purpose of an agreement in force that lists its kinds for events. `id` and `source` make it one:
the same report handed in again is the same. Its number stands in the body alone.

>>> read(b"[]")
Traceback (most recent call last):
tongban.exchange.domain.problems.ExchangeProblem: 请求无法读懂。 event
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tongban.catalogue.domain.model import FactKind
from tongban.catalogue.domain.values import fits
from tongban.exchange.domain import feeds, grants
from tongban.exchange.domain.grants import Agreement, SharingPurpose
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.services import Card
from tongban.exchange.domain.tokens import SKEW
from tongban.kernel.identifiers import unnamed

KIND = "register.changed"
KEPT = timedelta(days=30)
"""How long a report is known again; one that happened earlier comes as a bundle or a delivery."""
_TEXTS = ("id", "source", "type", "time", "agreement", "purpose")
_NAME = re.compile(r"[!-~]{1,64}")
_LONGEST_VALUE = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """What a register reports of one person (登记变动)."""

    id: str
    source: str
    at: datetime
    agreement: str
    purpose: str
    subject: str = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)


def read(body: bytes) -> Report:
    """Read an event; nothing is guessed. Raises ExchangeProblem (request.malformed)."""
    try:
        said = json.loads(body)
        texts = [said[name] for name in _TEXTS]
        subject, values = said["data"]["subject"], said["data"]["values"]
        happened = datetime.fromisoformat(said["time"])
    except (ValueError, TypeError, KeyError) as error:
        raise ExchangeProblem("request.malformed", "event") from error
    whole = all(isinstance(one, str) for one in (*texts, subject)) and isinstance(values, dict)
    named = whole and _NAME.fullmatch(said["id"]) and unnamed(said["id"]) == said["id"]
    if not named or said["type"] != KIND or happened.tzinfo is None or not subject or not values:
        raise ExchangeProblem("request.malformed", "event")
    return Report(
        said["id"], said["source"], happened, said["agreement"], said["purpose"], subject, values
    )


def check(
    report: Report,
    card: Card | None,
    agreement: Agreement,
    *,
    kinds: Mapping[str, FactKind],
    at: datetime,
    on: date,
) -> SharingPurpose:
    """Return the purpose under which a report may be taken. Raises ExchangeProblem.

    The service is authoritative and tells by events, the purpose rests on a duty in law, lists
    every kind for its events, and each value is one of its kind; what is too old is not taken.
    """
    purpose = agreement.check_alive(on=on).purpose_on(report.purpose, on=on)
    if card is None or not card.authoritative or "event" not in card.modes:
        raise ExchangeProblem("request.not_allowed", "not a register that reports")
    allowed = set(agreement.terms.fields or card.fields) & set(card.fields)
    if purpose.basis != grants.DUTY or not feeds.may_be_fat(purpose, report.values):
        raise ExchangeProblem("request.not_allowed", "purpose")
    if not set(report.values) <= allowed:
        raise ExchangeProblem("request.not_allowed", "field")
    if not at - KEPT < report.at <= at + SKEW:
        raise ExchangeProblem("request.malformed", "time")
    for name, value in report.values.items():
        if name not in kinds or not fits(value, kinds[name].type):
            raise ExchangeProblem("request.malformed", f"value of {name}")
        if isinstance(value, str) and len(value) > _LONGEST_VALUE:
            raise ExchangeProblem("request.malformed", f"value of {name}")
    return purpose
