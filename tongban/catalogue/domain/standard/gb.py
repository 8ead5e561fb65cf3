"""GB/T 39046-2020, the data items that concern a service (政务服务平台基础数据规范).

Class 1 whole: 55 items of the service and 9 of each of its materials, in the standard's order and
under its names; of classes 2 to 5 and 9 what a service fixes for all its cases. The paths say
where each stands in a definition.
"""

from tongban.catalogue.domain.standard.fields import Field, Table

NAME = "GB/T 39046-2020"

ITEM = Table(
    "gb_item",
    "事项管理",
    (
        Field("SXMC", "事项名称", "name", "said", 200, no=1, required=True),
        Field("JBBM", "基本编码", "standard.basic_code", most=12, no=2, note="标准 10 位,实际 12 位"),
        Field("SSBM", "实施编码", "standard.task_code", most=36, no=3, note="标准 24 位,实际 31 位"),
        Field("SXLX", "事项类型", "kind", most=30, no=4, required=True),
        Field("SXLXDM", "事项类型代码", "kind", "code", set="item_type", no=5),
        Field("SDYJ", "设定依据", "standard.law", most=1000, no=6, derive="law"),
        Field("XSCJ", "行使层级", "standard.level", "word", 200, "level", no=7),
        Field("XSCJDM", "行使层级代码", "standard.level", "code", set="level", no=8),
        Field("QXHF", "权限划分", "standard.powers", most=1000, no=9),
        Field("XSNR", "行使内容", "standard.content", no=10),
        Field("SSZT", "实施主体", "standard.agency_name", most=100, no=11, derive="agency_name"),
        Field("SSZTDM", "实施主体代码", "standard.agency_code", most=18, no=12, derive="agency_code"),
        Field("SSZTXZ", "实施主体性质", "standard.agency_nature", "word", 100, "agency_nature", no=13),
        Field("SSZTXZDM", "实施主体性质代码", "standard.agency_nature", "code", set="agency_nature", no=14),
        Field("FDBJSX", "法定办结时限", "time_limit.statutory.days", "int", 20, no=15),
        Field("FDBJSXDW", "法定办结时限单位", "time_limit.statutory.unit", "code", 20, "day_unit", no=16),
        Field("FDBJSXSM", "法定办结时限说明", "time_limit.statutory.text", "sentence", no=17),
        Field("CNBJSX", "承诺办结时限", "time_limit.promised.days", "int", 20, no=18),
        Field("CNBJSXDW", "承诺办结时限单位", "time_limit.promised.unit", "code", 20, "day_unit", no=19),
        Field("CNBJSXSM", "承诺办结时限说明", "time_limit.promised.text", "sentence", no=20),
        Field("SLTJ", "受理条件", "standard.conditions", no=21, derive="conditions"),
        Field("BLLC", "办理流程", "standard.flow", no=22, derive="flow"),
        Field("GTSSBM", "共同实施部门", "standard.cooperating", no=23, derive="cooperating"),
        Field("GTSSBMDM", "共同实施部门代码", "standard.cooperating_codes", no=24, derive="cooperating_codes"),
        Field("CBJG", "承办机构", "standard.handled_by.name", most=100, no=25),
        Field("CBJGDM", "承办机构代码", "standard.handled_by.code", most=18, no=26),
        Field("ZJFW", "中介服务", "standard.intermediary", most=2000, no=27),
        Field("SLXZ", "数量限制", "standard.quota", most=200, no=28),
        Field("JGMC", "结果名称", "result.name", "said", 100, no=29),
        Field("JGYB", "结果样本", "standard.result_sample", no=30, note="样本文件的地址或标识"),
        Field("SFSF", "是否收费", "standard.charged", "yes_no", no=31, derive="charged"),
        Field("SFYJ", "收费依据", "fee.basis", no=32),
        Field("TBFWDM", "通办范围代码", "standard.scope", "code", set="scope", no=33),
        Field("FWDX", "服务对象", "applicants", "sentence", 200, no=34),
        Field("FWDXDM", "服务对象代码", "standard.audience", "codes", 10, "audience", no=35, derive="audience"),
        Field("FWZT", "服务主题", "standard.themes", most=200, no=36),
        Field("FRFWZTDM", "法人服务主题代码", "standard.corporate_themes", "list", no=37),
        Field("ZRRFWZTDM", "自然人服务主题代码", "standard.person_themes", "list", no=38),
        Field("BLXS", "办理形式", "standard.channels", "words", set="channel", no=39),
        Field("BLXSDM", "办理形式代码", "standard.channels", "codes", 10, "channel", no=40),
        Field("TBCX", "特别程序", "standard.special", no=41, derive="special"),
        Field("XZGX", "行政管辖", "standard.jurisdiction.name", most=20, no=42, derive="region_name"),
        Field("XZGXDM", "行政管辖代码", "standard.jurisdiction.code", most=10, no=43, derive="region"),
        Field("SFYYBL", "是否支持预约办理", "standard.booking", "yes_no", no=44),
        Field("SFWSZF", "是否支持网上支付", "standard.pay_online", "yes_no", no=45, derive="pay_online"),
        Field("SFWLKD", "是否支持物流快递", "standard.express", "yes_no", no=46),
        Field("SFWB", "是否网办", "standard.online", "yes_no", no=47),
        Field("WBDZ", "网办地址", "standard.online_url", no=48),
        Field("YXXTCJ", "运行系统层级", "standard.system_level", "word", 20, "system_level", no=49),
        Field("BLDD", "办理地点", "standard.place", most=100, no=50),
        Field("BLSJ", "办理时间", "standard.hours", most=150, no=51),
        Field("ZXFS", "咨询方式", "standard.enquiry", no=52),
        Field("ZXDH", "咨询电话", "standard.enquiry_phone", most=18, no=53),
        Field("JDDH", "监督电话", "standard.complaint_phone", most=18, no=54),
        Field("CJWT", "常见问题", "standard.faq", most=1000, no=55, derive="faq"),
    ),
    standard=NAME,
)  # fmt: skip

