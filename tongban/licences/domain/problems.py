"""What can go wrong with licences (电子证照的问题).

LicenceProblem
├── UnknownLicence    there is no such licence
├── NotIssuer         only who issued it may suspend, restore or revoke it
├── ReasonMissing     taking a licence away is said with a reason
├── NotInForce        what is revoked or suspended already cannot be so again
└── DocumentProblem
    ├── GlyphMissing  a character that no font has
    └── BadTemplate   the template cannot be made into a document
"""

import unicodedata

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class LicenceProblem(Problem):
    """Something about a licence (电子证照)."""


class UnknownLicence(LicenceProblem):
    """There is no such licence (查无此证)."""

    code = "licences.unknown"
    words = Text("没有找到这份证照。", "There is no such licence.")
    status = 404


class NotIssuer(LicenceProblem):
    """Only who issued it may do this (非发证机关)."""

    code = "licences.not-issuer"
    words = Text("只有发证机关可以这样做。", "Only the issuing authority may do this.")
    law = "行政许可法 第六十九条"
    status = 403


class ReasonMissing(LicenceProblem):
    """A licence is taken away with a reason or not at all (未说明理由)."""

    code = "licences.reason-missing"
    words = Text("请写明理由。", "A reason is missing.")
    law = "行政许可法 第六十九条、第七十条"


class NotInForce(LicenceProblem):
    """Its state does not allow this step (证照状态不符)."""

    code = "licences.not-in-force"
    words = Text("这份证照现在的状态不能这样处理。", "The licence is not in a state for this.")
    status = 409


class DocumentProblem(LicenceProblem):
    """Something about a document (文书)."""

    code = "licences.document"


class GlyphMissing(DocumentProblem):
    """A character that no font here has (缺字): it is named, and never printed as a box."""

    code = "licences.glyph-missing"
    words = Text("有的字现有字库里没有，文书暂时做不出来：", "No font has these characters:")
    advice = Text(
        "请安装含有这些字的字体（如花园明朝），再试一次。",
        "Please install a font that has them (Hanazono, for example) and try again.",
    )
    law = "GB 18030-2022"
    status = 422

    def __init__(self, missing: str, /) -> None:
        self.characters = missing
        super().__init__("、".join(f"{_shown(each)}（U+{ord(each):04X}）" for each in missing))


class BadTemplate(DocumentProblem):
    """The template cannot be made into a document (模板有误); the detail is typst's own words."""

    code = "licences.bad-template"
    words = Text("文书模板有误。", "The template of the document is wrong.")
    status = 500


def _shown(character: str) -> str:
    """Show a character, or its name where it cannot be seen by itself."""
    if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"):
        return unicodedata.name(character, "不可见字符")
    return character
