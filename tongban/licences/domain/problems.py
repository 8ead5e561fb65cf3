"""What can go wrong with licences (电子证照的问题).

LicenceProblem
├── UnknownLicence    there is no such licence
├── NotIssuer         only who issued it may suspend, restore or revoke it
├── ReasonMissing     taking a licence away is said with a reason
├── NotInForce        what is revoked or suspended already cannot be so again
├── ApprovalNeeded    the kind wants this act done by two officers
├── AlreadyProposed   another act waits for its answer
├── NothingProposed   nothing waits for an answer
├── SamePerson        who proposed it cannot agree to it
├── NotShowable       the level of trust does not allow this use
├── AuthorisationProblem
│   ├── NotTheirs         only the holder or their guardian may allow it
│   ├── BadAuthorisation  to oneself, or over before it begins
│   └── AuthorisationOver it was withdrawn, refused, or its time is over
├── PresentationProblem
│   ├── CodeUnknown       there is no such code
│   ├── CodeOver          the code's minute is over, or it was used
│   └── CauseMissing      whoever looks says what for
├── CredentialProblem
│   ├── BadCredential     forged, changed, or nobody's we know
│   ├── WrongHolder       whoever shows it does not hold its key
│   ├── CredentialOver    expired, suspended, revoked or replaced
│   └── BadRequest        a wallet asks in a way the protocol does not know
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


class ApprovalNeeded(LicenceProblem):
    """The kind wants this act done by two officers (须两人办理)."""

    code = "licences.approval-needed"
    words = Text(
        "这类证照的这一步要两个人办。", "This act on this kind of licence takes two officers."
    )
    advice = Text("请提请审批，由同事批准。", "Propose it; a colleague agrees to it.")
    status = 409


class AlreadyProposed(LicenceProblem):
    """Another act waits for its answer (已有待批事项)."""

    code = "licences.already-proposed"
    words = Text("这份证照已有一件事在等批准。", "Another act on this licence waits for approval.")
    status = 409


class NothingProposed(LicenceProblem):
    """Nothing waits for an answer (没有待批事项)."""

    code = "licences.nothing-proposed"
    words = Text("没有等批准的事。", "Nothing waits for approval.")
    status = 409


class SamePerson(LicenceProblem):
    """Who proposed it cannot agree to it (提请人不得自批)."""

    code = "licences.same-person"
    words = Text("提请的人不能自己批准。", "Whoever proposed it cannot approve it.")
    status = 403


class NotShowable(LicenceProblem):
    """The level of trust does not allow this use (可信等级不够)."""

    code = "licences.not-showable"
    words = Text("这份证照的可信等级不能这样用。", "Its level of trust does not allow this use.")
    status = 409


class AuthorisationProblem(LicenceProblem):
    """Something about an authorisation (授权)."""

    code = "licences.authorisation"


class NotTheirs(AuthorisationProblem):
    """Only the holder, or their guardian, may allow it (非持证人)."""

    code = "licences.not-theirs"
    words = Text("只有持证人或其监护人可以授权。", "Only the holder or a guardian may allow this.")
    law = "个人信息保护法 第十三条、第三十一条"
    status = 403


class BadAuthorisation(AuthorisationProblem):
    """An authorisation to oneself, or over before it begins (授权有误)."""

    code = "licences.bad-authorisation"
    words = Text("授权的人、事情或期限有误。", "Its person, matter or time cannot be right.")


class AuthorisationOver(AuthorisationProblem):
    """It was withdrawn, refused, or its time is over (授权已失效)."""

    code = "licences.authorisation-over"
    words = Text("授权已经撤回或者到期。", "The authorisation was withdrawn, or its time is over.")
    law = "个人信息保护法 第十五条"
    status = 409


class PresentationProblem(LicenceProblem):
    """Something about showing a licence (出示)."""

    code = "licences.presentation"


class CodeUnknown(PresentationProblem):
    """There is no such code (没有这个码)."""

    code = "licences.code-unknown"
    words = Text("没有这个出示码。", "There is no such code.")
    status = 404


class CodeOver(PresentationProblem):
    """The code's minute is over, or it was used (出示码已失效)."""

    code = "licences.code-over"
    words = Text("出示码过时了，或者已经用过。", "The code is too old, or was used.")
    advice = Text("请持证人刷新后再出示。", "Ask its holder to show a new one.")
    status = 410


class CauseMissing(PresentationProblem):
    """Whoever looks says what for (未说明用途)."""

    code = "licences.cause-missing"
    words = Text(
        "请写明是谁、为什么查看，不超过二百字。", "Say who looks and what for, in 200 letters."
    )
    law = "GB/T 36906"


class CredentialProblem(LicenceProblem):
    """Something about a verifiable credential (可验证凭证)."""

    code = "licences.credential"


class BadCredential(CredentialProblem):
    """Forged, changed, or nobody's we know (凭证无效)."""

    code = "licences.bad-credential"
    words = Text("这份凭证不是真的，或者被改过。", "This credential is forged or was changed.")


class WrongHolder(CredentialProblem):
    """Whoever shows it does not hold its key (出示人不符)."""

    code = "licences.wrong-holder"
    words = Text(
        "出示的人没有证明凭证是自己的。", "Whoever shows it has not proved to be its holder."
    )
    status = 403


class CredentialOver(CredentialProblem):
    """Expired, suspended, revoked or replaced (凭证已失效)."""

    code = "licences.credential-over"
    words = Text("凭证是真的，但现在不能用。", "The credential is genuine, and cannot be used now.")
    status = 409


class BadRequest(CredentialProblem):
    """A wallet asks in a way the protocol does not know; the detail is the protocol's word."""

    code = "licences.bad-request"
    words = Text("钱包的请求不符合协议。", "The wallet's request does not follow the protocol.")
    law = "OpenID4VCI 1.0"


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
