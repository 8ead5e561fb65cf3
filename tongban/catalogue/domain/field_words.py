"""What the fields of definitions are called (字段名称), in Chinese and English.

A longer path goes before a shorter one: ("promised", "days") before ("days",).
"""

from collections.abc import Mapping
from functools import cache

Words = tuple[str, str]

FIELDS: Mapping[tuple[str, ...], Words] = {
    ("name",): ("名称", "name"),
    ("title",): ("标题", "title"),
    ("kind",): ("事项类型", "kind"),
    ("agency",): ("实施主体", "agency"),
    ("lead",): ("牵头部门", "lead agency"),
    ("holder",): ("发证机关", "holder"),
    ("applicants",): ("服务对象", "applicants"),
    ("aliases",): ("别名", "other names"),
    ("scope",): ("适用范围", "scope"),
    ("region",): ("区域", "region"),
    ("version",): ("施行日期", "in force from"),
    ("until",): ("施行至", "in force until"),
    ("needs",): ("填报项", "field"),
    ("materials",): ("材料", "material"),
    ("conditions",): ("受理条件", "condition"),
    ("situations",): ("情形", "situation"),
    ("examples",): ("例子", "example"),
    ("steps",): ("办理环节", "step"),
    ("cooperating",): ("协办部门", "cooperating agency"),
    ("special_procedures",): ("特别程序", "special procedure"),
    ("law",): ("设定依据", "legal basis"),
    ("items",): ("事项", "service"),
    ("clauses",): ("条款", "clause"),
    ("facts",): ("事实", "fact"),
    ("options",): ("选项", "choice"),
    ("states",): ("载明内容", "content"),
    ("downstream",): ("后续事项", "next service"),
    ("sources",): ("资料来源", "source"),
    ("unverified",): ("待核实", "to be verified"),
    ("faq",): ("常见问题", "question"),
    ("statutory", "days"): ("法定办结时限(天)", "statutory days"),
    ("statutory", "unit"): ("法定办结时限单位", "statutory unit"),
    ("statutory", "text"): ("法定办结时限说明", "statutory limit in words"),
    ("promised", "days"): ("承诺办结时限(天)", "promised days"),
    ("promised", "unit"): ("承诺办结时限单位", "promised unit"),
    ("promised", "text"): ("承诺办结时限说明", "promised limit in words"),
    ("demo_days",): ("演示用时限(天)", "days in the demonstration"),
    ("fee", "amount"): ("收费金额", "fee"),
    ("fee", "unit"): ("收费单位", "unit of the fee"),
    ("fee", "text"): ("收费说明", "fee in words"),
    ("fee", "basis"): ("收费依据", "basis of the fee"),
    ("fee", "online"): ("网上支付", "paid online"),
    ("visits", "expected"): ("到现场次数", "visits"),
    ("visits", "text"): ("到现场说明", "visits in words"),
    ("cross_region", "available"): ("跨区域通办", "across regions"),
    ("cross_region", "scope"): ("通办范围", "scope across regions"),
    ("result", "name"): ("办理结果", "result"),
    ("result", "licence"): ("发放证照", "licence issued"),
    ("result", "of"): ("证照归属", "whose licence"),
    ("result", "validity"): ("结果有效期", "validity of the result"),
    ("result", "months"): ("结果有效期(月)", "months of validity"),
    ("result", "states"): ("结果载明内容", "content of the result"),
    ("result", "ends"): ("同时失效的证照", "licences that end"),
    ("result",): ("办理结果", "result"),
    ("time_limit",): ("办结时限", "time limit"),
    ("fee",): ("收费", "fee"),
    ("visits",): ("到现场", "visits"),
    ("cross_region",): ("通办", "across regions"),
    ("procedure",): ("办理规程", "procedure"),
    ("standard",): ("国标字段", "national fields"),
    ("fact",): ("数据项", "fact"),
    ("from",): ("来源证照", "from licence"),
    ("role",): ("角色", "role"),
    ("licence",): ("证照", "licence"),
    ("held_by",): ("持有机关", "held by"),
    ("issuer",): ("出具单位", "issued by"),
    ("of",): ("归属", "whose"),
    ("required",): ("必要", "required"),
    ("when",): ("适用条件", "when"),
    ("when_text",): ("适用情形", "situation in words"),
    ("situation",): ("情形", "situation"),
    ("test",): ("判断规则", "rule"),
    ("rule",): ("规则", "rule"),
    ("info",): ("说明条件", "for information"),
    ("any_group",): ("择一组", "one of a group"),
    ("text",): ("内容", "text"),
    ("service",): ("事项", "service"),
    ("trigger",): ("触发情形", "trigger"),
    ("bind",): ("角色对应", "roles"),
    ("article",): ("条款", "article"),
    ("status",): ("核实状态", "status"),
    ("type",): ("类型", "type"),
    ("unit",): ("单位", "unit"),
    ("question",): ("问题", "question"),
    ("hint",): ("提示", "hint"),
    ("sensitive",): ("敏感信息", "sensitive"),
    ("retention",): ("保存期限", "retention"),
    ("owner",): ("数据提供方", "owner"),
    ("derive",): ("推算方式", "derived"),
    ("how",): ("由谁提供", "said by"),
    ("about",): ("关于谁", "about"),
    ("months",): ("有效期(月)", "months of validity"),
    ("validity",): ("有效期", "validity"),
    ("type_code",): ("证照类型代码", "type code"),
    ("type_standard",): ("证照类型标准", "standard of the type"),
    ("trust",): ("可信等级", "trust level"),
    ("template",): ("版式", "template"),
    ("authorise",): ("使用前授权", "asked before use"),
    ("approval",): ("须两人办理", "done by two"),
    ("contents",): ("信息项", "contents"),
    ("predicates",): ("断言", "predicate"),
    ("show",): ("谁可见", "who may see it"),
    ("claim",): ("断言名称", "claim"),
    ("years",): ("满年数", "years"),
    ("equals",): ("等于", "equals"),
    ("benefit",): ("待遇", "benefit"),
    ("related",): ("相关事项", "related services"),
    ("order",): ("次序", "order"),
    ("mode",): ("方式", "mode"),
    ("days",): ("天数", "days"),
    ("expected",): ("应得结果", "expected"),
    ("note",): ("备注", "note"),
    ("name", "en"): ("英文名称", "English name"),
    ("same_as",): ("同义", "same as"),
    ("roles",): ("角色", "roles"),
    ("gives",): ("得出", "gives"),
    ("id",): ("代码", "id"),
    ("values",): ("数值", "values"),
    ("value",): ("值", "value"),
    ("city",): ("城市设置", "city"),
    ("holidays",): ("放假日", "day off"),
    ("make_up",): ("调休上班日", "working day instead"),
    ("demands",): ("诉求用语", "words of demands"),
    ("duties",): ("部门职责", "duties"),
    ("does",): ("职责", "what it does"),
    ("handles",): ("管理事项", "matters it handles"),
    ("says",): ("群众说法", "words people use"),
    ("not",): ("不属本部门", "what is another's"),
    ("emergencies",): ("紧急情形", "emergencies"),
    ("per",): ("机构设置", "units"),
    ("called",): ("俗称", "also called"),
    ("supervision",): ("电子监察", "supervision"),
    ("rules",): ("监察规则", "rule of supervision"),
    ("no",): ("编号", "number"),
    ("level",): ("级别", "level"),
    ("watch",): ("监察内容", "what is watched"),
    ("measure",): ("指标", "measure"),
    ("least",): ("最少件数", "least number of cases"),
    ("answer_hours",): ("答复时限(小时)", "hours to answer"),
    ("data_service",): ("数据服务", "data service"),
    ("subject",): ("查询对象", "asked about"),
    ("key",): ("查询依据", "found by"),
    ("register",): ("对应登记", "register entry"),
    ("sharing",): ("共享属性", "sharing class"),
    ("condition",): ("共享条件", "condition of sharing"),
    ("closed_by",): ("不予共享依据", "closed by"),
    ("authoritative",): ("权威数据源", "authoritative source"),
    ("fields",): ("数据字段", "field"),
    ("grade",): ("数据级别", "grade"),
    ("modes",): ("提供方式", "modes"),
    ("rhythm",): ("更新频率", "update rhythm"),
    ("fresh_days",): ("有效天数", "days it is current"),
    ("target_ms",): ("响应时间(毫秒)", "response time in ms"),
    ("contact",): ("联系方式", "contact"),
    ("purposes",): ("使用目的", "purpose"),
    ("purpose",): ("使用目的", "purpose"),
    ("basis",): ("法律基础", "legal basis"),
    ("services",): ("适用事项", "services"),
    ("per_hour",): ("每小时上限", "calls an hour at most"),
    ("per_day",): ("每天上限", "calls a day at most"),
    ("retention_days",): ("保存天数", "days kept"),
    ("preview",): ("预览规则", "preview"),
    ("risk",): ("风险提示", "risk"),
}

