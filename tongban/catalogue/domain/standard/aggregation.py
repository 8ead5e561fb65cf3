"""The tables that items are handed up in (国家汇聚库事项表): columns as the hub names them.

Directory, item basic, item extended, material, situation, fee, FAQ, with the columns that
punishments and levies add; and three tables of rows that practice publishes besides (process,
law, conditions).
"""

from tongban.catalogue.domain.standard import codes
from tongban.catalogue.domain.standard.fields import Field, Table

NAME = "国家汇聚库"
_N = codes.NATIONAL

DIRECTORY = Table(
    "task_directory",
    "事项基本目录",
    (
        Field("catalog_code", "基本编码", "standard.basic_code", most=12, required=True),
        Field("local_catalog_code", "地方基本编码", "standard.local_basic_code", most=50),
        Field("task_name", "事项名称", "name", "said", 1000, required=True),
        Field("task_type", "事项类型", "kind", "code", 2, "item_type", _N, required=True),
        Field("by_law", "设定依据", "standard.law", derive="law", required=True),
        Field("use_level", "行使层级", "standard.level", "code", 11, "level", _N, required=True),
        Field("task_state", "事项状态", "standard.state", "code", 2, "task_state", _N, "state"),
        Field("plan_effective_date", "计划生效日期", "standard.plan_from", "date"),
        Field("plan_cancel_date", "计划取消日期", "standard.plan_until", "date"),
    ),
    standard=NAME,
)

BASIC = Table(
    "task_basic",
    "事项基本信息",
    (
        *DIRECTORY.fields,
        Field("task_code", "实施编码", "standard.task_code", most=36, required=True),
        Field("local_task_code", "地方实施编码", "standard.local_task_code", most=50),
        Field("task_handle_item", "业务办理项编码", "standard.item_code", most=50),
        Field("dept_name", "实施主体", "standard.agency_name", most=200, derive="agency_name", required=True),
        Field("dept_code", "实施主体编码", "standard.agency_code", most=50, derive="agency_code", required=True),
        Field("dept_type", "实施主体性质", "standard.agency_nature", "code", 2, "agency_nature", _N, required=True),
        Field("entrust_name", "委托部门", "standard.entrusted_by", most=100),
        Field("power_source", "权力来源", "standard.power_source", "code", 2, "power_source", _N, required=True),
        Field("accept_condition", "受理条件", "standard.conditions", derive="conditions", required=True),
        Field("anticipate_day", "法定办结时限", "time_limit.statutory.days", "int", required=True),
        Field("anticipate_type", "法定办结时限单位", "time_limit.statutory.unit", "code", 2, "day_unit", _N),
        Field("anticipate_explain", "法定办结时限说明", "time_limit.statutory.text", "sentence"),
        Field("promise_day", "承诺办结时限", "time_limit.promised.days", "int", required=True),
        Field("promise_type", "承诺办结时限单位", "time_limit.promised.unit", "code", 2, "day_unit", _N),
        Field("promise_explain", "承诺办结时限说明", "time_limit.promised.text", "sentence"),
        Field("handle_flow", "办理流程", "standard.flow", derive="flow", required=True),
        Field("handle_type", "办理形式", "standard.channels", "codes", 5, "channel", _N),
        Field("project_type", "办件类型", "standard.case_type", "code", 2, "case_type", _N, "case_type", required=True),
        Field("server_type", "服务对象", "standard.audience", "codes", 32, "audience", _N, "audience", required=True),
        Field("limit_scene_num", "到办事现场次数", "visits.expected", "int", required=True),
        Field("special_procedure", "特别程序", "standard.special", derive="special"),
        Field("is_fee", "是否收费", "standard.charged", "yes_no", 2, derive="charged", required=True),
        Field("fee_basis", "收费依据", "fee.basis"),
        Field("link_way", "咨询方式", "standard.enquiry"),
        Field("supervise_way", "监督投诉方式", "standard.complaint"),
        Field("transact_addr", "办理地点", "standard.place", most=500),
        Field("transact_time", "办理时间", "standard.hours", most=500),
        Field("is_single_login", "计算机端是否对接单点登录", "standard.pc_single_login", "yes_no"),
        Field("app_is_single_login", "移动端是否对接单点登录", "standard.mobile_single_login", "yes_no"),
        Field("link_addr", "计算机端在线办理跳转地址", "standard.pc_url", most=256),
        Field("mobile_terminal_url", "移动端办理地址", "standard.mobile_url", most=500),
        Field("punishment_method", "处罚的行为、种类、幅度", "standard.punishment", most=3000),
        Field("collect_type", "征收种类", "standard.levy_kind", most=200),
        Field("is_permit_reduce", "是否允许减免", "standard.levy_may_reduce", "yes_no"),
        Field("permit_reduce_basis", "允许减免依据", "standard.levy_reduction"),
    ),
    standard=NAME,
)  # fmt: skip

