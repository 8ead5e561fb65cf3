"""The fact kinds of an item directory (来料中的数据项), gathered from three sources.

A form field's key, a condition's fact and a policy's fact are the same fact kind when they are
the same key, and only then: that two keys mean the same is said by hand, in `same_as`. A form
field's word counts before a policy's, a policy's before a condition's; other wordings of the
same key are kept as `variants`, so that nothing the source says is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.shapes import Record

TYPES = (
    "string", "text", "enum", "multi", "number", "money", "date", "yearmonth", "datetime",
    "daterange", "phone", "idno", "uscc", "bankacct", "address", "region", "file", "table",
    "sign", "bool",
)  # fmt: skip
OTHER = "其他"
"""The way out of choices gathered from rules: what a rule names is never all there is."""


@dataclass(slots=True)
class Told:
    """What one place says about a key (一处说法)."""

    where: str
    name: str
    type: str
    unit: str | None = None
    name_en: str | None = None
    rank: int = 0


@dataclass(slots=True)
class Vocabulary:
    """All keys of the input with everything said about them (数据项表)."""

    told: dict[str, list[Told]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)

    def definitions(self, version: str) -> Iterable[tuple[str, dict[str, Any]]]:
        """Yield each key with its definition."""
        for key in sorted(self.told):
            yield key, self._definition(key, version)

    def first(self, key: str) -> Told:
        """Return the wording of a key that counts."""
        return min(self.told[key], key=lambda told: told.rank)

    def type_of(self, key: str) -> str:
        """Return the type that counts for a key."""
        told = self.first(key).type
        return told if told in TYPES else "string"

    def unit_of(self, key: str) -> str | None:
        """Return the unit that counts for a key, None where nobody names one."""
        return next((told.unit for told in self._agreeing(key) if told.unit), None)

    def conflicts(self) -> Iterable[tuple[str, str]]:
        """Yield the keys of which two places say different types or units, with a sentence."""
        for key, all_told in sorted(self.told.items()):
            first = self.first(key)
            for told in all_told:
                if (told.type, told.unit or first.unit) != (first.type, first.unit or told.unit):
                    said = f"{first.where} says {first.type} {first.unit or ''}".rstrip()
                    other = f"{told.where} says {told.type} {told.unit or ''}".rstrip()
                    yield key, f"{key}: {said}, {other}; the first counts, the other is kept"
                    break

    def _definition(self, key: str, version: str) -> dict[str, Any]:
        first = self.first(key)
        known = first.type in TYPES
        made: dict[str, Any] = {"fact": key, "version": version}
        made["name"] = {"zh": first.name} | ({"en": first.name_en} if first.name_en else {})
        made["type"] = self.type_of(key)
        if unit := self.unit_of(key):
            made["unit"] = unit
        if made["type"] in ("enum", "multi") and self.options.get(key):
            words = [*self.options[key], *({OTHER} - {*self.options[key]})]
            made["options"] = [{"zh": word} for word in words]
        if first.rank >= _CONDITION:
            made["how"] = "official"
        if not known:
            made["marks"] = [f"type:{first.type}"]
        if variants := self._variants(key):
            made["variants"] = variants
        return made

    def _agreeing(self, key: str) -> list[Told]:
        return [told for told in self.told[key] if told.type == self.first(key).type]

    def _variants(self, key: str) -> list[dict[str, Any]]:
        first = self.first(key)
        found: dict[tuple[str, str, str | None], dict[str, Any]] = {}
        for told in self.told[key]:
            if told.rank >= _CONDITION > first.rank:
                continue  # A condition has no name of its own; its sentence is in the service.
            other = (told.name, told.type, told.unit)
            if other not in ((first.name, first.type, first.unit), *found):
                found[other] = {"in": told.where, "name": told.name, "type": told.type}
                if told.unit:
                    found[other]["unit"] = told.unit
        return list(found.values())


_FIELD, _POLICY, _CONDITION, _REMARK = 0, 1, 2, 3


def gather(services: Iterable[Record], policies: Iterable[Record]) -> Vocabulary:
    """Gather the keys of all services and policies."""
    made = Vocabulary()
    for record in services:
        for item in record.value.get("form_fields") or ():
            known = item.get("known_from")
            _field(made, record, item, known["licence"] if known else None, _FIELD)
        for condition in record.value.get("conditions") or ():
            if condition.get("fact"):
                _condition(made, record, condition)
    for record in policies:
        for item in record.value.get("facts") or ():
            _field(made, record, item, item.get("known_from"), _POLICY)
        _options_of_rule(made, record.value.get("rule"))
    for record in policies:
        _options_of_examples(made, record.value.get("examples") or ())
    return made


def _field(
    made: Vocabulary, record: Record, item: Mapping[str, Any], licence: str | None, rank: int
) -> None:
    key = item["key"]
    made.told.setdefault(key, []).append(
        Told(
            where=record.value["id"],
            name=item["name_zh"],
            type=item["type"],
            unit=item.get("unit"),
            name_en=item.get("name_en"),
            rank=rank,
        )
    )
    if licence and key not in made.states.setdefault(licence, []):
        made.states[licence].append(key)


def _condition(made: Vocabulary, record: Record, condition: Mapping[str, Any]) -> None:
    made.told.setdefault(condition["fact"], []).append(
        Told(
            where=record.value["id"],
            name=condition["text_zh"],
            type=_type_of(condition),
            unit=condition.get("unit"),
            # A remark without a value says little about the type.
            rank=_REMARK if condition.get("value") is None else _CONDITION,
        )
    )
    _options_of_rule(made, condition)


def _type_of(condition: Mapping[str, Any]) -> str:
    """Tell the type that a condition's value implies; without a value, its unit must do."""
    value, unit = condition.get("value"), condition.get("unit")
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return "enum"
    if isinstance(value, (int, float)) or unit:
        return "money" if unit and unit.startswith("元") else "number"
    return "string"


def _options_of_rule(made: Vocabulary, rule: Any) -> None:
    """Note the words that rules compare a fact with; they are choices of an enum, never all."""
    if isinstance(rule, list):
        for part in rule:
            _options_of_rule(made, part)
    if not isinstance(rule, dict):
        return
    key, value = rule.get("fact"), rule.get("value")
    if isinstance(key, str) and rule.get("op") in ("in", "==", "!="):
        words = value if isinstance(value, list) else [value]
        known = made.options.setdefault(key, [])
        known += [word for word in words if isinstance(word, str) and word not in known]
    for name in ("all", "any", "not"):
        _options_of_rule(made, rule.get(name))


def _options_of_examples(made: Vocabulary, examples: Iterable[Mapping[str, Any]]) -> None:
    """Note the words that examples give for what rules compare."""
    for example in examples:
        for key, word in (example.get("facts") or {}).items():
            known = made.options.get(key)
            if known and isinstance(word, str) and word not in known:
                known.append(word)
