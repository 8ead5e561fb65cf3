"""What a data service says (数据服务): its sharing class, its purposes and their citations."""

from collections.abc import Iterator

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context

GRAVE = 4  # the grade whose leak may gravely harm the subject
SHARING = "政务数据共享条例 第十条"


def classes(context: Context) -> Iterator[Finding]:
    """Find a sharing class without what it needs: a condition in words, or the law that closes."""
    for one in context.of("data_service"):
        value, sharing = one.value, one.value["sharing"]
        if sharing == "conditional" and not value.get("condition"):
            said = f"有条件共享却没有写条件(no condition in words);请写 condition({SHARING})"
            yield one.finding(("sharing",), "sharing.condition", said)
        if sharing == "closed" and not value.get("closed_by"):
            said = f"不予共享必须有法律、行政法规依据(no law named);请写 closed_by({SHARING})"
            yield one.finding(("sharing",), "sharing.closed", said)
        for no, item in enumerate(value["fields"]):
            if sharing == "open" and item.get("grade", 2) >= GRAVE:
                said = (
                    f"数据项 {item['fact']} 为 {GRAVE} 级,不宜无条件共享(grade too high to be open)"
                )
                yield one.finding(("fields", no, "grade"), "sharing.grade", said)


def purposes(context: Context) -> Iterator[Finding]:
    """Find purposes without a citation, beyond the service's fields, or named twice."""
    owners: dict[str, str] = {}
    for one in context.all.values():
        if one.kind == "data_service":
            for purpose in one.value.get("purposes") or ():
                owners.setdefault(purpose["purpose"], one.id)
    for one in context.of("data_service"):
        yield from _purposes(one, owners)


def _purposes(one: Definition, owners: dict[str, str]) -> Iterator[Finding]:
    yielded = {item["fact"] for item in one.value["fields"]}
    seen: set[str] = set()
    for no, purpose in enumerate(one.value.get("purposes") or ()):
        name = purpose["purpose"]
        if not purpose.get("law"):
            said = f"目的 {name} 没有法律依据(no citation),不能启用;请写 law"
            yield one.finding(("purposes", no), "sharing.citation", said)
        for at, kind in enumerate(purpose.get("fields") or ()):
            if kind not in yielded:
                said = f"目的 {name} 要看 {kind},本服务不提供(not among the fields)"
                yield one.finding(("purposes", no, "fields", at), "sharing.field", said)
        if name in seen or owners.get(name, one.id) != one.id:
            said = f"目的代码 {name} 已经用过(the purpose is named twice);请换一个"
            yield one.finding(("purposes", no, "purpose"), "sharing.twice", said)
        seen.add(name)


RULES = (classes, purposes)