EXTENDED = Table(
    "task_extended",
    "事项扩展信息",
    (
        Field("is_entry_center", "是否进驻政务大厅", "standard.in_center", "yes_no", 2),
        Field("handle_area", "通办范围", "standard.scope", "code", 2, "scope", _N),
        Field("other_dept", "联办机构", "standard.cooperating", derive="cooperating"),
        Field("handle_mode", "办理方式", "standard.handling", "code", 2, "handling", _N),
        Field("service_type", "中介服务", "standard.intermediary", most=500),
        Field("limit_explain", "数量限制", "standard.quota", most=256),
        Field("result_type", "审批结果类型", "standard.result_type", "codes", 30, "result_type", _N),
        Field("result_name", "审批结果名称", "result.name", "said", 200),
        Field("result_guid", "审批结果样本", "standard.result_sample", most=256),
        Field("is_schedule", "是否支持预约办理", "standard.booking", "yes_no", 2),
        Field("schedule_num", "每天可预约数", "standard.bookings_a_day", "int"),
        Field("is_pay_online", "是否支持网上支付", "standard.pay_online", "yes_no", 2, derive="pay_online"),
        Field("is_express", "是否支持物流快递", "standard.express", "yes_no", 2),
        Field("is_service_terminals", "是否支持自助终端办理", "standard.self_service", "yes_no", 2),
        Field("user_topic_type", "面向自然人事项主题分类", "standard.person_themes", "list", 40),
        Field("user_character_topic_type", "面向自然人地方特色主题分类", "standard.local_person_themes", most=100),
        Field("corp_topic_type", "面向法人事项主题分类", "standard.corporate_themes", "list", 40),
        Field("corp_character_topic_type", "面向法人地方特色主题分类", "standard.local_corporate_themes", most=100),
        Field("is_online", "是否网办", "standard.online", "yes_no", 2),
        Field("online_handle_depth", "网上办理深度", "standard.online_depth", "codes", 20, "depth", _N),
        Field("online_handle_url", "网办地址", "standard.online_url", most=256),
        Field("limit_scene_explain", "必须现场办理原因说明", "visits.text", "sentence", 1000),
        Field("link_tel", "咨询电话", "standard.enquiry_phone", most=50),
        Field("supervise_tel", "监督投诉电话", "standard.complaint_phone", most=50),
        Field("town_name", "乡镇街道名称", "standard.town.name", most=200),
        Field("town_code", "乡镇街道代码", "standard.town.code", most=18),
        Field("village_name", "村居社区名称", "standard.village.name", most=200),
        Field("village_code", "村居社区代码", "standard.village.code", most=18),
        Field("is_inform_promise", "是否告知承诺", "standard.pledge", "yes_no", 2),
        Field("inform_promise_file", "告知承诺书", "standard.pledge_file", most=256),
        Field("extend_field", "扩展字段", "standard.extension", most=2000),
    ),
    standard=NAME,
)  # fmt: skip

