"""What a service's procedure says (办理规程), held against the service and the vocabulary.

Who must sign, confirm or be asked has to exist; only what the applicant hands in can be pledged or
follow, and nothing is pledged where a wrong grant cannot be put right; what rules or silence decide must be decidable without anybody's entry.
"""

from collections.abc import Iterator

from tongban.catalogue.domain.compile import service
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.linters.context import Context
from tongban.catalogue.domain.model import PublicService
from tongban.catalogue.domain.procedures import BARS_PLEDGE

ROOT = "procedure"
HANDED_IN = ("applicant_prepared", "third_party_issued")


def procedures(context: Context) -> Iterator[Finding]:
    """Find what a procedure names and the service or the vocabulary does not have."""
    for one in context.of("service"):
        if one.value.get(ROOT):
            made = service(one.value, context.book)
            yield from _agencies(one, made, context)
            yield from _roles(one, made, context)
            yield from _materials(one, made)
            yield from _pledged(one, made)
            yield from _decided(one, made)


def _agencies(one: Definition, made: PublicService, context: Context) -> Iterator[Finding]:
    said = made.procedure
    named: list[tuple[Path, str]] = [
        ((ROOT, "opinions", no, "agency"), each.agency) for no, each in enumerate(said.opinions)
    ]
    if said.joint:
        named += [((ROOT, "joint", "agencies", n), a) for n, a in enumerate(said.joint.agencies)]
        named += [((ROOT, "joint", "lead"), said.joint.lead)] if said.joint.lead else []
    for where, code in named:
        if code not in context.book.agencies:
            near = context.near("agency", code)
            words = f"没有定义机构 {code}(unknown agency){near};请先定义它,或改正代码"
            yield one.finding(where, "procedure.agency", words)


def _roles(one: Definition, made: PublicService, context: Context) -> Iterator[Finding]:
    for no, role in enumerate(made.procedure.co_applicants):
        if role not in context.book.roles:
            near = context.near("role", role)
            words = f"没有定义角色 {role}(unknown role){near};请先定义它,或改正"
            yield one.finding((ROOT, "co_applicants", no), "procedure.role", words)


def _materials(one: Definition, made: PublicService) -> Iterator[Finding]:
    asked = {each.no for each in made.materials if each.kind in HANDED_IN}
    parts = {"pledge": made.procedure.pledge, "tolerance": made.procedure.tolerance}
    for name, part in parts.items():
        for no, number in enumerate(part.materials if part else ()):
            if number not in asked:
                words = f"第 {number} 份材料不由申请人提交(nobody hands it in);只有要提交的材料才能承诺或容缺"
                yield one.finding((ROOT, name, "materials", no), "procedure.material", words)


def _pledged(one: Definition, made: PublicService) -> Iterator[Finding]:
    """Find a pledge in a field where what goes wrong cannot be put right, or without its field."""
    pledge = made.procedure.pledge
    if pledge is None:
        return
    if pledge.touches is None:
        words = "没有写明是否涉及不适用告知承诺的领域(touches);不涉及的写 touches: []"
        yield one.finding((ROOT, "pledge"), "procedure.pledge-field", words, "warning")
    elif pledge.touches and not pledge.despite:
        named = "、".join(BARS_PLEDGE[each] for each in pledge.touches)
        words = f"涉及{named}的事项不适用告知承诺;另有文件允许的,写在 despite 里"
        yield one.finding((ROOT, "pledge", "touches"), "procedure.pledge-barred", words)


def _decided(one: Definition, made: PublicService) -> Iterator[Finding]:
    """Find what decides by itself and cannot: an entry is awaited, a condition has no test."""
    said = made.procedure
    grants = said.automatic or (said.deemed is not None and said.deemed.outcome == "granted")
    entered = [kind for kind, origin in made.output.states.items() if origin.get("official")]
    if grants and entered:
        words = f"结果里的 {'、'.join(entered)} 要工作人员填写(entered by an officer),不能自动或视为准予"
        yield one.finding((ROOT,), "procedure.entered", words)
    untested = [each.no for each in made.requirements if each.test is None]
    if said.automatic and (untested or not made.requirements):
        words = "有受理条件没有写成规则(no test),不能自动决定;请写 test,或去掉 automatic"
        yield one.finding((ROOT, "automatic"), "procedure.undecidable", words)
    if said.automatic and said.inspectors > 1:
        words = "要两人以上核查的事项不能自动决定(inspectors);请二者取一"
        yield one.finding((ROOT, "automatic"), "procedure.inspectors", words)


RULES = (procedures,)
