"""How services hang together (事项之间): results, circles in life events, repeated questions."""

from collections.abc import Iterator, Mapping

from tongban.catalogue.domain.compile import service
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context
from tongban.catalogue.domain.model import Book, FactRef, PublicService

ISSUED = ("idno", "uscc", "serial")


def outputs(context: Context) -> Iterator[Finding]:
    """Find results that state what their licence does not, or by a number nobody issues."""
    for one in context.of("service"):
        result = one.value.get("result") or {}
        states, licence = (
            result.get("states") or {},
            context.book.licences.get(result.get("licence") or ""),
        )
        known = {context.ref(key).kind for key in licence.states} if licence else set()
        for key, origin in states.items():
            where = ("result", "states", key)
            if licence and context.ref(key).kind not in known:
                said = f"{licence.id} 不载明 {key}(the licence does not state it);请先写进证照的 states"
                yield one.finding(where, "results.not-stated", said)
            if "issue" in origin and origin["issue"] not in ISSUED:
                said = f"issue 只能是 {'、'.join(ISSUED)}(unknown number)"
                yield one.finding(where, "results.issue", said)
        if states and result.get("licence") is None:
            said = (
                "结果不是证照,不能载明数据项(states without a licence);请写 licence 或去掉 states"
            )
            yield one.finding(("result", "states"), "results.no-licence", said)
        missing = known - {context.ref(key).kind for key in states}
        if licence and states and missing:
            said = (
                f"{licence.id} 还载明 {'、'.join(sorted(missing))},结果里没有写从哪来(not filled)"
            )
            yield one.finding(("result", "states"), "results.unfilled", said, "warning")


def handing(context: Context) -> Iterator[Finding]:
    """Find results whose way to the applicant rests on a question that the form does not ask."""
    for one in context.of("service"):
        said = (one.value.get("result") or {}).get("delivery") or {}
        needs = {context.ref(need["fact"]).kind for need in one.value.get("needs") or ()}
        for part in ("asked", "address"):
            key = said.get(part)
            if key and context.ref(key).kind not in needs:
                words = f"表单不问 {key}(the form does not ask it);请写进 needs"
                yield one.finding(("result", "delivery", part), "results.delivery", words)
        kind = (
            context.book.kinds.get(context.ref(said["asked"]).kind) if said.get("asked") else None
        )
        if kind and said["post"] not in {option.zh for option in kind.options}:
            words = f"{kind.id} 没有“{said['post']}”这个选项(no such option);请照选项写"
            yield one.finding(("result", "delivery", "post"), "results.delivery", words)


def asked_twice(context: Context) -> Iterator[Finding]:
    """Find facts that one service asks for twice under two keys."""
    for one in context.of("service"):
        seen: dict[FactRef, str] = {}
        for no, need in enumerate(service(one.value, context.book).needs):
            first = seen.setdefault(need.ref, need.key)
            if first != need.key or seen[need.ref] is not first:
                said = f"{need.key} 与 {first} 是同一项 {need.ref}(the same fact twice);只会问一次"
                yield one.finding(("needs", no), "needs.twice", said, "warning")


def circles(context: Context) -> Iterator[Finding]:
    """Find life events whose required services wait for each other, whoever holds what.

    A licence of a party that the matter brings into being (a newborn, a company being founded)
    cannot be held beforehand, so such a circle blocks; any other may be broken by a licence
    already held, and is told as a warning.
    """
    for one in context.of("life_event"):
        edges, fresh = _edges(one, context.book)
        if circle := _circle({key: set(to) for key, to in edges.items()}):
            born = all(fresh.get(pair, False) for pair in _pairs(circle))
            said = (
                f"事项互相等待: {' → '.join([*circle, circle[0]])}(a circle nothing breaks);"
                "请去掉多余的材料,或把其中一项改为有条件办理"
            )
            level = "error" if born else "warning"
            yield one.finding(("items",), "events.circle", said, level)


def _pairs(circle: list[str]) -> list[tuple[str, str]]:
    return list(zip(circle, [*circle[1:], circle[0]], strict=True))


def _edges(one: Definition, book: Book) -> tuple[dict[str, list[str]], dict[tuple[str, str], bool]]:
    """Return who waits for whom among the required items, and whether for something new."""
    items = {
        item["service"]: item.get("bind") or {}
        for item in one.value["items"]
        if item.get("required", True) and not item.get("when") and item["service"] in book.services
    }
    makers: dict[tuple[str, str], list[str]] = {}
    for name, bind in items.items():
        output = book.services[name].output
        if output.licence:
            makers.setdefault((bind.get(output.of, output.of), output.licence), []).append(name)
    edges: dict[str, list[str]] = {name: [] for name in items}
    fresh: dict[tuple[str, str], bool] = {}
    for name, bind in items.items():
        for role, licence in _waits_for(book.services[name], bind):
            for maker in makers.get((role, licence), ()):
                if maker != name:
                    edges[maker].append(name)
                    known = book.roles.get(role)
                    is_new = bool(known and known.new)
                    fresh[maker, name] = fresh.get((maker, name), False) or is_new
    return edges, fresh


def _waits_for(one: PublicService, bind: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for material in one.materials:
        if material.is_held and material.required and not material.when and material.licence:
            for role in material.of:
                yield bind.get(role, role), material.licence
    for need in one.needs:
        if need.licence and need.required and not need.when:
            yield bind.get(need.ref.role, need.ref.role), need.licence


def _circle(edges: dict[str, set[str]]) -> list[str] | None:
    """Return one circle of a graph, or None: what remains when all without a way in are gone."""
    left = {key: set(to) for key, to in edges.items()}
    while True:
        reached = {to for targets in left.values() for to in targets}
        free = [key for key in left if key not in reached or not left[key]]
        if not free:
            break
        for key in free:
            del left[key]
        for targets in left.values():
            targets -= set(free)
    if not left:
        return None
    path = [min(left)]
    while (step := min(left[path[-1]])) not in path:
        path.append(step)
    return path[path.index(step) :]


def oracle(context: Context) -> Iterator[Finding]:
    """Find dependencies of the source that our services do not bear out.

    The plan never reads them; a licence that the first does not issue, or the second does not
    use, is a slip of the source or of what was completed by hand.
    """
    services = context.book.services
    for one in context.of("life_event"):
        for no, edge in enumerate(one.value.get("dependencies") or ()):
            maker, user = services.get(edge.get("from_item")), services.get(edge.get("to_item"))
            via = edge.get("via_licence")
            if maker is None or user is None or via is None:
                continue
            used = {each.licence for each in user.materials} | {each.licence for each in user.needs}
            if maker.output.licence != via or via not in used:
                said = (
                    f"来源说 {maker.id} 的 {via} 供 {user.id} 使用,而定义里不是这样"
                    "(the source's dependency is not borne out);请核对结果和材料"
                )
                yield one.finding(("dependencies", no), "events.oracle", said, "warning")


RULES = (outputs, handing, asked_twice, circles, oracle)
