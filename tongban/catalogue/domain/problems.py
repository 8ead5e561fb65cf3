"""Problems of the catalogue (目录问题).

CatalogueProblem
├── DefinitionsWrong     the files contradict each other, the vocabulary or the law
├── UnknownDefinition    no such service, licence, kind, event or policy
└── NothingPublished     the catalogue is still empty
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
