"""What is asked of people (群众负担): nothing the government holds, no promise beyond the law."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.domain.compile import service
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context, leaves, tests
from tongban.catalogue.domain.model import FactRef

ONCE_ONLY = "国务院令第716号 第七条"
LIMITS = "行政许可法 第四十二条"
HELD = ("licence", "data")


def asked_though_held(context: Context) -> Iterator[Finding]:
    """Find materials asked of people that the government holds."""
    names = {kind.name.zh: kind.id for kind in context.book.licences.values()}
    for one in context.of("service"):
        for no, item in enumerate(one.value.get("materials") or ()):
            licence, held = item.get("licence"), item["kind"] in HELD
            name = item["name"] if isinstance(item["name"], str) else item["name"]["zh"]
            if held and not licence:
                said = (
                    f"材料“{name}”由政府持有,却没有写是哪一种证照(no licence named),查不到就会向人要;"
                    f"请写 licence({ONCE_ONLY})"
                )
                yield one.finding(("materials", no), "materials.no-licence", said)
            elif not held and (licence or item.get("government_held")):
                said = (
                    f"材料“{name}”政府已经持有,不得再要求提供(asked though held);"
                    f"请把 kind 改为 licence 或 data({ONCE_ONLY})"
                )
                yield one.finding(("materials", no, "kind"), "materials.asked-though-held", said)
            elif not held and name in names:
                said = f"材料“{name}”与证照 {names[name]} 同名,多半政府已经持有(probably held)"
                yield one.finding(("materials", no), "materials.probably-held", said, "warning")


def longer_than_law(context: Context) -> Iterator[Finding]:
    """Find promised limits longer than the statutory ones."""
    for one in context.of("service"):
        limit = one.value.get("time_limit") or {}
        law, promise = limit.get("statutory") or {}, limit.get("promised") or {}
        if law.get("days") is None or promise.get("days") is None:
            continue
        if _exceeds(promise, law):
            said = (
                f"承诺时限 {_days(promise)}长于法定时限 {_days(law)}(the promise exceeds the law);"
                f"请缩短承诺({LIMITS})"
            )
            yield one.finding(("time_limit", "promised", "days"), "limits.promise", said)


def _days(limit: Mapping[str, Any]) -> str:
    return f"{limit['days']} {'日' if limit.get('unit') == 'calendar_day' else '个工作日'}"


def _exceeds(promise: Mapping[str, Any], law: Mapping[str, Any]) -> bool:
    """Compare two limits; of different units, only what no calendar could make right counts."""
    units = promise.get("unit") or "working_day", law.get("unit") or "working_day"
    match units:
        case ("calendar_day", "working_day"):
            # Five working days take seven days, and the longest holiday adds eight.
            return bool(promise["days"] > law["days"] * 7 / 5 + 10)
        case _:
            return bool(promise["days"] > law["days"])


def unpublished(context: Context) -> Iterator[Finding]:
    """Tell where the sources publish no limit, and where their editors doubt."""
    for one in context.of("service"):
        limit = one.value.get("time_limit") or {}
        names = {"statutory": "法定", "promised": "承诺"}
        absent = [
            said for name, said in names.items() if (limit.get(name) or {}).get("days") is None
        ]
        if absent:
            said = f"{'和'.join(absent)}时限没有公布的天数(no number published);页面显示“未公布”"
            yield one.finding(("time_limit",), "limits.unpublished", said, "warning")
    for one in context.given:
        marks = one.value.get("unverified") or ()
        if marks:
            said = f"来源存疑(unverified): {'、'.join(marks)};上线前请核对现行文件"
            yield one.finding(("unverified",), "marks.unverified", said, "warning")
        elif one.kind == "policy" and one.value.get("status") not in (None, "verified"):
            said = f"政策状态为 {one.value['status']}(not verified);使用前请核对现行文件"
            yield one.finding(("status",), "marks.unverified", said, "warning")


def asked_though_stated(context: Context) -> Iterator[Finding]:
    """Propose the licence for a fact that is asked although a licence of the same party states it."""
    stated = _stated(context)
    for one in context.of("service"):
        compiled = service(one.value, context.book)
        for no, need in enumerate(compiled.needs):
            licences = stated.get(need.ref, set()) - {compiled.output.licence}
            if need.licence is None and licences:
                said = (
                    f"“{need.name}”({need.ref})向人询问,而 {'、'.join(sorted(str(each) for each in licences))} 已写明"
                    f"(a licence states it);能取则写 from({ONCE_ONLY})"
                )
                yield one.finding(("needs", no), "needs.asked-though-stated", said, "warning")


def _stated(context: Context) -> dict[FactRef, set[str | None]]:
    stated: dict[FactRef, set[str | None]] = {}
    for licence in context.book.licences.values():
        for key in licence.states:
            stated.setdefault(context.ref(key, licence.about), set()).add(licence.id)
    return stated


def nobody_says(context: Context) -> Iterator[Finding]:
    """Find facts that decide something although nobody states, derives, judges or asks them."""
    book = context.book
    said = {context.ref(key).kind for one in book.licences.values() for key in one.states}
    said |= {need.ref.kind for one in book.services.values() for need in one.needs}
    said |= {context.ref(key).kind for one in book.services.values() for key in one.output.states}
    # What decides a trigger of a life event is asked on its form.
    events = [one for one in context.all.values() if one.kind == "life_event"]
    said |= {context.ref(key).kind for one in events for _, key in _tested(one)}
    for one in context.given:
        if one.kind not in ("service", "life_event"):
            continue
        for where, key in _tested(one):
            kind = book.kinds.get(context.ref(key).kind)
            if kind and kind.id not in said and kind.how == "person" and not kind.derive:
                told = (
                    f"{key}(“{kind.name}”)用来判断,却没有谁说出它(nobody states or is asked it);"
                    "请让证照载明、加进申报字段,或写 how: official"
                )
                yield one.finding(where, "facts.nobody-says", told, "warning")


def _tested(one: Definition) -> Iterator[tuple[Any, str]]:
    for path, test in tests(one):
        for where, leaf in leaves(test, path):
            if isinstance(leaf.get("fact"), str):
                yield (*where, "fact"), leaf["fact"]


RULES = (asked_though_held, longer_than_law, unpublished, asked_though_stated, nobody_says)
