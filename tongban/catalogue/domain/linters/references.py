"""References (引用): what a definition names must be defined, here or in what is published."""

from collections.abc import Iterator
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.linters.context import WORDS, Context, leaves, tests

Reference = tuple[Path, str, Any]


def unknown(context: Context) -> Iterator[Finding]:
    """Find names of agencies, fact kinds, licences, services and roles that nobody defines."""
    for one in context.given:
        for path, kind, named in _references(one, context):
            if named is None or str(named) in context.unread:
                continue
            if named not in context.known(kind):
                said = (
                    f"没有定义{WORDS[kind]} {named}(unknown {kind}){context.near(kind, str(named))}"
                    ";请先定义它,或改正代码"
                )
                yield one.finding(path, f"references.{kind}", said)


def _references(one: Definition, context: Context) -> Iterator[Reference]:
    match one.kind:
        case "service":
            yield from _service(one, context)
        case "agency":
            yield from _duties(one.value.get("duties") or {})
        case "licence":
            yield from _licence(one, context)
        case "data_service" | "notice" | "phrases":
            yield from _outward(one, context)
        case "hall":
            yield from _hall(one)
        case "fact":
            yield from _fact(one, context)
        case "life_event":
            yield from _event(one)
        case "policy":
            yield from _policy(one, context)
        case "roles" | "same_as":
            yield from _vocabulary(one, context)
    if one.kind != "policy":
        for path, test in tests(one):
            yield from _leaves(path, test, context)


def _vocabulary(one: Definition, context: Context) -> Iterator[Reference]:
    for name, role in (one.value.get("roles") or {}).items():
        yield ("roles", name, "default"), "role", role.get("default")
    for key, target in (one.value.get("same_as") or {}).items():
        yield from _key(("same_as", key), target, context)


def _duties(duties: dict[str, Any]) -> Iterator[Reference]:
    for no, matter in enumerate(duties.get("handles") or ()):
        for place, helper in enumerate(matter.get("co") or ()):
            yield ("duties", "handles", no, "co", place), "agency", helper
    for no, other in enumerate(duties.get("not") or ()):
        yield ("duties", "not", no, "goes"), "agency", other["goes"]


def _key(path: Path, key: Any, context: Context) -> Iterator[Reference]:
    """Yield what a key "kind" or "role.kind" refers to, through `same_as`."""
    if isinstance(key, str):
        ref = context.ref(key)
        yield path, "fact", ref.kind
        yield path, "role", ref.role


def _leaves(path: Path, test: Any, context: Context) -> Iterator[Reference]:
    for where, leaf in leaves(test, path):
        if "fact" in leaf:
            yield from _key((*where, "fact"), leaf["fact"], context)
            if isinstance(leaf.get("value"), dict):
                yield from _key((*where, "value", "ref"), leaf["value"].get("ref"), context)
        else:
            yield (*where, "holds"), "licence", leaf["holds"]
            yield (*where, "role"), "role", leaf.get("role")


def _service(one: Definition, context: Context) -> Iterator[Reference]:
    value = one.value
    yield ("agency",), "agency", value["agency"]
    for no, need in enumerate(value.get("needs") or ()):
        yield from _key(("needs", no, "fact"), need["fact"], context)
        yield ("needs", no, "from"), "licence", need.get("from")
        yield ("needs", no, "role"), "role", need.get("role")
    for no, item in enumerate(value.get("materials") or ()):
        yield ("materials", no, "licence"), "licence", item.get("licence")
        yield ("materials", no, "held_by"), "agency", item.get("held_by")
        of = item.get("of") or ()
        for role in [of] if isinstance(of, str) else of:
            yield ("materials", no, "of"), "role", role
    for no, item in enumerate(value.get("conditions") or ()):
        if info := item.get("info"):
            yield from _key(("conditions", no, "info", "fact"), info["fact"], context)
    for name in ("steps", "cooperating"):
        for no, item in enumerate(value.get(name) or ()):
            yield (name, no, "agency"), "agency", item.get("agency")
    for no, service in enumerate(value.get("downstream") or ()):
        yield ("downstream", no), "service", service
    yield from _result(value.get("result") or {}, context)


def _result(result: dict[str, Any], context: Context) -> Iterator[Reference]:
    yield ("result", "licence"), "licence", result.get("licence")
    yield ("result", "of"), "role", result.get("of")
    for no, ended in enumerate(result.get("ends") or ()):
        yield ("result", "ends", no), "licence", ended
    for part in ("asked", "address"):
        if key := (result.get("delivery") or {}).get(part):
            yield from _key(("result", "delivery", part), key, context)
    for key, origin in (result.get("states") or {}).items():
        path: Path = ("result", "states", key)
        yield path, "fact", context.ref(key).kind
        if "fact" in origin:
            yield from _key((*path, "fact"), origin["fact"], context)


