"""What a licence can say of its holder (可出示的内容): its items, and what follows from them.

A claim is an item by its fact kind, or a predicate of the kind: whether so many years have passed
since a day, whether an item has a value. What the kind keeps for the holder alone is no claim.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.licence_kinds import HOLDER, Predicate
from tongban.catalogue.domain.model import LicenceKind
from tongban.kernel.text import Text
from tongban.licences.domain.library import Licence


def of(licence: Licence, on: date) -> Mapping[str, Any]:
    """Return every claim of a licence by its name, as it is true on a day."""
    kind = catalogue.book().licences.get(licence.kind)
    shown = {
        fact: value
        for fact, value in licence.attributes.items()
        if kind is None or kind.shown(fact) != HOLDER
    }
    followed = {} if kind is None else _followed(kind, licence.attributes, on)
    return {**shown, **followed}


def _followed(kind: LicenceKind, values: Mapping[str, Any], on: date) -> dict[str, bool]:
    found = {one.claim: holds(one, values.get(one.fact), on) for one in kind.predicates}
    return {claim: held for claim, held in found.items() if held is not None}


def holds(predicate: Predicate, value: Any, on: date) -> bool | None:
    """Say whether a predicate holds of a value on a day; None where the value says nothing.

    Whoever was born on 29 February is a year older on 1 March (民法典 第二百零二条).
    """
    if value is None:
        return None
    if predicate.years is None:
        return bool(value == predicate.equals)
    try:
        since = date.fromisoformat(str(value))
    except ValueError:
        return None
    return (since.year + predicate.years, since.month, since.day) <= (on.year, on.month, on.day)


def labels(licence: Licence) -> dict[str, Text]:
    """Return how the claims of a licence are called, its predicates last."""
    kind = catalogue.book().licences.get(licence.kind)
    named = {} if kind is None else kind_labels(kind)
    left = {fact: _label(fact) for fact in licence.attributes if fact not in named}
    kept = {one.fact for one in kind.contents if one.show == HOLDER} if kind else set()
    return {name: label for name, label in (left | named).items() if name not in kept}


def kind_labels(kind: LicenceKind) -> dict[str, Text]:
    """Return how the claims of a kind of licence are called, its predicates last."""
    named = {one.fact: one.label for one in kind.contents if one.label}
    found = {fact: named.get(fact) or _label(fact) for fact in kind.states}
    followed = {one.claim: one.name for one in kind.predicates}
    return {fact: label for fact, label in found.items() if kind.shown(fact) != HOLDER} | followed


def _label(fact: str) -> Text:
    return catalogue.book().kind(fact).name
