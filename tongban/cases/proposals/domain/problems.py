"""Problems of proposals (免申即享的问题).

Problem
├── NoSuchProposal     there is none, or it is somebody else's (404)
├── ProposalMoved      the step does not fit where it stands (409)
├── AccountNeeded      no account, or not one of the person's own (400)
├── AnswerUnusable     what was answered is none the policy can read (400)
├── WordsNeeded        a refusal, an objection, a stop without its reason (400)
├── ObjectionTooLate   the days to object are over (409)
├── HearingOpen        money is claimed back before the person could answer (409)
└── OtherOfficerNeeded who proposed a claim does not decide it (403)
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class NoSuchProposal(Problem):
    """There is none, or it is somebody else's (没有这笔待遇)."""

    code = "cases.no-such-proposal"
    words = Text("没有这笔待遇。", "There is no such benefit.")
    advice = Text("请从“我的”里打开。", "Open it from your own page.")
    status = 404


class ProposalMoved(Problem):
    """The step does not fit where it stands (这一步现在不能办)."""

    code = "cases.proposal-moved"
    words = Text("这一步现在不能办。", "This cannot be done now.")
    advice = Text("请刷新页面，看看最新情况。", "Reload the page and look again.")
    status = 409


class AccountNeeded(Problem):
    """No account, or not one that can be (要一个本人的账户)."""

    code = "cases.account-needed"
    words = Text("要一个本人名下的银行账户。", "An account in your own name is needed.")
    advice = Text("请填 12 到 19 位的卡号或账号。", "Enter the 12 to 19 digits of card or account.")


class AnswerUnusable(Problem):
    """What was answered is none the policy can read (回答读不懂)."""

    code = "cases.proposal-answer-unusable"
    words = Text("这个回答用不上。", "This answer cannot be used.")
    advice = Text("请照提示的样子再填一次。", "Please answer as the hint says.")


class WordsNeeded(Problem):
    """A step that states its reason, without one (要说明理由)."""

    code = "cases.proposal-words-needed"
    words = Text("请写一句理由。", "Please give the reason in a sentence.")
    advice = Text("不超过 2000 字。", "2,000 characters at most.")


class ObjectionTooLate(Problem):
    """The days to object are over (异议期已过)."""

    code = "cases.objection-too-late"
    words = Text("提出异议的期限已过。", "The days to object are over.")
    advice = Text(
        "仍可依法申请行政复议，或在“反映问题”里说。",
        "You can still ask for administrative reconsideration, or tell us what is wrong.",
    )
    law = "行政复议法 第二十条（未核实）"
    status = 409


class HearingOpen(Problem):
    """Money is claimed back before the person could answer (陈述申辩期未满)."""

    code = "cases.claim-hearing-open"
    words = Text("当事人陈述申辩的期限还没有满。", "The person still has time to answer.")
    advice = Text("等当事人答复，或期满后再决定。", "Decide when they have answered or it is over.")
    status = 409


class OtherOfficerNeeded(Problem):
    """Who proposed a claim does not decide it (提出与决定不能是同一人)."""

    code = "cases.other-officer-needed"
    words = Text("提出的人不能自己决定。", "Who proposed it cannot decide it.")
    advice = Text("请另一位工作人员决定。", "Another officer decides.")
    status = 403
