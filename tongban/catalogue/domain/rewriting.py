"""From the source's keys to the definitions' keys (改写), record by record.

Each function drops only what is said elsewhere: an agency's name stands in the agencies' file,
a field's name in its fact kind unless this service calls it otherwise.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.catalogue.domain import directory as source
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.shapes import Record
from tongban.catalogue.domain.values import judges
from tongban.catalogue.domain.vocabulary import Vocabulary

Agencies = Mapping[str, Mapping[str, Any]]


def _text(zh: str, en: str | None = None) -> dict[str, str]:
    return {"zh": zh} | ({"en": en} if en else {})


def _present(**items: Any) -> dict[str, Any]:
    """Keep what says something: None and empty lists go."""
    return {key: item for key, item in items.items() if item not in (None, [], {}, ())}


def agencies_of(
    records: Iterable[Record],
) -> tuple[dict[str, dict[str, Any]], list[Finding]]:
    """Gather the agencies that records introduce by code and name; warn of a second name."""
    made: dict[str, dict[str, Any]] = {}
    other: list[Finding] = []
    unnamed: dict[str, Record] = {}
    records = tuple(records)
    for record in records:
        for code, zh, en in _introduced(record):
            if zh is None:
                unnamed.setdefault(code, record)
                continue
            known = made.setdefault(code, {"name": _text(zh, en)})
            if en:
                known["name"].setdefault("en", en)
            if known["name"]["zh"] != zh:
                said = f"{code} is called {known['name']['zh']} elsewhere and {zh} here"
                other.append(_names(record, code, said))
    for record in records:
        for code, zh in _holders(record):
            made.setdefault(code, {"name": _text(zh)})
    for code, record in unnamed.items():
        if code not in made:
            made[code] = {"name": _text(code)}
            said = f"{code} has no name anywhere; it is called by its code until somebody names it"
            other.append(_names(record, code, said))
    return made, other


def _names(record: Record, code: str, said: str) -> Finding:
    return Finding(record.file, record.line, code, "import.names", said, "warning")


def _introduced(record: Record) -> Iterable[tuple[str, str | None, str | None]]:
    """Yield the agencies that a record is about: its own, those that help, who holds a licence."""
    value = record.value
    if record.file == source.LICENCES:
        yield value["holder"], value.get("holder_zh"), None
    for item in (value.get("department"), value.get("lead_department")):
        if item:
            yield item["code"], item.get("name_zh"), item.get("name_en")
    for item in value.get("cooperating") or ():
        if item.get("name_zh"):
            yield item["code"], item["name_zh"], item.get("name_en")


def _holders(record: Record) -> Iterable[tuple[str, str]]:
    """Yield the agencies that are only named where something of theirs is used."""
    value = record.value
    used = [
        *(value.get("materials") or ()),
        *(item.get("known_from") or {} for item in value.get("form_fields") or ()),
    ]
    for item in used:
        if item.get("held_by") and item.get("held_by_zh"):
            yield item["held_by"], item["held_by_zh"]


def service_definition(
    record: Record, words: Vocabulary, agencies: Agencies, version: str
) -> dict[str, Any]:
    """Rewrite a service (事项)."""
    value = record.value
    region = value.get("reference_region")
    return {
        "service": value["id"],
        "version": version,
        "name": _text(value["name_zh"], value.get("name_en")),
        "kind": value.get("item_type") or "",
        "agency": value["department"]["code"],
        **_present(kind_en=value.get("item_type_en"), applicants=value.get("applicants")),
        **_present(scope=value.get("scope")),
        "region": _present(code=region.get("code"), note=region.get("note_zh")) if region else None,
        "needs": [_need(record, no, words) for no, _ in _each(value, "form_fields")],
        "materials": [_material(record, no, agencies) for no, _ in _each(value, "materials")],
        "conditions": [_condition(record, no, words) for no, _ in _each(value, "conditions")],
        **_outcome(value),
        **_procedure(record, agencies),
        **_present(
            downstream=value.get("downstream_items"),
            law=[
                _present(law=item["law_zh"], article=item.get("article_zh"))
                | {"status": item.get("status") or "unverified"}
                | record.kept("legal_basis", no)
                for no, item in _each(value, "legal_basis")
            ],
            sources=value.get("sources"),
            unverified=value.get("unverified"),
            compiled_fields=value.get("compiled_fields"),
            conditions_basis=value.get("conditions_basis"),
            materials_basis=value.get("materials_basis"),
        ),
        **_whole(record, "department", agencies),
    }


def _whole(record: Record, key: str, agencies: Agencies) -> dict[str, Any]:
    """Keep what the format does not know, and another name that this record gives an agency."""
    item = record.value.get(key) or {}
    name = item.get("name_zh")
    known = agencies.get(str(item.get("code")), {}).get("name", {}).get("zh")
    other = {f"{key}.name_zh": name} if name and name != known else {}
    return _present(extra=other | record.extras.get((), {}))


def _each(value: Mapping[str, Any], key: str) -> Iterable[tuple[int, Any]]:
    return enumerate(value.get(key) or ())


def _need(record: Record, no: int, words: Vocabulary) -> dict[str, Any]:
    item = record.value["form_fields"][no]
    known, first = item.get("known_from"), words.first(item["key"])
    made = {"fact": item["key"]}
    if known:
        made["from"] = known["licence"]
    if item["name_zh"] != first.name:
        made["name"] = _text(item["name_zh"], item.get("name_en"))
    return made | record.kept("form_fields", no)


def _numbered(item: Mapping[str, Any], no: int) -> dict[str, int]:
    """Keep a number of the source only where it is not the place in the list."""
    return {} if item.get("no") in (None, no + 1) else {"no": item["no"]}


def _material(record: Record, no: int, agencies: Agencies) -> dict[str, Any]:
    item = record.value["materials"][no]
    held = item["kind"] in ("licence", "data")
    made = _numbered(item, no) | {"name": _text(item["name_zh"], item.get("name_en"))}
    made |= _present(
        kind=item["kind"],
        licence=item.get("licence_id"),
        held_by=item.get("held_by"),
        issuer=item.get("issuer_zh"),
    )
    if item.get("is_government_held") not in (None, held):
        made["government_held"] = item["is_government_held"]
    name = item.get("held_by_zh")
    if name and name != agencies.get(item.get("held_by"), {}).get("name", {}).get("zh"):
        made["held_by_name"] = name
    made["required"] = item.get("required") is not False
    return made | _present(when_text=item.get("when_zh")) | record.kept("materials", no)


def _condition(record: Record, no: int, words: Vocabulary) -> dict[str, Any]:
    item = record.value["conditions"][no]
    made = _numbered(item, no) | {"text": item["text_zh"]}
    if item.get("fact"):
        op = None if item.get("op") == "info" else item.get("op")
        told = {"fact": item["fact"]} | _present(op=op) | {"value": item.get("value")}
        told |= _present(unit=item.get("unit"), value_text=item.get("value_zh"))
        # Without a value of the fact's type and unit nothing can be judged by rule: the officer
        # judges, and the sentence says the unit.
        unit = words.unit_of(item["fact"])
        same = unit in (None, item.get("unit") or unit)
        is_test = same and judges(op, told["value"], words.type_of(item["fact"]))
        made["test" if is_test else "info"] = told
        return made | _present(any_group=item.get("any_group")) | record.kept("conditions", no)
    # A comparison of nothing says nothing, but it was said.
    stray = {
        key: item[key] for key in ("op", "value", "unit", "value_zh") if item.get(key) is not None
    }
    kept = stray | record.extras.get(("conditions", no), {})
    return made | _present(any_group=item.get("any_group"), extra=kept)


def _outcome(value: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if result := value.get("result"):
        made["result"] = {"name": _text(result["name_zh"])} | _present(
            licence=result.get("licence_id"), validity=result.get("validity_zh")
        )
    limit = value.get("time_limit") or {}
    made["time_limit"] = {
        which: {
            "days": limit.get(f"{which}_days"),
            "unit": limit.get(f"{which}_unit"),
            "text": limit.get(f"{which}_text_zh"),
        }
        for which in ("statutory", "promised")
    }
    return made


def _procedure(record: Record, agencies: Agencies) -> dict[str, Any]:
    value = record.value
    fee, visits = value.get("fee"), value.get("on_site_visits")
    cross = value.get("cross_region")
    made = _present(
        steps=[
            _numbered(item, no) | {"text": item["text_zh"]} | record.kept("steps", no)
            for no, item in _each(value, "steps")
        ],
        cooperating=[
            _cooperation(item, agencies) | record.kept("cooperating", no)
            for no, item in _each(value, "cooperating")
        ],
        special_procedures=[
            {"type": item["type"], "days": item.get("days"), "unit": item.get("unit")}
            | _present(text=item.get("text_zh"))
            | record.kept("special_procedures", no)
            for no, item in _each(value, "special_procedures")
        ],
    )
    if fee:
        made["fee"] = {"amount": fee.get("amount")} | _present(
            unit=fee.get("unit"), text=fee.get("text_zh")
        )
    if visits:
        made["visits"] = _present(expected=visits.get("expected"), text=visits.get("text_zh"))
    if cross:
        made["cross_region"] = _present(
            available=cross.get("available"), scope=cross.get("scope_zh"), text=cross.get("text_zh")
        )
    return made


def _cooperation(item: Mapping[str, Any], agencies: Agencies) -> dict[str, Any]:
    made = {"agency": item["code"]} | _present(
        role=item.get("role_zh"), order=item.get("order"), mode=item.get("mode")
    )
    name = item.get("name_zh")
    if name and name != agencies.get(item["code"], {}).get("name", {}).get("zh"):
        made["name"] = name
    return made


def licence_definition(
    record: Record, words: Vocabulary, agencies: Agencies, version: str
) -> dict[str, Any]:
    """Rewrite a kind of licence (证照); it states the keys that say they are known from it."""
    value = record.value
    made = {
        "licence": value["id"],
        "version": version,
        "name": _text(value["name_zh"], value.get("name_en")),
        "holder": value["holder"],
        "kind": value.get("kind") or "licence",
        "validity": value.get("validity_zh"),
        "months": None,
        "states": words.states.get(value["id"], []),
    }
    name = value.get("holder_zh")
    if name and name != agencies.get(value["holder"], {}).get("name", {}).get("zh"):
        made["holder_name"] = name
    return made | record.kept()


def event_definition(record: Record, agencies: Agencies, version: str) -> dict[str, Any]:
    """Rewrite a life event (一件事): goals and triggers; `dependencies` stay as an oracle."""
    value = record.value
    lead = value.get("lead_department")
    return {
        "life_event": value["id"],
        "version": version,
        "name": _text(value["name_zh"], value.get("name_en")),
        **_present(lead=lead["code"] if lead else None),
        "items": [
            {"service": item["item_id"], "required": item.get("required") is not False}
            | _present(
                trigger=_text(item["trigger_zh"]) if item.get("trigger_zh") else None,
                stage=item.get("stage"),
            )
            | record.kept("items", no)
            for no, item in _each(value, "items")
        ],
        **_present(
            dependencies=[
                {key: item[key] for key in _DEPENDENCY if item.get(key) is not None}
                | record.kept("dependencies", no)
                for no, item in _each(value, "dependencies")
            ],
            promised=value.get("promised_zh"),
            note=value.get("note_zh"),
            official_listing=value.get("official_listing_zh"),
            sources=value.get("sources"),
            unverified=value.get("unverified"),
        ),
        **_whole(record, "lead_department", agencies),
    }


_DEPENDENCY = ("from_item", "to_item", "via_licence", "kind", "text_zh")
_FACT = ("key", "name_zh", "type", "unit", "known_from")
_EXAMPLE = ("facts", "expected", "note_zh")


def policy_definition(record: Record, version: str) -> dict[str, Any]:
    """Rewrite a policy (政策); facts, rule, benefit and examples keep the source's own keys."""
    value = record.value
    region = value.get("region") or {}
    return {
        "policy": value["id"],
        "version": version,
        "name": _text(value["name_zh"], value.get("name_en")),
        "region": _present(code=region.get("code"), name=region.get("name_zh")),
        **_present(year=value.get("year")),
        "status": value.get("status") or "unverified",
        "facts": [
            {key: item.get(key) for key in _FACT} | record.kept("facts", no)
            for no, item in _each(value, "facts")
        ],
        "rule": value.get("rule") or {},
        "benefit": value.get("benefit") or {},
        "examples": [
            {key: item[key] for key in _EXAMPLE if item.get(key) is not None}
            | record.kept("examples", no)
            for no, item in _each(value, "examples")
        ],
        **_present(
            related=value.get("related_items"),
            note=value.get("note_zh"),
            sources=value.get("sources"),
            unverified=value.get("unverified"),
        ),
        **record.kept(),
    }
