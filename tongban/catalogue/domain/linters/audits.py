"""What a city's item auditors look for (事项要素审核): elements of an item that must agree.

Consistency rules of the guides for compiling implementation lists (实施清单). What two fields say
against each other blocks; what is not filled in yet is told, where an item is meant for the hub
(it has a `standard` part) or where the law wants it of every item.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context

LICENSING = "行政许可"
LICENSING_STEPS = 5  # 受理、审核、审批、办结、送达
LICENSING_DAYS, JOINT_DAYS = 20, 45  # 行政许可法 第四十二条
PAPER_ENDINGS = ("证", "证书", "执照", "许可证")
RESULT_TYPES = (
    (PAPER_ENDINGS, "出证办结"),
    (("批复",), "审批办结"),
    (("文", "文书", "通知书"), "出文办结"),
)
ATTENDANCE = ("到场", "当面", "面签", "到窗口", "到现场办")
WHOLLY_ONLINE = "网上电子证照反馈"
INSTANT = "即办件"
_PHONE = re.compile(
    r"0\d{2,3}[- ]?\d{7,8}(?:[-转]\d{1,6})?|12345|(?:400|800)[- ]?\d{3}[- ]?\d{4}|1\d{10}"
)

Value = Mapping[str, Any]
FREE = (0, "0", "0.00")


def visits(context: Context) -> Iterator[Finding]:
    """Find visits without a reason, reasons without a visit, and no way at all without a visit."""
    for one in context.of("service"):
        found, standard = one.value.get("visits") or {}, one.value.get("standard") or {}
        number, text = found.get("expected"), found.get("text") or ""
        if number and not text:
            said = "要到现场却没有写理由(a visit without a reason);请写 visits.text"
            yield one.finding(("visits",), "audit.visits", said, "warning")
        if number == 0 and any(word in text for word in ATTENDANCE) and "不到场" not in text:
            said = f"到场次数为 0,却写着“{text}”(a reason for a visit);请改次数,或改说明"
            yield one.finding(("visits", "text"), "audit.visits-zero", said, "warning")
        if number == 0 and standard.get("online") is False and not _by_mail(standard):
            said = "不到场、不网办,也不收快递(neither online nor by mail),就没有办法办;请改其一"
            yield one.finding(("standard", "online"), "audit.mail", said, "warning")
        if number and WHOLLY_ONLINE in (standard.get("online_depth") or ()):
            said = (
                f"网上办理深度是全程网办,却要到场 {number} 次(wholly online, and a visit);请改其一"
            )
            yield one.finding(("visits", "expected"), "audit.depth", said)


def _by_mail(standard: Value) -> bool:
    return bool(standard.get("express")) or "快递申请" in (standard.get("channels") or ())


def kinds(context: Context) -> Iterator[Finding]:
    """Find kinds of case and of result that do not fit the promise and the name."""
    for one in context.of("service"):
        standard = one.value.get("standard") or {}
        promise = (one.value.get("time_limit") or {}).get("promised") or {}
        kind, days = standard.get("case_type"), promise.get("days")
        if kind and days is not None and (kind == INSTANT) != (days == 0):
            said = (
                f"办件类型是{kind},承诺时限是 {days} 天(do not agree);即办件应为 0,承诺件应大于 0"
            )
            yield one.finding(("standard", "case_type"), "audit.case-type", said, "warning")
        yield from _result(one, standard)


def _result(one: Definition, standard: Value) -> Iterator[Finding]:
    result = one.value.get("result") or {}
    name = result.get("name") or ""
    name = name if isinstance(name, str) else name["zh"]
    if name.endswith(PAPER_ENDINGS) and not result.get("licence"):
        said = f"结果“{name}”是证,却没有写是哪一种证照(a certificate without licence)"
        yield one.finding(("result",), "audit.result", said, "warning")
    fit = next((type_ for ends, type_ in RESULT_TYPES if name.endswith(ends)), None)
    types = standard.get("result_type") or ()
    if fit and types and fit not in types:
        said = f"结果“{name}”应是{fit},这里写 {'、'.join(types)}(another kind of result)"
        yield one.finding(("standard", "result_type"), "audit.result-type", said, "warning")
    if name and standard and not standard.get("result_sample"):
        said = f"结果“{name}”没有样本(no sample);请补 standard.result_sample"
        yield one.finding(("standard",), "audit.sample", said, "warning")


def fees(context: Context) -> Iterator[Finding]:
    """Find fees without basis or items, and free services that take money."""
    for one in context.of("service"):
        value = one.value
        fee, standard = value.get("fee") or {}, value.get("standard") or {}
        amount, charged = fee.get("amount"), standard.get("charged")
        free = charged is False or (charged is None and amount in FREE)
        costs = charged is True or (charged is None and amount is not None and amount not in FREE)
        if costs and not (fee.get("text") or fee.get("basis")):
            said = "收费却没有写标准和依据(a fee without its standard);请写 fee.text"
            yield one.finding(("fee",), "audit.fee", said, "warning")
        elif costs and standard and not (fee.get("basis") and standard.get("fees")):
            said = "收费要写依据、收费项目和标准(basis, items and standards);请补 fee.basis 和 standard.fees"
            yield one.finding(("fee",), "audit.fee", said, "warning")
        if costs and value.get("kind") == LICENSING and not fee.get("basis"):
            said = "行政许可收费要有法律、行政法规的规定(no law allows the fee);请写 fee.basis"
            yield one.finding(("fee",), "audit.fee-licensing", said, "warning")
        if free and (fee.get("online") or standard.get("pay_online") or standard.get("fees")):
            said = "不收费,却写了网上支付或收费项目(free, and to be paid);请改其一"
            yield one.finding(("fee",), "audit.fee-free", said)


def phones(context: Context) -> Iterator[Finding]:
    """Find enquiry and complaint phones that are missing, the same, or no full number."""
    for one in context.of("service"):
        standard = one.value.get("standard") or {}
        if not standard:
            continue
        numbers = {key: standard.get(key) for key in ("enquiry_phone", "complaint_phone")}
        names = {"enquiry_phone": "咨询电话", "complaint_phone": "监督电话"}
        for key, number in numbers.items():
            if not number:
                said = f"没有写{names[key]}(no phone)"
                yield one.finding(("standard",), "audit.phones", said, "warning")
            elif not _PHONE.fullmatch(number):
                said = f"{names[key]} {number} 不是带区号的电话(no area code)"
                yield one.finding(("standard", key), "audit.phones", said, "warning")
        if numbers["enquiry_phone"] and len(set(numbers.values())) == 1:
            said = "咨询电话和监督电话是同一个(the same phone),投诉会打到被投诉的人那里;请分开"
            yield one.finding(("standard", "complaint_phone"), "audit.phones", said)


def audiences(context: Context) -> Iterator[Finding]:
    """Find audiences that do not agree with the themes."""
    for one in context.of("service"):
        standard = one.value.get("standard") or {}
        whom = standard.get("audience") or ()
        persons = "自然人" in whom
        for has, key, name in (
            (persons, "person_themes", "自然人"),
            (bool(set(whom) - {"自然人"}), "corporate_themes", "法人"),
        ):
            if whom and bool(standard.get(key)) is not has and (has or standard.get(key)):
                word = "没有" if has else "却写了"
                said = f"服务对象是 {'、'.join(whom)},{word}{name}主题(audience and themes differ)"
                yield one.finding(("standard", "audience"), "audit.audience", said, "warning")


def licensing(context: Context) -> Iterator[Finding]:
    """Find licensing items without their five steps, a question answered, or a usual limit."""
    for one in context.of("service"):
        value = one.value
        if not value.get("law"):
            said = "没有写依据(no legal basis);职权法定,请写 law"
            yield one.finding(("law",), "audit.law", said, "warning")
        if value.get("kind") != LICENSING:
            continue
        if len(value.get("steps") or ()) < LICENSING_STEPS:
            said = "行政许可的环节少于五个(fewer than 5 steps): 受理、审核、审批、办结、送达"
            yield one.finding(("steps",), "audit.steps", said, "warning")
        if not value.get("faq"):
            said = "行政许可至少要答一个常见问题(no question answered);请写 faq"
            yield one.finding(("faq",), "audit.faq", said, "warning")
        limit = (value.get("time_limit") or {}).get("statutory") or {}
        most = JOINT_DAYS if value.get("cooperating") else LICENSING_DAYS
        if (limit.get("days") or 0) > most and limit.get("unit") != "calendar_day":
            said = (
                f"法定时限 {limit['days']} 个工作日,超过一般的 {most} 个(longer than the law's own limit);"
                "请核对是哪部法律、行政法规另有规定"
            )
            yield one.finding(("time_limit", "statutory"), "limits.licensing", said, "warning")


def materials(context: Context) -> Iterator[Finding]:
    """Find optional materials without their occasion, and licences listed twice."""
    for one in context.of("service"):
        seen: dict[tuple[str, str], int] = {}
        for no, item in enumerate(one.value.get("materials") or ()):
            optional = item.get("required") is False
            if optional and not (
                item.get("when_text") or item.get("when") or item.get("situation")
            ):
                said = "非必要的材料没有写什么时候要(no occasion);请写 when_text 或 when"
                yield one.finding(("materials", no), "materials.no-reason", said, "warning")
            if licence := item.get("licence"):
                key = (licence, str(item.get("of")))
                if seen.setdefault(key, no) != no and not item.get("situation"):
                    said = f"{licence} 已在第 {seen[key] + 1} 条材料里(listed twice);请并成一条"
                    yield one.finding(("materials", no), "materials.twice", said, "warning")


RULES = (visits, kinds, fees, phones, audiences, licensing, materials)
