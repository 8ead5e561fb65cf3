"""What can go wrong in the procedure (办件中的问题).

Problem
├── WrongStep                    the step does not fit where the case stands
│   ├── AlreadyDecided           somebody decided before; says who
│   ├── SilenceAccepted          five silent working days accepted it already
│   └── CaseMoved                somebody acted since you looked; says who
├── NoticeAlreadyGiven           a second notice asks for what the first left out
├── NothingNamed                 a notice without a gap
├── UnknownGap                   a gap that is no field or material of this service
├── HeldByGovernment             a gap that the government itself holds
├── NotAsked                     a supplement answers what the notice did not name
├── NothingAnswered              a supplement without content
├── ReasonNeeded                 a withdrawal without its reason
├── RefusalNeedsReason · RefusalNeedsRemedy · RemedyTooShort · UnknownOutcome · WordsTooLong
├── PartNeeded                   a grant in part without what is left out
├── NoticeOpen                   a grant while the applicant was asked for something
├── AnswerAwaited                a refusal while the applicant still has time to answer
├── InspectorsNeeded             fewer officers signed than the law asks for
└── ResultMissing                the licence states something nobody entered
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class WrongStep(Problem):
    """The step does not fit where the case stands (步骤不符)."""

    code = "cases.wrong-step"
    words = Text("这一步现在不能办。", "This step does not fit where the case stands.")
    advice = Text("请刷新页面，看看办件现在到了哪一步。", "Reload to see where the case stands.")
    status = 409


class AlreadyDecided(WrongStep):
    """Somebody decided before; the detail says who and when (已有决定)."""

    code = "cases.already-decided"
    words = Text("这件已经有人作出决定。", "This case has been decided already.")
    advice = Text("您的操作没有生效，决定以先作出的为准。", "Your action has no effect.")


class SilenceAccepted(WrongStep):
    """Five silent working days have accepted it (视为受理)."""

    code = "cases.silence-accepted"
    words = Text(
        "收到材料满五个工作日没有告知，已视为受理。",
        "Five working days passed without notice, so it counts as accepted.",
    )
    advice = Text("不能再要求补正，请依法审查并作出决定。", "Go on to examine and decide.")
    law = "行政许可法 第三十二条第一款第四项"


class CaseMoved(WrongStep):
    """Somebody acted since the officer looked (办件已有变化)."""

    code = "cases.moved"
    words = Text("您查看之后，这件有了变化。", "This case changed after you looked at it.")
    advice = Text("请看过最新情况再操作。", "Look at it again before you act.")


class NoticeAlreadyGiven(Problem):
    """A second notice asks for what the first left out (一次性告知)."""

    code = "cases.notice-already-given"
    words = Text(
        "补正只能一次告知全部内容，不能再要求第一次没有写的。",
        "Everything missing is named once; what the first notice left out cannot be asked.",
    )
    advice = Text(
        "请就第一次告知的内容办理，其余由本机关自行核查。",
        "Decide on what the first notice named, or obtain the rest yourself.",
    )
    law = "行政许可法 第三十二条第一款第四项"
    status = 409


class NothingNamed(Problem):
    """A notice without a gap, or a gap without a reason (告知无内容)."""

    code = "cases.nothing-named"
    words = Text("补正告知要逐项写明缺什么、为什么。", "A notice names each gap and its reason.")
    advice = Text("请至少勾选一项并写明理由。", "Mark at least one item and give its reason.")
    law = "行政许可法 第三十二条第一款第四项"


class UnknownGap(Problem):
    """A gap that is no field or material of this service (清单外的要求)."""

    code = "cases.unknown-gap"
    words = Text("事项清单里没有这一项，不能要求提供。", "This is not on the service's list.")
    advice = Text("只能要求清单内的信息和材料。", "Ask only for what the service lists.")
    law = "行政许可法 第三十一条"


class HeldByGovernment(Problem):
    """A gap that the government itself holds (可共享获取)."""

    code = "cases.held-by-government"
    words = Text(
        "这一项政府部门已经掌握，不得要求申请人再提供。",
        "The government holds this; the applicant may not be asked for it.",
    )
    advice = Text("请通过共享核查；信息有误的，走异议处理。", "Check it by sharing instead.")
    law = "国务院令第716号 第七条"


class NotAsked(Problem):
    """A supplement answers what the notice did not name (未要求补正的内容)."""

    code = "cases.not-asked"
    words = Text("补正通知里没有这一项。", "The notice did not ask for this.")
    advice = Text("只需补正通知里写明的内容。", "Answer only what the notice names.")


class NothingAnswered(Problem):
    """A supplement without content (补正无内容)."""

    code = "cases.nothing-answered"
    words = Text("还没有填写要补正的内容。", "Nothing has been answered yet.")
    advice = Text("请按通知逐项补充后再提交。", "Answer what the notice names, then hand in.")


class RefusalNeedsReason(Problem):
    """A refusal without its reason (不予许可须说明理由)."""

    code = "cases.refusal-needs-reason"
    words = Text("不予许可的决定要书面说明理由。", "A refusal states its reason in writing.")
    advice = Text("请写明依据的事实和规定。", "State the facts and the rule it rests on.")
    law = "行政许可法 第三十八条第二款"


class RefusalNeedsRemedy(Problem):
    """A refusal without remedy or deadline (须告知救济途径)."""

    code = "cases.refusal-needs-remedy"
    words = Text(
        "不予许可的决定要告知复议或者诉讼的权利和期限。",
        "A refusal tells where and until when it can be contested.",
    )
    advice = Text("请写明救济途径，期限要在今天之后。", "Give the remedy and a later deadline.")
    law = "行政许可法 第三十八条第二款"


class RemedyTooShort(Problem):
    """A remedy that would end before the law lets it (救济期限短于法定期限)."""

    code = "cases.remedy-too-short"
    words = Text(
        "告知的救济期限短于法律规定的期限。",
        "The law gives more time to contest it than is told here.",
    )
    advice = Text("请按法定天数改填截止日期。", "Set a deadline of at least the days of the law.")
    law = "行政复议法 第二十条、行政诉讼法 第四十五条"


class UnknownOutcome(Problem):
    """An outcome that is none (决定结果不明)."""

    code = "cases.unknown-outcome"
    words = Text("决定只能是准予或不予。", "A decision grants or refuses.")
    advice = Text("请选择准予或不予。", "Choose to grant or to refuse.")


class WordsTooLong(Problem):
    """Words past their limit (文字过长)."""

    code = "cases.words-too-long"
    words = Text("文字太长了。", "The words are too long.")
    advice = Text("请写在 2000 字以内。", "Use 2000 characters at most.")


class ReasonNeeded(Problem):
    """A withdrawal without its reason (撤回须说明)."""

    code = "cases.reason-needed"
    words = Text("请写一句撤回的原因。", "Say in a sentence why it is withdrawn.")
    advice = Text("写好后再撤回。", "Write it, then withdraw.")


class ResultMissing(Problem):
    """The licence states something nobody entered (结果登记不全)."""

    code = "cases.result-missing"
    words = Text("结果证照上还有内容没有填写。", "The result states something nobody entered.")
    advice = Text("请填写列出的各项后再作决定。", "Enter the listed items, then decide.")


class PartNeeded(Problem):
    """A grant in part without what is left out (部分准予须写明)."""

    code = "cases.part-needed"
    words = Text("部分准予，要写明哪一部分不予准许。", "A grant in part says what is not granted.")
    advice = Text("请写明不予准许的部分和理由。", "Write what is not granted, and why.")
    law = "行政许可法 第三十八条第二款"


class NoticeOpen(Problem):
    """A grant while the applicant was asked for something (补正期间准予须说明)."""

    code = "cases.notice-open"
    words = Text(
        "正在等申请人补正。不等补正就准予，要写明理由。",
        "The applicant was asked for something; a grant without it says why.",
    )
    advice = Text("请写明为什么不需要再补正。", "Say why it is no longer needed.")
    status = 409


class AnswerAwaited(Problem):
    """A refusal while the applicant still has time to answer (补正期限未满)."""

    code = "cases.answer-awaited"
    words = Text(
        "告知申请人补正的期限还没有过，现在不能不予。",
        "The applicant was given time to answer, and it is not over: no refusal yet.",
    )
    advice = Text("请等申请人补正，或者等期限届满。", "Wait for the answer, or for its last day.")
    law = "行政许可法 第三十二条第一款第四项"
    status = 409


class InspectorsNeeded(Problem):
    """Fewer officers signed than the law asks for (核查人数不足)."""

    code = "cases.inspectors-needed"
    words = Text(
        "这个事项要有两名以上工作人员核查并签署意见。",
        "More officers have to sign what they found before this is decided.",
    )
    advice = Text("请另一名工作人员先签署审查意见。", "Let a colleague sign their findings first.")
    law = "行政许可法 第三十四条第三款"
    status = 409