MATERIAL = Table(
    "task_material",
    "事项材料目录",
    (
        Field("material_name", "材料名称", "name", "said", 200, required=True),
        Field("material_type", "材料类型", "standard.type", "code", 2, "material_type", _N, "material_type"),
        Field("material_format", "材料形式", "standard.format", "code", 2, "material_format", _N),
        Field("is_need", "材料必要性", "standard.need", "code", 2, "need", _N, "need", required=True),
        Field("form_guid", "空白表格", "standard.blank_form", most=256),
        Field("example_guid", "示例样表", "standard.sample", most=256),
        Field("source_type", "来源渠道", "standard.source_type", "code", 2, "material_source", _N, "material_source"),
        Field("source_explain", "来源渠道说明", "standard.source", most=500),
        Field("page_num", "纸质材料份数", "standard.pages", "int"),
        Field("page_format", "纸质材料规格", "standard.page_format", most=200),
        Field("fill_explain", "填报须知", "standard.filling", most=500),
        Field("accept_stand", "受理标准", "standard.accept_standard", most=256),
        Field("by_law", "要求提供材料的依据", "standard.law", most=256),
        Field("receive_type", "收取方式", "standard.received_as", "code", 2, "received_as", _N),
        Field("situation", "情形", "situation", most=80),
        Field("situation_explain", "情形说明", "when_text", "sentence"),
        Field("remark", "备注", "standard.remark", most=256),
    ),
    rows="materials",
    record="standard.record",
    standard=NAME,
)  # fmt: skip

SITUATION = Table(
    "task_situation",
    "情形",
    (
        Field("situation_id", "情形代码", "id", most=80, required=True),
        Field("situation_name", "情形名称", "name", "said", 200, required=True),
    ),
    rows="situations",
    standard=NAME,
)

FEE = Table(
    "task_fee",
    "收费项目",
    (
        Field("fee_name", "收费项目名称", "name", most=200, required=True),
        Field("fee_stand", "收费标准", "standard", most=256, required=True),
        Field("by_law", "收费依据", "basis", most=256),
        Field("is_desc", "是否允许减免", "may_reduce", "yes_no", 2),
        Field("desc_explain", "允许减免依据", "reduction", most=256),
        Field("remark", "备注", "remark", most=1000),
    ),
    rows="standard.fees",
    record="record",
    standard=NAME,
)

FAQ = Table(
    "task_questions",
    "常见问题解答",
    (
        Field("question", "问题", "question", "said", 1000, required=True),
        Field("answer", "答案", "answer", "said", required=True),
    ),
    rows="faq",
    record="record",
    standard=NAME,
)

PROCESS = Table(
    "task_process",
    "办理流程",
    (
        Field("step_name", "步骤", "text", "sentence", required=True),
        Field("stage", "环节", "standard.stage", most=100),
        Field("step_agency", "办理单位(平台机构代码)", "agency", most=80),
        Field("criteria", "审查标准", "standard.criteria"),
        Field("step_limit", "办理时限", "standard.days", most=100),
        Field("staff", "办理人员", "standard.staff", most=100),
        Field("step_result", "办理结果", "standard.result", most=200),
    ),
    rows="steps",
    standard="实际公布的行",
)

LAW = Table(
    "task_law",
    "设定依据",
    (
        Field("law_name", "法律法规名称", "law", most=200, required=True),
        Field("law_number", "文号", "standard.number", most=100),
        Field("law_article", "条款", "article", most=200),
        Field("law_content", "条款内容", "standard.content"),
        Field("law_issuer", "制定机关", "standard.issuer", most=100),
        Field("law_effective", "施行日期", "standard.effective", "date"),
        Field("law_status", "核对情况", "status", most=20),
    ),
    rows="law",
    standard="实际公布的行",
)

CONDITION = Table(
    "task_condition",
    "受理条件",
    (
        Field("condition_text", "受理条件", "text", "sentence", required=True),
        Field("any_group", "满足其一的分组", "any_group", most=80),
    ),
    rows="conditions",
    standard="实际公布的行",
)

TABLES = (
    DIRECTORY, BASIC, EXTENDED, MATERIAL, SITUATION, FEE, FAQ, PROCESS, LAW, CONDITION,
)  # fmt: skip
