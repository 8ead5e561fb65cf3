"""Joining (结成互通): each city's people compare the other's thumbprint once, and both registries sign.

Whoever comes second finds the first one's signature waiting; the accord is in force once both
stand under the same document.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.exchange.domain import jose
from tongban.exchange.federation import peers
from tongban.exchange.federation.domain import accord
from tongban.exchange.federation.domain.accord import Statement
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import CityNotSure
from tongban.kernel.signing import PublicKey

SIGNED = "city-accord+jwt"


def federate(address: str, *, own: str, key_id: str, at: datetime) -> PeerRow:
    """Sign the accord with the city at an address whose registry has this thumbprint.

    Raises CityNotSure where the thumbprint is another, CityAway, NoCommonMajor.
    """
    theirs, key = peers.fetch_statement(address, at)
    if key.key_id != key_id:
        raise CityNotSure(f"{theirs.instance}: {key.key_id}")
    document = accord.accord(peers.statement(own), theirs)
    ours = _signature(document, at)
    with transaction.atomic():
        row, _ = PeerRow.objects.select_for_update().get_or_create(
            instance=theirs.instance, defaults={"statement": {}, "accord": {}}
        )
        if accord.digest(row.accord) != accord.digest(document):
            row.signatures, row.agreed_at = {}, None
        row.statement, row.accord = theirs.to_json(), document
        row.signatures = {**row.signatures, peers.here(): ours}
        row.save()
    said = {"digest": accord.digest(document), "signature": ours}
    answer = peers.ask(row, "accord", said, at)
    if answer.get("signature"):
        _keep(row.instance, answer["signature"], at)
    return PeerRow.objects.get(pk=row.pk)


def take_accord(row: PeerRow | None, said: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Take the other side's signature where this side has compared thumbprints, too."""
    if row is None or said.get("digest") != accord.digest(row.accord):
        return {"state": "unknown"}
    _keep(row.instance, str(said["signature"]), at)
    return {"state": "agreed", "signature": row.signatures[peers.here()]}


def renew(row: PeerRow, statement: Statement, key: PublicKey) -> None:
    """Take a newer statement of a known city; another registry key needs people again."""
    if key != peers.key_of(row):
        raise CityNotSure(f"{row.instance}: {key.key_id}")
    row.statement = statement.to_json()
    row.save(update_fields=["statement"])


def _signature(document: dict[str, Any], at: datetime) -> str:
    claims = {"iss": peers.here(), "accord": accord.digest(document), "iat": int(at.timestamp())}
    return jose.signed(claims, signer=peers.registry(), typ=SIGNED)


def _keep(instance: str, text: str, at: datetime) -> None:
    with transaction.atomic():
        row = PeerRow.objects.select_for_update().get(pk=instance)
        try:
            claims = jose.opened(text).check(peers.key_of(row), typ=SIGNED)
        except jose.BadToken as error:
            raise CityNotSure(instance) from error
        if claims["iss"] != instance or claims["accord"] != accord.digest(row.accord):
            raise CityNotSure(instance)
        row.signatures = {**row.signatures, instance: text}
        row.agreed_at = row.agreed_at or at
        row.save(update_fields=["signatures", "agreed_at"])
