"""What can go wrong at the face of the cases room (办件入口的问题).

    Problem
    ├── NotYours          there is no such thing, as far as this actor may know (404)
    ├── AnswersWrong      some answers cannot be kept; `errors` says which and why
    ├── NotReady          something is still open; `missing` lists it
    ├── NotPossible       the plan cannot be carried out as it stands
    ├── Submitted         the draft was handed in already
    ├── DraftMoved        the draft changed while it was being handed in
    └── BadFile           FileTooLarge · FileTypeUnknown · FileDamaged · FileNotAsked · TooManyFiles

Those of the procedure itself are in `cases.domain.problems`.
"""

from collections.abc import Mapping, Sequence

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class NotYours(Problem):
    """There is no such thing, as far as this actor may know (查无此件)."""

    code = "cases.not-yours"
    words = Text("没有找到，或者不归您办理。", "Not found, or not yours to see.")
    advice = Text("请核对编号，或换有权限的账号。", "Check the number, or use another account.")
    status = 404


class AnswersWrong(Problem):
    """Some answers cannot be kept; the good ones were (填写有误).

    `errors` maps each ref to the sentence for its field.
    """

    code = "cases.answers-wrong"
    words = Text(
        "有几项需要改一改，其余已经保存。", "Some answers need a change; the rest is kept."
    )
    advice = Text("请按各项下面的提示修改。", "See the hint below each field.")
    status = 422

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__("、".join(sorted(errors)))
        self.errors = dict(errors)


class NotReady(Problem):
    """Something is still open (还没填完); `missing` lists refs, parties and materials."""

    code = "cases.not-ready"
    words = Text("还有内容没有填，暂时不能提交。", "Something is still open.")
    advice = Text("请补上列出的各项再提交。", "Complete what is listed, then hand in.")
    status = 422

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("、".join(missing))
        self.missing = tuple(missing)


class NotPossible(Problem):
    """The plan cannot be carried out as it stands (方案走不通); the detail says why."""

    code = "cases.not-possible"
    words = Text("这件事现在还办不了。", "This cannot be done as it stands.")
    advice = Text(
        "请先解决列出的问题，或到窗口咨询。", "Solve what is listed, or ask at the window."
    )
    status = 409


class Submitted(Problem):
    """The draft was handed in already and cannot change (已经提交)."""

    code = "cases.submitted"
    words = Text("这份申请已经提交，不能再改。", "This has been handed in and cannot change.")
    advice = Text("需要改动的，请在办件里撤回或等待补正。", "Withdraw it, or await a notice.")
    status = 409


class DraftMoved(Problem):
    """The draft changed while it was being handed in (草稿已有变化).

    Nobody hands in what they have not seen, and no answer said to be kept is dropped.
    """

    code = "cases.draft-moved"
    words = Text("提交时，这份申请刚刚在别处有了改动。", "This was changed elsewhere just now.")
    advice = Text("请看过最新内容再提交。", "Look at it as it stands, then hand in.")
    status = 409


class BadFile(Problem):
    """A file that cannot be taken (文件不能接收)."""

    code = "cases.bad-file"
    words = Text("这个文件不能接收。", "This file cannot be taken.")
    advice = Text("请换一个 PDF、JPG 或 PNG 文件。", "Use a PDF, JPG or PNG file.")
    status = 422


class FileTooLarge(BadFile):
    """More than the limit (文件太大)."""

    code = "cases.file-too-large"
    words = Text("文件超过 10 MB。", "The file is larger than 10 MB.")
    advice = Text("请压缩或重新拍一张再传。", "Make it smaller, then try again.")
    status = 413


class FileTypeUnknown(BadFile):
    """No PDF, JPEG, PNG, OFD or credential by its content (类型不对)."""

    code = "cases.file-type-unknown"
    words = Text(
        "只能收 PDF、JPG、PNG、OFD 文件和钱包里的凭证。",
        "Only PDF, JPG, PNG, OFD and credentials of a wallet are taken.",
    )


class FileDamaged(BadFile):
    """It begins like a picture and cannot be opened (文件损坏)."""

    code = "cases.file-damaged"
    words = Text("文件打不开，可能没有传完整。", "The file cannot be opened.")
    advice = Text("请重新拍摄或导出后再传。", "Make it anew, then try again.")


class FileNotAsked(BadFile):
    """Nobody asks for this file here (不需要的文件)."""

    code = "cases.file-not-asked"
    words = Text("这里不需要这个文件。", "This file is not asked for here.")
    advice = Text("政府已经掌握的材料不用交。", "What the government holds is not handed in.")


class TooManyFiles(BadFile):
    """More files than a draft may carry (文件太多)."""

    code = "cases.too-many-files"
    words = Text("文件太多了。", "There are too many files.")
    advice = Text("请把多页合并成一个 PDF。", "Join the pages into one PDF.")
