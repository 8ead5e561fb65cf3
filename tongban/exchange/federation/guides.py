"""One search over several cities (全省一搜): a small copy of what each has to find, kept here.

The worker asks each city in accord for it, signed like every word, and takes it only where it is
another one than last time. A person's words never leave this city: they are looked up in the copy.
Off until `search_cities` is set.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tongban.catalogue import api as catalogue
from tongban.exchange.federation import peers
from tongban.exchange.federation.models import CityGuidesRow, PeerRow
from tongban.exchange.federation.problems import CityNotSure, FederationProblem
from tongban.kernel import time
from tongban.kernel.text import Text
from tongban.ledger import api as ledger

if TYPE_CHECKING:
    from tongban.catalogue.words.elsewhere import Elsewhere

EVERY = timedelta(minutes=10)
PATIENCE = 20.0  # seconds: a whole catalogue may come
MOST = 5
_log = logging.getLogger(__name__)
_KEY = "exchange.guides"


@dataclass(frozen=True, slots=True)
class CityOffer:
    """A city that offers something (提供城市): its address, and of which day its list is."""

    instance: str
    name: str
    address: str
    day: date
    across: bool


@dataclass(frozen=True, slots=True)
class GuideElsewhere:
    """Something other cities have to find (外市事项), with the cities that offer it."""

    id: str
    kind: str
    name: Text
    cities: tuple[CityOffer, ...]


def tell(said: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Answer with what this city has to find, or that it is what the asker has already."""
    book = catalogue.book(time.city_date(at))
    kept = book.remembered.get(_KEY)
    if kept is None:
        made = {
            "name": str(book.city.get("name") or peers.here()),
            "guides": catalogue.guides_told(book),
        }
        digest = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
        kept = book.remembered[_KEY] = made | {"digest": digest}
    on = {"on": time.city_date(at).isoformat(), "digest": kept["digest"]}
    return on if said.get("have") == kept["digest"] else dict(kept) | on


@ledger.beat("exchange.guides", every=EVERY)
def take_all(at: datetime) -> None:
    """Ask every city in accord; one that is away keeps its list of before, with its day."""
    if not settings.SEARCH_CITIES:
        return
    for row in peers.all_agreed():
        try:
            take(row, at)
        except FederationProblem as problem:
            _log.warning("the guides of %s: %s", row.pk, problem.code)


def take(row: PeerRow, at: datetime) -> None:
    """Take what a city has to find; raises CityAway, CityNotSure for what cannot be such a list."""
    from tongban.catalogue.words import elsewhere

    had = CityGuidesRow.objects.filter(pk=row.pk).only("digest").first()
    said = peers.ask(row, "guides", {"have": had.digest if had else ""}, at, patience=PATIENCE)
    try:
        made = {"digest": str(said["digest"]), "day": date.fromisoformat(said["on"])}
        if "guides" in said:
            list(elsewhere.read(said["guides"]))
            made |= {"name": str(said["name"])[:80], "guides": said["guides"]}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CityNotSure(f"{row.pk}: guides") from error
    if "guides" in made or had is not None:
        CityGuidesRow.objects.update_or_create(pk=row.pk, defaults=made | {"fetched_at": at})


def find(text: str, most: int = MOST) -> tuple[GuideElsewhere, ...]:
    """Find what other cities offer for somebody's words; nothing where it is not switched on."""
    if not settings.SEARCH_CITIES or not text.strip():
        return ()
    lists = {
        row.pk: row
        for row in CityGuidesRow.objects.only("peer", "name", "digest", "day").order_by("peer")
    }
    if not lists:
        return ()
    known = {row.pk: row.statement["address"] for row in peers.all_agreed() if row.pk in lists}
    made = _elsewhere(tuple((one, lists[one].digest) for one in sorted(known)))
    return tuple(
        GuideElsewhere(
            id_, kind, name,
            tuple(
                CityOffer(city, lists[city].name, known[city], lists[city].day, across)
                for city, across in offered
            ),
        )
        for id_, kind, name, offered in made.find(text, most)
    )  # fmt: skip


@lru_cache(maxsize=1)
def _elsewhere(lists: tuple[tuple[str, str], ...]) -> "Elsewhere":
    """Make the lists of these digests ready to be asked; once for each process and publication."""
    from tongban.catalogue.words.elsewhere import Elsewhere

    cities = {city for city, _ in lists}
    rows = CityGuidesRow.objects.filter(pk__in=cities).order_by("peer")
    return Elsewhere({row.pk: row.guides for row in rows})
