"""Between the domain of exchange and its table."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from tongban.exchange.domain import messages
from tongban.exchange.domain.messages import Message
from tongban.exchange.models import MessageRow
from tongban.kernel import identifiers
from tongban.kernel.actors import Actor


def digest(to: str) -> str:
    """Return the keyed digest a recipient is found by, however the number was typed."""
    one_form = identifiers.normal(to)
    return salted_hmac("tongban.exchange.to", one_form, algorithm="sha256").hexdigest()


def queue(message: Message, *, actor: Actor, at: datetime) -> None:
    """Write a message to be carried."""
    MessageRow.objects.create(
        id=message.id,
        to_digest=digest(message.to),
        kind=message.kind,
        text=message.text,
        state=messages.QUEUED,
        queued_at=at,
        queued_by=actor.to_json(),
    )


def settle(message: Message, *, delivered: bool, why: str, demo: bool, at: datetime) -> None:
    """Write how carrying it went."""
    row = MessageRow.objects.get(pk=message.id)
    row.state = messages.settle(row.state, delivered=delivered)
    row.text = messages.kept_text(message, demo=demo)
    row.settled_at, row.why = at, why
    row.save(update_fields=["state", "text", "settled_at", "why"])


def drop(message: Message) -> None:
    """Take a message back that was for nobody, in as many steps as settling takes."""
    MessageRow.objects.get(pk=message.id).delete()


def newest(to: str, kind: str) -> tuple[str, str] | None:
    """Return state and text of the newest message of a kind to somebody."""
    return (
        MessageRow.objects.filter(to_digest=digest(to), kind=kind)
        .order_by("-queued_at", "-id")
        .values_list("state", "text")
        .first()
    )
