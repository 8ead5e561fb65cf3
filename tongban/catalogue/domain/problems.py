"""Problems of the catalogue (目录问题).

CatalogueProblem
├── DefinitionsWrong     the files contradict each other, the vocabulary or the law
├── UnknownDefinition    no such service, licence, kind, event or policy
├── NothingPublished     the catalogue is still empty
├── NoSuchRevision       there is no publication of this number
├── NotEntitled          no post of the actor's allows it
├── FourEyesNeeded       somebody else has to approve
├── WrongDraftStep       the draft does not stand where this can be done
├── DraftMoved           somebody else has written in the draft meanwhile
├── DraftBehind          what the draft was made from has been published anew
└── UnknownDraft         no such draft
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class CatalogueProblem(Problem):
    """Anything the catalogue cannot do (目录问题)."""

    code = "catalogue.problem"


class DefinitionsWrong(CatalogueProblem):
    """Definitions with errors are not published, not even in part (定义有误, 不予发布).

    `detail` is the tuple of findings.
    """

    code = "catalogue.definitions-wrong"
    words = Text(
        "定义有误,没有发布任何内容。", "The definitions have errors; nothing was published."
    )
    advice = Text("请按每一条提示修改后再发布。", "Mend each finding named and publish again.")
    status = 422


class UnknownDefinition(CatalogueProblem):
    """Nothing of this id is published (没有这个事项)."""

    code = "catalogue.unknown"
    words = Text("目录里没有:", "The catalogue does not know")
    advice = Text("请核对代码,或用自己的话搜索。", "Check the id, or search in your own words.")
    status = 404


class NothingPublished(CatalogueProblem):
    """The catalogue is empty (目录尚未发布)."""

    code = "catalogue.nothing-published"
    words = Text("目录还没有发布。", "Nothing has been published yet.")
    advice = Text("请先运行 tongban publish definitions。", "Run: tongban publish definitions")
    status = 503


class NoSuchRevision(CatalogueProblem):
    """There is no publication of this number to go back to (没有这次发布)."""

    code = "catalogue.no-such-revision"
    words = Text("没有这次发布:", "There is no revision")
    advice = Text("请用 tongban history 查看发布历史。", "See: tongban history")
    status = 404


class NotEntitled(CatalogueProblem):
    """No post of the actor's allows this (岗位不允许)."""

    code = "catalogue.not-entitled"
    words = Text("这个岗位不能这样做:", "This post does not allow it:")
    advice = Text("请由事项管理员办理。", "Ask a designer of the catalogue.")
    status = 403


class FourEyesNeeded(CatalogueProblem):
    """Whoever wrote a change does not approve it (起草人不得审批自己的草稿)."""

    code = "catalogue.four-eyes"
    words = Text("发布需要另一个人审批。", "A publication needs the approval of somebody else.")
    advice = Text(
        "请提交草稿,由另一位有权人员审批。", "Submit the draft and let a colleague approve it."
    )
    status = 403


class WrongDraftStep(CatalogueProblem):
    """The draft does not stand where this can be done (草稿状态不允许)."""

    code = "catalogue.wrong-draft-step"
    words = Text("草稿现在不能这样处理:", "The draft does not stand where this can be done:")
    advice = Text("请先查看草稿的状态。", "Look at the state of the draft first.")
    status = 409


class DraftMoved(CatalogueProblem):
    """Somebody else has written in the draft since it was read (草稿已被他人改动).

    `detail` names who, where that is known.
    """

    code = "catalogue.draft-moved"
    words = Text("别人刚刚改过这份草稿:", "Somebody else has changed this draft:")
    advice = Text(
        "请看两份内容有什么不同,再决定保留哪一份。",
        "Compare both wordings, then decide which stays.",
    )
    status = 409


class DraftBehind(CatalogueProblem):
    """What the draft was made from has been published anew since (依据的版本已更新).

    `detail` names the definitions.
    """

    code = "catalogue.draft-behind"
    words = Text(
        "起草以后,这些定义又有了新的发布:",
        "These definitions have been published anew since the draft began:",
    )
    advice = Text("请对照新的内容,再保存一次。", "Compare with what is new, and save once more.")
    status = 409


class UnknownDraft(CatalogueProblem):
    """There is no such draft (没有这个草稿)."""

    code = "catalogue.unknown-draft"
    words = Text("没有这个草稿:", "There is no draft")
    advice = Text("请核对编号。", "Check the number.")
    status = 404
