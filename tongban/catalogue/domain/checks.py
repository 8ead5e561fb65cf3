"""The register of checks (检查规则登记): what each looks for, by which source, how to mend it.

A finding names its rule; here stands what every finding of that rule has in common. The handbook
lists them from here, and a test looks for each rule that the code can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.kernel.text import Text

BLOCKS, WARNS = "blocks", "warns"
OWN = "本平台自定"
ONCE_ONLY = "国务院令第716号 第七条"
AUDIT = "政务服务事项实施清单审核口径"
STANDARD = "GB/T 39046-2020"
LICENSING = "行政许可法"
PLAIN = "办事指南应当让人看得懂;本平台自定"
VAGUE = "关于深入推进审批服务便民化的指导意见(2018)"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of checking (检查规则).

    `level` is blocks, warns, or both where it depends on the case; `what` says what is looked
    for, `why` the law or standard behind it, `mend` what to do.
    """

    rule: str
    level: str
    what: str
    why: str
    mend: Text


def _table() -> Mapping[str, Check]:
    made = {}
    for rule, level, what, why, zh, en in _ROWS:
        made[rule] = Check(rule, level, what, why, Text(zh, en))
    return made


_BOTH = f"{BLOCKS} or {WARNS}"
_YAML = "YAML 1.2;definition.json"
_CIRCLE = "政务服务“一件事”须能办成;" + OWN

