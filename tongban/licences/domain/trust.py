"""How far a licence can be relied on (可信等级): A, B, C, D, and what each may be used for.

A is issued here by the authority, in the moment of its decision. B comes from the authority's own
register of what it issued before. C was taken over by another authority that saw the original. D
was handed in by its holder and confirmed by nobody. The levels are those in use among provinces'
licence libraries; the uses follow from 国务院令第716号 第十条、第十一条: only what the issuing
authority stands for is a basis of handling.

>>> allows("A", CREDENTIAL), allows("B", CREDENTIAL), allows("C", EVIDENCE), allows("D", PREFILL)
(True, False, False, True)
"""

from collections.abc import Mapping

from tongban.kernel.text import Text

A, B, C, D = "A", "B", "C", "D"
CREDENTIAL, EVIDENCE, SHOW, PREFILL = "credential", "evidence", "show", "prefill"
USES: Mapping[str, frozenset[str]] = {
    A: frozenset({CREDENTIAL, EVIDENCE, SHOW, PREFILL}),
    B: frozenset({EVIDENCE, SHOW, PREFILL}),
    C: frozenset({SHOW, PREFILL}),
    D: frozenset({PREFILL}),
}
"""离线凭证; 作为办理依据; 出示核验; 预填表单."""

WORDS: Mapping[str, Text] = {
    A: Text("A 级：发证机关当场签发", "A: issued by the authority"),
    B: Text("B 级：发证机关存量数据", "B: from the authority's register"),
    C: Text("C 级：其他机关核对过原件", "C: another authority saw the original"),
    D: Text("D 级：持有人自己提交", "D: handed in by the holder"),
}


def allows(level: str, use: str) -> bool:
    """Say whether a licence of this level may be used so; an unknown level allows nothing."""
    return use in USES.get(level, frozenset())