def _licence(one: Definition, context: Context) -> Iterator[Reference]:
    yield ("holder",), "agency", one.value["holder"]
    yield ("about",), "role", one.value.get("about")
    for no, key in enumerate(one.value.get("states") or ()):
        yield ("states", no), "fact", context.ref(key).kind
    for part in ("contents", "predicates"):
        for no, item in enumerate(one.value.get(part) or ()):
            yield (part, no, "fact"), "fact", context.ref(item["fact"]).kind


def _outward(one: Definition, context: Context) -> Iterator[Reference]:
    value = one.value
    yield ("agency",), "agency", value.get("agency")
    if one.kind != "data_service":
        for no, service in enumerate(value.get("services") or ()):
            yield ("services", no), "service", service
        return
    yield ("key",), "fact", context.ref(value["key"]).kind
    yield ("register",), "licence", value.get("register")
    for no, item in enumerate(value["fields"]):
        yield ("fields", no, "fact"), "fact", context.ref(item["fact"]).kind
    for no, purpose in enumerate(value.get("purposes") or ()):
        for at, role in enumerate(purpose.get("roles") or ()):
            yield ("purposes", no, "roles", at), "role", role
        for at, service in enumerate(purpose.get("services") or ()):
            yield ("purposes", no, "services", at), "service", service


def _hall(one: Definition) -> Iterator[Reference]:
    for no, line in enumerate(one.value["lines"]):
        for at, agency in enumerate(line.get("agencies") or ()):
            yield ("lines", no, "agencies", at), "agency", agency
        for at, service in enumerate(line.get("services") or ()):
            yield ("lines", no, "services", at), "service", service


def _fact(one: Definition, context: Context) -> Iterator[Reference]:
    derive = one.value.get("derive") or {}
    yield from _key(("derive", "from"), derive.get("from"), context)
    yield ("derive", "holds"), "licence", derive.get("holds")
    yield ("derive", "role"), "role", derive.get("role")


def _event(one: Definition) -> Iterator[Reference]:
    value = one.value
    yield ("lead",), "agency", value.get("lead")
    for no, item in enumerate(value["items"]):
        yield ("items", no, "service"), "service", item["service"]
        for role, bound in (item.get("bind") or {}).items():
            yield ("items", no, "bind", role), "role", role
            yield ("items", no, "bind", role), "role", bound
    for role, bound in (value.get("roles") or {}).items():
        yield ("roles", role), "role", role
        for other in bound.get("one_of") or ():
            yield ("roles", role, "one_of"), "role", other


def _policy(one: Definition, context: Context) -> Iterator[Reference]:
    value = one.value
    for no, item in enumerate(value.get("facts") or ()):
        yield ("facts", no, "key"), "fact", context.ref(item["key"]).kind
        yield ("facts", no, "known_from"), "licence", item.get("known_from")
    for no, service in enumerate(value.get("related") or ()):
        yield ("related", no), "service", service


def chained(context: Context) -> Iterator[Finding]:
    """Find sameness that leads on to sameness, and sameness of things of different types."""
    kinds = context.book.kinds
    for one in context.of("same_as"):
        same: dict[str, str] = one.value["same_as"]
        for key, target in same.items():
            to = target.rpartition(".")[2]
            if to != key and same.get(to, to).rpartition(".")[2] != to:
                said = f"{key} 指到 {to},{to} 又指到 {same[to]}(a chain);请直接写最后的数据项"
                yield one.finding(("same_as", key), "same-as.chain", said)
            own, other = kinds.get(key), kinds.get(to)
            if own and other and own.type != other.type:
                said = (
                    f"{key}({own.type})与 {to}({other.type})类型不同,不能当作同一项"
                    "(types differ);请改类型或去掉这一行"
                )
                yield one.finding(("same_as", key), "same-as.type", said)


def role_circles(context: Context) -> Iterator[Finding]:
    """Find roles whose defaults lead back to themselves."""
    for one in context.of("roles"):
        for name in one.value["roles"]:
            roles, seen = context.book.roles, [name]
            at = roles[name].default
            while at and at in roles and at not in seen:
                seen.append(at)
                at = roles[at].default
            if at == name:
                said = f"角色 {' → '.join([*seen, name])} 互相默认(defaults in a circle)"
                yield one.finding(("roles", name, "default"), "roles.circle", said)


RULES = (unknown, chained, role_circles)
