"""Measures (监督指标): each is one object that says in plain words what is divided by what.

A measure names columns of the prepared rows, never a number. Its value over any part of the city
is the sum of `top` over the sum of `bottom`; the cases that make it up are those where `shows`
holds, so a figure always opens to what it counts.

>>> one = MEASURES["in_time"]
>>> one.value(9, 10), one.value(0, 0)
(0.9, None)
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.kernel.text import Text

SHARE, HOURS, DAYS, COUNT, EACH, LEVEL = "share", "hours", "days", "count", "each", "level"
UNITS: Mapping[str, Text] = {
    SHARE: Text("%", "%"),
    HOURS: Text("小时", "hours"),
    DAYS: Text("天", "days"),
    COUNT: Text("件", ""),
    EACH: Text("次/件", "a case"),
    LEVEL: Text("级", "level"),
}
CASE, DEMAND, RATING, PAYMENT = "case", "demand", "rating", "payment"
_SECONDS = {HOURS: 3600, DAYS: 86_400}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure (指标): its name, its definition in plain words, and what it is computed from.

    `top` and `bottom` are columns of the prepared rows of `about`; `on` is the day a row counts
    on; `shows` is the column that is above 0 in the rows a reader should look at (of `missing`,
    those where `top` is 0). `more` says whether more is better (None: it is only told).
    """

    id: str
    name: Text
    words: Text
    unit: str
    top: str
    bottom: str | None = None
    about: str = CASE
    on: str = "filed_on"
    shows: str = ""
    missing: bool = False
    more: bool | None = None
    law: str = ""

    def value(self, top: int, bottom: int) -> float | None:
        """Return the figure that two sums make, None where there is nothing to divide by."""
        if self.bottom is None:
            return float(top)
        if not bottom:
            return None
        return top / bottom / _SECONDS.get(self.unit, 1)


def _of(*several: Measure) -> Mapping[str, Measure]:
    return {one.id: one for one in several}


