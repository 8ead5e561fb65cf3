"""Reorganisations (机构改革): every power has exactly one competent agency on every day.

It is published before it begins, cites its law, names what there is, leaves nobody's power with an
agency that is no more, and takes the licence along with the service that issues it.
"""

from collections.abc import Iterator
from datetime import date

from tongban.agencies.domain.duties import split_unit
from tongban.agencies.domain.lineage import DISTRICT, Change, Lineage, Power
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.duties import DISTRICT as PER_DISTRICT
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.linters.context import Context
from tongban.catalogue.domain.reforms import MOVE, POWERS, SPLIT, lineage_of
from tongban.catalogue.domain.terms import Agency

KIND = "reorganisation"
COMPETENCE = "行政许可法 第二十二条"


def days(context: Context) -> Iterator[Finding]:
    """Find a reorganisation that begins before it is published, or is taken back before it begins."""
    for one in context.of(KIND):
        since, back = one.value["since"], one.value.get("taken_back")
        if since < one.version:
            said = f"施行日 {since} 早于公布 {one.version}(backdated);改革不溯及既往,请改施行日"
            yield one.finding(("since",), "structure.backdated", said)
        if back and back < since:
            said = (
                f"撤回日 {back} 早于施行日 {since}(taken back before it begins);请改施行日或撤回日"
            )
            yield one.finding(("taken_back",), "structure.taken-back", said)


def names(context: Context) -> Iterator[Finding]:
    """Find agencies and powers that nobody knows, and new agencies under a code that is taken."""
    there = _agencies(context)
    for one in context.of(KIND):
        for code in one.value.get("agencies") or {}:
            if code in context.book.agencies:
                said = f"机构代码 {code} 已经用过(the code is taken);新组建的机构请用新代码"
                yield one.finding(("agencies", code), "structure.known-code", said)
        for path, code in _named(one):
            if split_unit(code)[0] not in there:
                said = f"没有机构 {code}(unknown agency){context.near('agency', code)};请改正,或写进 agencies"
                yield one.finding(path, "structure.agency", said)
        for path, kind, power in _powers(one):
            if power not in _known(context, kind):
                said = f"没有 {power}(unknown power);请改正代码"
                yield one.finding(path, "structure.power", said)


def competence(context: Context) -> Iterator[Finding]:
    """Find powers that two changes of a day move, or that end with an agency that is no more."""
    reforms = context.book.reforms
    lineage, there = lineage_of(reforms.values()), _agencies(context)
    for one in context.of(KIND):
        reform = reforms.get(one.id)
        if reform is None or (reform.until and reform.until < reform.since):
            continue
        for power, agency in _all(context):
            moves = _moving(power, agency, lineage, reform.since)
            if len(moves) > 1:
                who = "、".join(sorted({move.to for move in moves}))
                said = (
                    f"{power} 同一天被划给 {who}(moved twice in a day);"
                    f"一项事权任何一天只有一个主管机关({COMPETENCE})"
                )
                yield one.finding(("changes",), "structure.twice", said)
            elif moves and _is_gone(moves[0].to, lineage, reform.since):
                said = (
                    f"{power} 划给 {moves[0].to},而它当天已不存在(the new holder is no more);"
                    f"请写承接机关({COMPETENCE})"
                )
                yield one.finding(("changes",), "structure.nobody", said)
        yield from _levels(one, there)


def licences(context: Context) -> Iterator[Finding]:
    """Find a service that moves while the licence it issues stays behind."""
    for one in context.of(KIND):
        moved = {power for _, _, power in _powers(one)}
        for path, kind, power in _powers(one):
            service = context.book.services.get(power) if kind == "services" else None
            issued = context.book.licences.get(service.output.licence or "") if service else None
            if issued and service and issued.holder == service.agency and issued.id not in moved:
                said = (
                    f"{power} 划走了,它发的 {issued.id} 没有划走(its licence stays behind);"
                    f"请在 licences 里加上 {issued.id}"
                )
                yield one.finding(path, "structure.licence", said)


def _levels(one: Definition, there: dict[str, Agency]) -> Iterator[Finding]:
    for no, change in enumerate(one.value["changes"]):
        agency = there.get(change.get("to", ""))
        if change.get("level") == DISTRICT and agency and agency.structure.per != PER_DISTRICT:
            said = f"{agency.id} 没有区级单位(no units in the districts);请先写 per: district"
            yield one.finding(("changes", no, "level"), "structure.level", said)


def _moving(power: str, agency: str, lineage: Lineage, on: date) -> list[Change]:
    """Return the changes of a day that move a power; a named one goes before the rest of an agency."""
    before = Lineage(one for one in lineage.changes if one.since < on)
    holder = before.competent(Power(power, agency), on=on)
    found = [
        one for one in lineage.in_force(on) if one.since == on and one.moves(power, holder, "")
    ]
    named = [one for one in found if one.powers is not None]
    return named or found


def _is_gone(agency: str, lineage: Lineage, on: date) -> bool:
    """Whether all an agency has goes elsewhere on a day, or went before."""
    return lineage.heir(agency, on=on) != agency


def _agencies(context: Context) -> dict[str, Agency]:
    created = {
        code: agency
        for reform in context.book.reforms.values()
        for code, agency in reform.agencies.items()
    }
    return {**created, **context.book.agencies}


def _all(context: Context) -> Iterator[tuple[str, str]]:
    """Yield every power with the agency its definition names."""
    book = context.book
    for service in book.services.values():
        yield service.id, service.power.agency
    for licence in book.licences.values():
        yield licence.id, licence.holder
    for data in book.data_services.values():
        yield data.id, data.agency
    for agency in book.agencies.values():
        for matter in agency.duties.handles:
            yield matter.name, agency.id


def _known(context: Context, kind: str) -> frozenset[str]:
    book = context.book
    match kind:
        case "services":
            return frozenset(book.services)
        case "licences":
            return frozenset(book.licences)
        case "data_services":
            return frozenset(book.data_services)
        case _:
            return frozenset(
                each.name for agency in book.agencies.values() for each in agency.duties.handles
            )


def _named(one: Definition) -> Iterator[tuple[Path, str]]:
    for no, change in enumerate(one.value["changes"]):
        for word in ("into", SPLIT, "rest", "rename", "abolish", "from", "to"):
            if word in change:
                yield ("changes", no, word), change[word]
        for place, code in enumerate(change.get("merge") or ()):
            yield ("changes", no, "merge", place), code
        for place, part in enumerate(change.get("parts") or ()):
            yield ("changes", no, "parts", place, "to"), part["to"]
    for no, seats in enumerate(one.value.get("posts") or ()):
        yield ("posts", no, "from"), seats["from"]
        yield ("posts", no, "to"), seats["to"]


def _powers(one: Definition) -> Iterator[tuple[Path, str, str]]:
    for no, change in enumerate(one.value["changes"]):
        at: Path = ("changes", no)
        lists = [((*at, MOVE), change.get(MOVE) or {})]
        lists += [((*at, "parts", n), part) for n, part in enumerate(change.get("parts") or ())]
        for path, said in lists:
            for kind in POWERS:
                for place, power in enumerate(said.get(kind) or ()):
                    yield (*path, kind, place), kind, str(power)


RULES = (days, names, competence, licences)