MATERIAL = Table(
    "gb_material",
    "事项管理:材料",
    (
        Field("CLMC", "材料名称", "name", "said", 200, no=56, required=True),
        Field("CJJG", "出具机构", "issuer", "sentence", 100, no=57, derive="issuer"),
        Field("CJSJYQ", "出具时间要求", "standard.issue_time", most=150, no=58),
        Field("CLBLSM", "材料办理说明", "standard.how_to_get", most=500, no=59),
        Field("CLBLDD", "材料办理地点", "standard.where_to_get", most=400, no=60),
        Field("CLSYSM", "材料使用说明", "standard.use", most=500, no=61),
        Field("YJFS", "原件份数", "standard.originals", "int", 2, no=62),
        Field("FYJFS", "复印件份数", "standard.copies", "int", 2, no=63),
        Field("SFBBCL", "是否必备材料", "required", "yes_no", no=64, derive="required"),
    ),
    rows="materials",
    record="standard.record",
    standard=NAME,
)

CATALOGUE = Table(
    "gb_catalogue",
    "公共支撑:数据目录信息(表 16)",
    (
        Field("SXMC", "事项名称", "name", "said", 50, no=1),
        Field("JGMC", "事项办结结果名称", "result.name", "said", 100, no=2),
        Field("SFDZZZ", "是否电子证照", "standard.catalogue.licence", "yes_no", no=3, derive="is_licence"),
        Field("YYCJ", "应用场景", "standard.catalogue.scene", most=100, no=4),
        Field("SJTGF", "政务服务数据提供方", "standard.agency_name", most=100, no=5, derive="agency_name"),
        Field("SJZY", "政务服务数据摘要", "standard.catalogue.summary", most=50, no=6),
        Field("TGQD", "提供渠道", "standard.catalogue.channel", most=50, no=7),
        Field("SSLY", "所属领域", "standard.catalogue.field", most=50, no=8),
        Field("GXZQ", "更新周期", "standard.catalogue.cycle", most=20, no=9),
    ),
    standard=NAME,
)  # fmt: skip

APPLY = Table(
    "gb_apply",
    "办事申请:由事项决定的数据项",
    (
        Field("SSBM", "实施编码", "standard.task_code", no=2),
        Field("SXMC", "事项名称", "name", "said", 200, no=3),
        Field("BJLX", "办件类型", "standard.case_type", "word", 20, "case_type", no=4, derive="case_type"),
        Field("BJLXDM", "办件类型代码", "standard.case_type", "code", set="case_type", no=5, derive="case_type"),
    ),
    standard=NAME,
)  # fmt: skip

ACCEPT = Table(
    "gb_accept",
    "事项受理:由事项决定的数据项",
    (
        Field("JBBM", "基本编码", "standard.basic_code", no=2),
        Field("SSBM", "实施编码", "standard.task_code", no=3),
        Field("SXMC", "事项名称", "name", "said", 200, no=4),
        Field("SLDWMC", "受理单位名称", "standard.agency_name", most=100, no=5, derive="agency_name"),
        Field("SLDWDM", "受理单位统一社会信用代码", "standard.agency_code", most=18, no=6, derive="agency_code"),
        Field("BJLX", "办件类型", "standard.case_type", "word", 20, "case_type", no=11, derive="case_type"),
        Field("BJLXDM", "办件类型代码", "standard.case_type", "code", set="case_type", no=12, derive="case_type"),
    ),
    standard=NAME,
    derived=True,
)  # fmt: skip

SPECIAL = Table(
    "gb_special",
    "事项办理:特别程序种类",
    (
        Field("TBCXZLMC", "特别程序种类名称", "text", most=100, no=11, derive="special_text"),
        Field(
            "TBCXZLDM", "特别程序种类代码", "", "code", set="special", no=12, derive="special_code"
        ),
    ),
    rows="special_procedures",
    standard=NAME,
    derived=True,
)

CLOSE = Table(
    "gb_close",
    "事项办结:由事项决定的数据项",
    (
        Field("JGZZMC", "结果证照名称", "result.name", "said", 200, no=4),
        Field("ZZYXQX", "证照有效期限", "result.validity", "sentence", 30, no=7),
        Field(
            "FZDW", "发证/盖章单位", "standard.agency_name", most=100, no=8, derive="agency_name"
        ),
        Field("XZQH", "行政区划", "standard.jurisdiction.code", most=9, no=9, derive="region"),
        Field("SFKDJS", "是否快递寄送", "standard.express", "yes_no", no=10),
        Field("SFSF", "是否收费", "standard.charged", "yes_no", no=11, derive="charged"),
    ),
    standard=NAME,
)

TABLES = (ITEM, MATERIAL, CATALOGUE, APPLY, ACCEPT, SPECIAL, CLOSE)
