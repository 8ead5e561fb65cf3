"""Status lists of credentials (状态列表): places taken, flipped with the licence, published signed.

A place belongs to a licence and says nothing about anybody. Whoever suspends, restores, revokes or
replaces a licence flips its places in the same transaction.
"""

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from tongban.kernel import ids
from tongban.licences.domain.credentials import status_lists
from tongban.licences.domain.credentials.status_lists import INVALID, SUSPENDED, VALID
from tongban.licences.models import StatusRow

__all__ = ["INVALID", "SUSPENDED", "VALID", "at_place", "flip", "statuses", "take"]


def _secret() -> bytes:
    return salted_hmac("tongban.licences.status", settings.SECRET_KEY, algorithm="sha256").digest()


def take(licence: int) -> tuple[int, int]:
    """Take a place for a credential of this licence: the list and the place in it."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('licences_status_number')")
        number = int(cursor.fetchone()[0])
    page, place = status_lists.place(number, secret=_secret())
    StatusRow.objects.create(
        id=ids.new(ids.draw_shard()), page=page, place=place, licence=licence, status=VALID
    )
    return page, place


def flip(licence: int, status: int) -> None:
    """Set how every credential of a licence stands."""
    StatusRow.objects.filter(licence=licence).exclude(status=status).update(status=status)


def statuses(page: int) -> dict[int, int]:
    """Return the places of a list that are not valid."""
    rows = StatusRow.objects.filter(page=page).exclude(status=VALID)
    return dict(rows.values_list("place", "status"))


def at_place(page: int, place: int) -> tuple[int, int] | None:
    """Return the licence and the status of a place, None where nobody took it."""
    return StatusRow.objects.filter(page=page, place=place).values_list("licence", "status").first()
