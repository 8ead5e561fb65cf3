"""The facts of a conversation (问到的信息): which facts of several policies are one and the same.

Facts are one when they are held as the same thing, or have the same name, type and unit; where
only the name is the same they are asked apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tongban.catalogue.domain.model import Book, FactKind, FactRef, Policy
from tongban.kernel.text import Text
from tongban.policy.domain.rules.sheet import Sheet


@dataclass(slots=True)
class AskedFact:
    """A fact of a conversation (问到的信息): how it is asked, and the keys it has in the policies.

    A list has the columns of its rows.
    """

    id: str
    kind: FactKind
    held_as: str | None = None
    topic: str = ""
    share: int = 500
    position: int | None = None
    effort: int | None = None
    keys: dict[str, str] = field(default_factory=dict)
    columns: tuple[FactKind, ...] = ()

    @property
    def ref(self) -> FactRef | None:
        """What the platform holds it as; None where it holds no such fact."""
        return FactRef.read(self.held_as) if self.held_as and "." in self.held_as else None


def facts_of(
    policies: Iterable[Policy], sheets: Mapping[str, Sheet], book: Book
) -> dict[str, AskedFact]:
    """Collect the facts of some policies, each once however many policies use it."""
    facts: dict[str, AskedFact] = {}
    for policy in policies:
        declared = {one["key"]: one for one in policy.facts}
        inputs = sheets[policy.id].program.inputs
        # A policy whose rule is prose or a formula speaks of all the facts it declares.
        for key in sheets[policy.id].facts_needed or tuple(declared):
            if key in inputs and inputs[key].official:
                continue  # An official finds it; nobody asks the person.
            given = declared.get(key) or {"key": key, "name_zh": key, "type": "bool"}
            made = _fact(given, book)
            old = facts.get(made.id)
            if old is not None and _looks(old) != _looks(made):
                made = replace(made, id=f"{policy.id}:{key}")
                old = None
            fact = old or facts.setdefault(made.id, made)
            fact.keys[policy.id] = key
            fact.share = min(fact.share, made.share)
    return facts


def _looks(fact: AskedFact) -> tuple[Any, ...]:
    columns = tuple((one.id, one.type, one.unit) for one in fact.columns)
    return fact.kind.type, fact.kind.unit, tuple(one.zh for one in fact.kind.options), columns


def _fact(given: Mapping[str, Any], book: Book) -> AskedFact:
    name = _text(given.get("name") or given.get("name_zh")) or Text(given["key"])
    held_as = given.get("held_as")
    ref = FactRef.read(held_as) if held_as and "." in held_as else None
    own = book.kinds.get(ref.kind) if ref else None
    type_ = str(given.get("type") or "string")
    options = tuple(text for one in given.get("options") or () if (text := _text(one)))
    if type_ == "enum" and not options and given["key"] in book.kinds:
        options = book.kinds[given["key"]].options
    kind = FactKind(
        name.zh,
        Text(name.zh, name.en or (own.name.en if own else None)),
        type_,
        given.get("unit"),
        options,
        question=_text(given.get("question")),
        hint=_text(given.get("hint")),
        sensitive=own.sensitive if own else False,
    )
    chance = given.get("chance")
    return AskedFact(
        held_as or name.zh,
        kind,
        held_as,
        given.get("group") or "",
        500 if chance is None else round(chance * 1000),
        given.get("order"),
        given.get("effort"),
        columns=tuple(_column(one) for one in given.get("columns") or ()),
    )


def _column(given: Mapping[str, Any]) -> FactKind:
    name = _text(given.get("name") or given.get("name_zh")) or Text(given["key"])
    return FactKind(given["key"], name, str(given.get("type") or "string"), given.get("unit"))


def _text(given: Any) -> Text | None:
    if not given:
        return None
    return Text(given["zh"], given.get("en")) if isinstance(given, Mapping) else Text(str(given))