KINDS: Mapping[str, Words] = {
    "agency": ("机构", "agency"),
    "calendar": ("工作日历", "calendar"),
    "city": ("城市", "city"),
    "data_service": ("数据服务", "data service"),
    "supervision": ("电子监察规则", "rules of supervision"),
    "demands": ("诉求用语", "words of demands"),
    "fact": ("数据项", "fact kind"),
    "law": ("法规", "law"),
    "licence": ("证照", "licence"),
    "life_event": ("一件事", "life event"),
    "parameters": ("参数", "parameters"),
    "policy": ("政策", "policy"),
    "roles": ("角色", "roles"),
    "same_as": ("同义", "sameness"),
    "service": ("事项", "service"),
}


@cache
def _standard() -> Mapping[str, str]:
    """Return what the standards call what stands under `standard:`, of an item or of its rows."""
    from tongban.catalogue.domain.standard.package import TABLES

    found: dict[str, str] = {}
    for one in (field for table in TABLES for field in table.fields):
        if one.path.startswith("standard."):
            found.setdefault(one.path.removeprefix("standard."), one.name)
    return found


def words_of(path: tuple[str, ...]) -> Words:
    """Name a field by the longest end of its path that has a name; else by its key.

    What the standards name is called as they call it.

    >>> words_of(("standard", "enquiry_phone"))
    ('咨询电话', 'enquiry phone')
    """
    if "standard" in path[:-1]:
        within = path[path.index("standard") + 1 :]
        if name := _standard().get(".".join(within)):
            return name, within[-1].replace("_", " ")
    for start in range(len(path)):
        if found := FIELDS.get(path[start:]):
            return found
    key = path[-1] if path else ""
    return key, key.replace("_", " ")