# fmt: off
_ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("yaml", BLOCKS, "A file is no YAML, too large, too deep, or repeats a key.", _YAML, "按提示的行改正", "Correct the line."),
    ("yaml.encoding", BLOCKS, "A file is not UTF-8.", _YAML, "另存为 UTF-8", "Save it as UTF-8."),
    ("yaml.kind", BLOCKS, "A file does not say what it defines.", _YAML, "第一个键写明定义的种类", "Let the first key tell the kind."),
    ("schema", BLOCKS, "A key is missing, unknown, or of another type than the published schema says.", _YAML, "按 definition.json 改写", "Follow the schema."),
    ("files.none", BLOCKS, "There is no definition file beneath the path.", OWN, "检查路径", "Look at the path."),
    ("files.unreadable", BLOCKS, "A file could not be read.", OWN, "检查文件和权限", "Look at the file and its rights."),
    ("ids.twice", BLOCKS, "One id is defined twice in one version.", OWN, "换一个代码,或写更晚的 version", "Take another id or a later version."),
    ("versions.until", BLOCKS, "A version ends before it begins.", OWN, "改正 until", "Correct until."),
    ("references.agency", BLOCKS, "An agency is named that nobody defines.", OWN, "先定义机构,或改正代码", "Define it or correct the code."),
    ("references.fact", BLOCKS, "A fact kind is named that nobody defines.", OWN, "先定义数据项,或改正代码", "Define it or correct the code."),
    ("references.licence", BLOCKS, "A licence is named that nobody defines.", OWN, "先定义证照,或改正代码", "Define it or correct the code."),
    ("references.service", BLOCKS, "A service is named that nobody defines.", OWN, "先定义事项,或改正代码", "Define it or correct the code."),
    ("references.role", BLOCKS, "A role is named that nobody defines.", OWN, "先定义角色,或改正代码", "Define it or correct the code."),
    ("same-as.chain", BLOCKS, "Sameness leads on to sameness.", OWN, "直接写最后的数据项", "Name the last fact kind."),
    ("same-as.type", BLOCKS, "Two things called the same have different types.", OWN, "改类型,或去掉这一行", "Change the type or drop the line."),
    ("roles.circle", BLOCKS, "Roles default to each other in a circle.", OWN, "去掉其中一个 default", "Drop one of the defaults."),
    ("vocabulary.type", _BOTH, "A published fact kind changes its type; blocks while something uses it.", OWN, "另起一个数据项", "Make a new fact kind."),
    ("vocabulary.unit", _BOTH, "A published fact kind changes its unit; blocks while something uses it.", OWN, "另起一个数据项", "Make a new fact kind."),
    ("vocabulary.option", WARNS, "Options of a published fact kind go.", OWN, "确认已有的回答还读得懂", "See that old answers are still understood."),
    ("facts.no-options", WARNS, "A choice offers no options.", OWN, "补上选项", "Add the options."),
    ("facts.nobody-says", WARNS, "A fact decides something, and nobody states, derives, judges or is asked it.", OWN, "让证照载明、加进申报字段,或写 how: official", "Let a licence state it, ask for it, or let the officer judge."),
    ("sameness.proposed", WARNS, "Two fact kinds look like one.", ONCE_ONLY, "是同一项就写进 same_as", "Say so in same_as."),
    ("tests.unit", BLOCKS, "A condition has another unit than its fact.", OWN, "换算后改写", "Convert the value."),
    ("tests.type", BLOCKS, "A condition compares with a value that is none of its fact's type.", OWN, "改值或数据项的类型", "Change the value or the type."),
    ("tests.op", BLOCKS, "A condition compares in a way that its fact does not allow.", OWN, "改用 == 或 in", "Use == or in."),
    ("tests.option", BLOCKS, "A condition names an option that its fact does not offer.", OWN, "改值,或补选项", "Change the value or add the option."),
    ("tests.never", _BOTH, "A condition can never be true; blocks where its own parts contradict, warns where no sensible value meets it.", "职权法定:条件须能满足;" + OWN, "改正数值或去掉矛盾的部分", "Correct the values or drop what contradicts."),
    ("tests.always", WARNS, "A condition is always true and decides nothing.", OWN, "去掉它,或改正数值", "Drop it or correct the values."),
    ("conditions.contradict", WARNS, "Two conditions of a service cannot both be met.", "职权法定:条件须能满足;" + OWN, "改正其中一条,或写 any_group 表示满足其一", "Correct one, or give both an any_group."),
    ("conditions.catch-all", WARNS, "A condition is a catch-all (“other conditions”).", VAGUE, "写明是哪一部法规的哪一条条件", "Say which condition of which law."),
    ("materials.no-licence", BLOCKS, "A material the government holds names no licence.", ONCE_ONLY, "写 licence", "Name the licence."),
    ("materials.asked-though-held", BLOCKS, "A material is asked for although the government holds it.", ONCE_ONLY, "把 kind 改为 licence 或 data", "Make it licence or data."),
    ("materials.probably-held", WARNS, "A material asked for has the name of a licence.", ONCE_ONLY, "能共享就不要", "Do not ask for what can be shared."),
    ("materials.catch-all", WARNS, "A material is a catch-all (“other materials”).", VAGUE, "逐一写明,写不明就不要", "Name each; what cannot be named is not asked."),
    ("materials.no-reason", WARNS, "An optional material does not say when it is needed.", AUDIT, "写 when_text 或 when", "Write when_text or when."),
    ("materials.twice", WARNS, "A service lists one licence of one role twice.", ONCE_ONLY, "并成一条", "Make it one."),
    ("needs.asked-though-stated", WARNS, "A fact is asked although a licence of the same party states it.", ONCE_ONLY, "写 from", "Write from."),
    ("needs.twice", WARNS, "A service asks for one fact under two keys.", ONCE_ONLY, "去掉一个", "Drop one."),
    ("limits.promise", BLOCKS, "A promise is longer than the law.", LICENSING + " 第四十二条", "缩短承诺", "Shorten the promise."),
    ("limits.unpublished", WARNS, "No limit is published.", AUDIT, "查到公布的天数再写,不得自行补数", "Write it when a source publishes it; never invent."),
    ("limits.licensing", WARNS, "A licensing item has a statutory limit beyond 20 working days (45 jointly).", LICENSING + " 第四十二条", "核对另有规定的法律、行政法规", "Check which law sets another limit."),
    ("marks.unverified", WARNS, "The source's editors doubt something.", OWN, "上线前核对现行文件", "Check the current text before going live."),
    ("results.not-stated", BLOCKS, "A result states what its licence does not.", OWN, "改 states,或让证照载明", "Change states, or let the licence state it."),
    ("results.issue", BLOCKS, "A result is numbered by nobody.", OWN, "改 issue", "Change issue."),
    ("results.no-licence", BLOCKS, "A result that is no licence states facts.", OWN, "写 licence,或去掉 states", "Name the licence or drop states."),
    ("results.delivery", BLOCKS, "How a result is handed over rests on a question that the form does not ask, or an answer there is none of.", OWN, "写进 needs,照选项写答案", "Ask it among needs; name an option."),
    ("results.unfilled", WARNS, "A licence states a fact that the result does not fill.", OWN, "写明从哪来", "Say where it comes from."),
    ("licences.not-stated", BLOCKS, "An item or predicate is about what the licence does not state.", "GB/T 36903", "写进 states,或去掉", "Put it into states, or drop it."),
    ("licences.predicate", BLOCKS, "A predicate says nothing, or its name is taken.", OWN, "写 years 或 equals,换一个名称", "Give years or equals, and a name of its own."),
    ("events.circle", _BOTH, "Services of a life event wait for each other; blocks where nobody can hold the licence beforehand.", _CIRCLE, "去掉多余的材料,或改为有条件办理", "Drop a material or make one optional."),
    ("events.oracle", WARNS, "A dependency of the source is not borne out.", OWN, "核对结果和材料", "Look at results and materials."),
    ("policies.unlisted", WARNS, "A rule uses a fact that the policy does not list.", OWN, "补进 facts", "List it."),
    ("procedure.agency", BLOCKS, "A procedure names an agency that nobody defines.", OWN, "先定义机构,或改正代码", "Define it or correct the code."),
    ("procedure.role", BLOCKS, "A procedure names a role that nobody defines.", OWN, "先定义角色,或改正代码", "Define it or correct the code."),
    ("procedure.material", BLOCKS, "A pledge or tolerance names a material that nobody hands in.", "国办发〔2020〕42号", "改成申请人要提交的材料", "Name a material the applicant hands in."),
    ("procedure.pledge-barred", BLOCKS, "A pledge is offered where what goes wrong cannot be put right.", "国办发〔2020〕42号", "去掉 pledge,或写明允许的文件 despite", "Drop the pledge, or name what allows it."),
    ("procedure.pledge-field", WARNS, "A pledge does not say whether it touches a field that bars it.", "国办发〔2020〕42号", "写 touches,不涉及的写空列表", "Say touches, an empty list where it touches none."),
    ("procedure.entered", BLOCKS, "What is granted by itself awaits an officer's entry.", OWN, "去掉 automatic 或 deemed,或改结果的来源", "Drop it or fill the result otherwise."),
    ("procedure.undecidable", BLOCKS, "What decides by itself has a condition without a rule.", OWN, "写 test,或去掉 automatic", "Write the test or drop automatic."),
    ("procedure.inspectors", BLOCKS, "What decides by itself wants two officers to inspect.", LICENSING + " 第三十四条", "二者取一", "Choose one."),
    ("rule", BLOCKS, "A rule cannot be read, mixes types or units, leaves its bounds, or names what nobody defines.", "条款须可计算;规则语言说明", "按提示的行列改写", "Rewrite it where the place points."),
    ("rule.never", WARNS, "A clause or a part of it never holds: its conditions contradict.", OWN, "核对数值、单位和取值范围", "Check values, units and ranges."),
    ("rule.always", WARNS, "A clause or a part of it always holds and decides nothing.", OWN, "去掉它,或改正数值", "Drop it or correct the values."),
    ("rule.circle", BLOCKS, "Clauses refer to each other in a circle.", OWN, "去掉其中一个引用", "Drop one reference."),
    ("rule.parameter-gap", BLOCKS, "A parameter has no value for a day and region a clause asks for.", "标准须有施行日期", "补上这一天的数值", "Add the value of that day."),
    ("parameters.twice", BLOCKS, "Two files define one parameter.", OWN, "换一个 key,或并到一起", "Take another key or join them."),
    ("parameters.same-day", BLOCKS, "A parameter has two values for one day.", OWN, "更正请写 known", "Write known for a correction."),
    ("situations.unknown", BLOCKS, "A part points to a situation that the service does not have.", OWN, "改正 situation,或先写出这个情形", "Correct it or define the situation."),
    ("situations.idle", WARNS, "A situation changes nothing.", OWN, "用 situation 指向它,或删去", "Point to it or drop it."),
    ("situations.twice", BLOCKS, "Two situations of a service share an id.", OWN, "换一个代码", "Take another id."),
    ("examples.differ", BLOCKS, "An example comes out otherwise than it expects.", OWN, "改规则或改例子", "Change the rule or the example."),
    ("examples.untried", BLOCKS, "An example could not be tried.", OWN, "按提示补写", "Complete it."),
    ("audit.visits", WARNS, "A visit has no reason.", AUDIT, "写 visits.text", "Write visits.text."),
    ("audit.visits-zero", WARNS, "A service without visits gives a reason for a visit.", AUDIT, "改 visits.expected,或去掉理由", "Change the number or drop the reason."),
    ("audit.mail", WARNS, "A service without visits is neither online nor taken in by mail.", AUDIT, "写 online 或 express", "Set online or express."),
    ("audit.depth", BLOCKS, "A service handled wholly online wants a visit.", AUDIT, "改到场次数,或改网上办理深度", "Change the visits or the depth."),
    ("audit.case-type", WARNS, "The promise and the kind of case do not agree: at once, if and only if 即办件.", AUDIT, "改 case_type 或承诺时限", "Change case_type or the promise."),
    ("audit.result", WARNS, "A result called a certificate names no licence.", AUDIT, "写 licence", "Name the licence."),
    ("audit.result-type", WARNS, "The kind of result does not fit its name (…证, …文, …批复).", AUDIT, "改 result_type", "Change result_type."),
    ("audit.sample", WARNS, "A named result has no sample.", AUDIT, "补 result_sample", "Add result_sample."),
    ("audit.fee", WARNS, "A fee has no standard or basis.", LICENSING + " 第五十八条;" + AUDIT, "写 fee.text、fee.basis 和收费项目", "Write its text, basis and items."),
    ("audit.fee-free", BLOCKS, "A free service takes payment online, or lists what is to be paid.", AUDIT, "改 fee,或去掉网上支付", "Change the fee or drop the payment."),
    ("audit.fee-licensing", WARNS, "A licensing item costs something and names no law that allows it.", LICENSING + " 第五十八条", "写 fee.basis", "Write fee.basis."),
    ("audit.phones", _BOTH, "Enquiry and complaint phones are missing, the same (blocks), or without area code.", AUDIT, "各写一个带区号的电话", "Write two numbers with area code."),
    ("audit.audience", WARNS, "The audience does not agree with the themes (persons, corporate).", AUDIT, "改 audience 或主题", "Change audience or themes."),
    ("audit.steps", WARNS, "A licensing item has fewer than five steps.", AUDIT, "写全受理、审核、审批、办结、送达", "Write all five."),
    ("audit.faq", WARNS, "A licensing item answers no frequent question.", AUDIT, "至少写一条 faq", "Write at least one."),
    ("audit.law", WARNS, "A service has no legal basis.", "职权法定", "写 law", "Write law."),
    ("laws.unregistered", WARNS, "A law is cited that the register of laws does not know.", OWN, "登记到 laws", "Register it."),
    ("standard.word", BLOCKS, "A word is not in its code set.", STANDARD + " 附录 A", "改成代码集里的词", "Use a word of the set."),
    ("standard.code", WARNS, "A basic or implementation code fits no profile, or its parts disagree.", STANDARD + ";GB 32100-2015", "核对编码", "Check the code."),
    ("standard.length", WARNS, "A text is longer than the standard's column.", STANDARD, "写短,或放进说明", "Shorten it."),
    ("standard.days", BLOCKS, "The planned end comes before the planned beginning.", STANDARD, "改日期", "Correct the days."),
    ("texts.long", WARNS, "A sentence for citizens is too long to read.", PLAIN, "拆成短句", "Make two sentences."),
    ("texts.stacked", WARNS, "A sentence stacks clauses or modifiers.", PLAIN, "一句只说一件事", "Say one thing in one sentence."),
    ("texts.officialese", WARNS, "A sentence uses official words that have a plain one.", PLAIN, "换成平常的词", "Use the plain word."),
    ("texts.rare", WARNS, "A sentence uses characters most people cannot read.", PLAIN, "换字,或加注音", "Take another word."),
    ("texts.half-english", WARNS, "A guide is partly in English and falls back into Chinese.", PLAIN, "把这些文字写成 {zh, en}", "Write these texts as {zh, en}."),
    ("texts.english", WARNS, "An English sentence is hard to read (Flesch reading ease below 20).", PLAIN, "用短词短句", "Use short words and sentences."),
    ("agencies.uscc", BLOCKS, "A credit code fails its check.", "GB 32100-2015", "核对代码", "Check the code."),
    ("calendar.day", BLOCKS, "A day of a calendar is none, of another year, or both off and worked.", "全国年节及纪念日放假办法", "核对通告", "Check the notice."),
)
# fmt: on
CHECKS: Mapping[str, Check] = _table()


def check_of(rule: str) -> Check | None:
    """Return the check behind a rule; "schema.required" belongs to "schema".

    >>> check_of("limits.promise").level, check_of("schema.required").rule
    ('blocks', 'schema')
    """
    return CHECKS.get(rule) or CHECKS.get(rule.partition(".")[0])
