"""What can go wrong with facts (事实的问题).

FactsProblem
├── NoPurpose         a read that does not say what it is for
├── UnknownSource     a source that no statement can have
├── UnknownStatement  there is no such statement
├── NotTheirs         only the subject, or who may act for them, disputes or corrects
├── HeldByAgency      what an agency stated is disputed, not corrected by hand
├── AlreadyDisputed   one open dispute a statement
├── DisputeClosed     the dispute has its answer
├── ConsentGiven      a consent to this stands already
├── NoSuchConsent     there is no such consent, or it is withdrawn
├── GuardianNeeded    who is under fourteen consents by their guardian
├── ReasonNeeded      nothing is unmasked without a reason
├── UnknownDataset    there is no such dataset
├── WrongDatasetStep  a dataset is not where this step is taken
├── DatasetTerms      what a dataset is offered on is not whole
└── Unreadable        a file that cannot be read as a table
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class FactsProblem(Problem):
    """Something about what is known of a subject (事实)."""


class NoPurpose(FactsProblem):
    """A read that does not say what it is for (没有用途); without a purpose nothing is read."""

    code = "facts.no-purpose"
    words = Text("没有写明用途，不能查阅。", "Nothing is read without a purpose.")
    advice = Text("请写明办什么事、依据什么。", "Say which matter it is for, and on what basis.")
    law = "国务院令第716号 第七条; 个人信息保护法 第六条"
    status = 403


class UnknownSource(FactsProblem):
    """A source that no statement can have (来源有误)."""

    code = "facts.unknown-source"
    words = Text("没有这种来源。", "There is no such source.")


class UnknownStatement(FactsProblem):
    """There is no such statement (查无此项)."""

    code = "facts.unknown-statement"
    words = Text("没有找到这条信息。", "There is no such statement.")
    status = 404


class NotTheirs(FactsProblem):
    """Somebody else's (不是本人的信息)."""

    code = "facts.not-theirs"
    words = Text("只有本人或其代办人可以提出。", "Only the person or their agent may do this.")
    law = "个人信息保护法 第四十六条"
    status = 403


class HeldByAgency(FactsProblem):
    """An agency stated it (由部门登记); it is disputed, and the agency corrects it."""

    code = "facts.held-by-agency"
    words = Text("这条信息由部门登记，不能自行改写。", "An agency stated this.")
    advice = Text("请提出异议，由登记部门核对。", "Dispute it, and the agency will check.")
    law = "个人信息保护法 第四十六条"


class AlreadyDisputed(FactsProblem):
    """There is an open dispute about it (已有异议)."""

    code = "facts.already-disputed"
    words = Text("这条信息已提出异议，正在核对。", "This is disputed already and being checked.")
    status = 409


class DisputeClosed(FactsProblem):
    """The dispute has its answer (异议已答复)."""

    code = "facts.dispute-closed"
    words = Text("这项异议已经答复。", "This dispute has been answered.")
    status = 409


class ConsentGiven(FactsProblem):
    """A consent to this stands already (已经同意)."""

    code = "facts.consent-given"
    words = Text("您已经同意过了。", "This has been consented to already.")
    status = 409


class NoSuchConsent(FactsProblem):
    """There is no such consent, or it is withdrawn (没有这项同意)."""

    code = "facts.no-such-consent"
    words = Text("没有这项同意，或者已经撤回。", "There is no such consent, or it is withdrawn.")
    status = 404


class GuardianNeeded(FactsProblem):
    """Who is under fourteen consents by their guardian (须监护人同意)."""

    code = "facts.guardian-needed"
    words = Text("未满十四周岁，由监护人同意。", "Under fourteen, the guardian consents.")
    law = "个人信息保护法 第三十一条"
    status = 403


class ReasonNeeded(FactsProblem):
    """Nothing is unmasked without a reason (须说明理由)."""

    code = "facts.reason-needed"
    words = Text("请写明为什么要看完整内容。", "Say why the whole value has to be seen.")
    law = "个人信息保护法 第六条、第五十一条"


class UnknownDataset(FactsProblem):
    """There is no such dataset (没有这个数据集)."""

    code = "facts.unknown-dataset"
    words = Text("没有找到这个数据集。", "There is no such dataset.")
    status = 404


class WrongDatasetStep(FactsProblem):
    """A dataset is not where this step is taken (数据集状态不符)."""

    code = "facts.wrong-dataset-step"
    words = Text("这个数据集现在不能做这一步。", "This step cannot be taken now.")
    status = 409


class DatasetTerms(FactsProblem):
    """What a dataset is offered on is not whole (约定不完整); the detail says what is missing."""

    code = "facts.dataset-terms"
    words = Text("数据集的约定不完整。", "The terms of the dataset are not whole.")
    law = "政务数据共享条例; 个人信息保护法 第六条、第十九条"
    status = 422


class Unreadable(FactsProblem):
    """A file that cannot be read as a table (文件读不了); the detail says why."""

    code = "facts.unreadable"
    words = Text("这个文件不能当作表格来读。", "This file cannot be read as a table.")
    status = 422