MEASURES: Mapping[str, Measure] = _of(
    Measure(
        "filed", Text("收件", "Filed"),
        Text("期间内提交的办件数。", "Cases handed in during the period."), COUNT, "filed",
    ),
    Measure(
        "decided", Text("办结", "Decided"),
        Text("期间内作出决定的办件数。", "Cases decided during the period."),
        COUNT, "decided", on="ended_on",
    ),
    Measure(
        "in_time", Text("按时办结率", "Decided in time"),
        Text(
            "作出决定的日子不晚于应办结日的办件，占有公布时限并已决定的办件的比例。停钟和批准的延期已算在应办结日里；没有公布时限的不算。",
            "Cases decided no later than they were due, of those decided under a published limit. Halts and approved extensions count into the due day; cases without a limit are left out.",
        ),
        SHARE, "in_time", "timed", on="ended_on", shows="timed", missing=True, more=True,
        law="行政许可法 第四十二条",
    ),
    Measure(
        "waiting", Text("等待时间", "Waiting"),
        Text(
            "件到了部门、部门还没有动手的时间，平均每件小时数（自然时间）；补正回来、会办反馈以后再等的也算。",
            "Hours a case lay at an agency untouched, on average and by the wall clock, again after a supplement or another agency's answer.",
        ),
        HOURS, "waiting_s", "decided", on="ended_on", shows="waiting_s", more=False,
    ),
    Measure(
        "working", Text("办理时间", "Working"),
        Text(
            "部门动手以后到它下一步的时间，平均每件小时数（自然时间）。等申请人、等别的部门、特别程序都不算。",
            "Hours from an agency's step to its next, on average. Waiting for the applicant, for others and special procedures are left out.",
        ),
        HOURS, "working_s", "decided", on="ended_on", shows="working_s", more=False,
    ),
    Measure(
        "applicant", Text("等申请人", "With the applicant"),
        Text("一次告知以后等申请人补正的时间，平均每件小时数。", "Hours waiting for the applicant's answer to a notice, on average."),
        HOURS, "applicant_s", "decided", on="ended_on", shows="applicant_s", more=False,
    ),
    Measure(
        "others", Text("等其他部门", "With other agencies"),
        Text("征求意见、并联审批时等其他部门的时间，平均每件小时数。", "Hours waiting for other agencies' parts and opinions, on average."),
        HOURS, "others_s", "decided", on="ended_on", shows="others_s", more=False,
    ),
    Measure(
        "returned", Text("退回率", "Returned"),
        Text("被要求补正或者不予受理的办件，占收件的比例；原因见“退回原因”。", "Cases sent back for a supplement or not accepted, of those filed; the causes stand beside."),
        SHARE, "returned", "filed", shows="returned", more=False,
    ),
    Measure(
        "one_notice", Text("一次性告知", "One notice of everything"),
        Text(
            "只发了一次补正告知，而且在收件后五个工作日内发出（受理后依规定再告知的除外），占发过补正告知的办件的比例。",
            "Cases with a single notice given within five working days of arrival, of those that had a notice.",
        ),
        SHARE, "notice_kept", "noticed", shows="noticed", missing=True, more=True,
        law="行政许可法 第三十二条第一款第四项",
    ),
    Measure(
        "visits", Text("到窗口次数", "Visits"),
        Text("在窗口提交、补交、领取的次数，平均每件。一次都不用到的是 0。", "Times the person stood at a window (to file, to supply, to fetch), on average a case."),
        EACH, "visits", "filed", shows="visits", more=False,
    ),
    Measure(
        "asked_held", Text("重复索要", "Asked although held"),
        Text(
            "申请人自己填的信息里，提交时政府已经掌握并且有效的项数，占自己填的全部项数的比例。每一项都列在“只交一次”违规清单里。",
            "Facts the applicant typed that the government held and that were valid at that moment, of all facts typed. Each stands in the list of breaches.",
        ),
        SHARE, "asked_held", "asked", shows="asked_held", more=False, law="国务院令第716号 第七条",
    ),
    Measure(
        "overturned", Text("自动决定被推翻", "Automatic decisions overturned"),
        Text("规则自动作出、后来经复议被变更或撤销的决定，占自动决定的比例。", "Decisions that rules made and a reconsideration changed or revoked, of all that rules made."),
        SHARE, "overturned", "automatic", on="ended_on", shows="overturned", more=False,
        law="个人信息保护法 第二十四条",
    ),
    Measure(
        "silence", Text("沉默受理", "Accepted by silence"),
        Text("五个工作日没有答复、依法视为受理的办件，占收件的比例。", "Cases accepted because five working days passed in silence, of those filed."),
        SHARE, "accepted_by_silence", "filed", shows="accepted_by_silence", more=False,
        law="行政许可法 第三十二条",
    ),
    Measure(
        "stuck", Text("会办超时", "Stuck with others"),
        Text("其他部门没有按日子反馈的次数。", "Times another agency did not answer by its day."),
        COUNT, "stuck", shows="stuck", more=False,
    ),
    Measure(
        "demands", Text("诉求", "Demands"),
        Text("期间内提交的诉求件数。", "Demands handed in during the period."),
        COUNT, "filed", about=DEMAND,
    ),
    Measure(
        "solved", Text("解决率", "Solved"),
        Text(
            "诉求人自己说解决了的，占已办结诉求的比例。没有说的、说没解决的，都不算解决。",
            "Demands whose person said they were solved, of all that were closed. Silence does not count as solved.",
        ),
        SHARE, "solved", "closed", about=DEMAND, on="ended_on", shows="closed", missing=True, more=True,
        law="国办发〔2020〕53号",
    ),
    Measure(
        "answered_in_time", Text("按时答复率", "Answered in time"),
        Text("在反馈时限内答复的，占已答复诉求的比例；退单和追问以外的时间都算。", "Demands replied to within their limit, of all replied to."),
        SHARE, "in_time", "replied", about=DEMAND, shows="replied", missing=True, more=True,
    ),
    Measure(
        "given_back", Text("退单率", "Given back"),
        Text("被承办部门退回过的诉求，占诉求的比例。", "Demands an agency gave back, of those filed."),
        SHARE, "returned", "filed", about=DEMAND, shows="returned", more=False,
    ),
    Measure(
        "reopened", Text("重办率", "Reopened"),
        Text("诉求人要求重新办理的次数，占诉求的比例。", "Times a person asked for it to be taken up again, of demands filed."),
        SHARE, "reopened", "filed", about=DEMAND, shows="reopened", more=False,
    ),
    Measure(
        "rated", Text("评价", "Ratings"),
        Text("期间内给出的评价数。误评、恶意评价有依据地剔除以后不算。", "Ratings given during the period; those left out with their ground do not count."),
        COUNT, "filed", about=RATING, law="国办发〔2019〕51号",
    ),
    Measure(
        "satisfied", Text("满意率", "Satisfied"),
        Text("非常满意、满意、基本满意的评价，占全部评价的比例。", "Ratings of the three good levels, of all ratings."),
        SHARE, "good", "filed", about=RATING, shows="filed", missing=True, more=True,
        law="国办发〔2019〕51号",
    ),
    Measure(
        "level", Text("平均评价", "Average level"),
        Text("评价等级的平均数：一级非常满意，五级非常不满意。", "The levels of ratings on average: 1 is very satisfied, 5 very dissatisfied."),
        LEVEL, "level", "filed", about=RATING, shows="filed", more=False, law="GB/T 39046-2020 表A.8",
    ),
    Measure(
        "bad_answered", Text("差评答复率", "Bad ratings answered"),
        Text("核实、整改以后已经答复本人的差评，占差评的比例。", "Bad ratings that were checked and answered to the person, of all bad ones."),
        SHARE, "answered", "bad", about=RATING, shows="bad", missing=True, more=True,
        law="国办发〔2019〕51号",
    ),
    Measure(
        "fees", Text("缴费单", "Fees ordered"),
        Text("期间内开具的缴费单数。", "Fees ordered during the period."),
        COUNT, "ordered", about=PAYMENT, shows="ordered",
    ),
    Measure(
        "fees_paid", Text("缴费率", "Fees paid"),
        Text("已经缴了的，占期间内开具的缴费单的比例；后来退了的也算缴过。", "Fees that were paid, of those ordered; what went back later counts as paid."),
        SHARE, "paid", "ordered", about=PAYMENT, shows="ordered", missing=True,
    ),
    Measure(
        "fees_back", Text("退费率", "Fees sent back"),
        Text("退回过钱的缴费单，占已缴的比例。", "Fees sent back, of those paid."),
        SHARE, "refunded", "paid", about=PAYMENT, shows="refunded", more=False,
    ),
    Measure(
        "pay_outs", Text("拨付", "Pay-outs"),
        Text("期间内下达的拨付笔数。", "Pay-outs ordered during the period."),
        COUNT, "out", about=PAYMENT, shows="out",
    ),
    Measure(
        "pay_out_days", Text("到账时间", "Days to pay-out"),
        Text("从批准拨付到钱到本人账户的日历天数，平均每笔；还没有到账的不算。", "Calendar days from the order to the money's arrival, on average; what has not arrived is left out."),
        DAYS, "out_s", "arrived", about=PAYMENT, on="ended_on", shows="arrived", more=False,
    ),
    Measure(
        "pay_outs_returned", Text("退汇率", "Pay-outs returned"),
        Text("被银行退回过的拨付，占拨付的比例。", "Pay-outs a bank sent back, of those ordered."),
        SHARE, "returned", "out", about=PAYMENT, shows="returned", more=False,
    ),
    Measure(
        "differences", Text("对账差异", "Differences"),
        Text("每日对账时两边对不上、要人核对的笔数。", "Lines of the daily statement that the two sides disagree on, for a person to look at."),
        COUNT, "differs", about=PAYMENT, shows="differs", more=False,
    ),
)  # fmt: skip
"""Every measure of cases, demands, ratings and payments, in the order they are shown."""
COUNTS = (
    "filed",
    "accepted",
    "accepted_by_silence",
    "granted",
    "refused",
    "withdrawn",
    "not_accepted",
    "terminated",
    "supplement",
    "overdue",
    "taken_early",
    "stuck",
)
"""What is simply counted (办件量), by the word of each column."""
