"""What checking a sealed document says (签章核验)."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

GOOD, CHANGED, UNSEALED, STRANGER = "good", "changed", "unsealed", "stranger"
"""Sealed by whom we trust and unchanged; changed since; without a seal; sealed by somebody else."""


class NoDocument(Problem):
    """The file is neither a PDF nor an OFD that can be read (无法识别的文件)."""

    code = "licences.no-document"
    words = Text("这个文件不是能读的 PDF 或 OFD。", "This file is no PDF or OFD that can be read.")
    advice = Text(
        "请上传下载时的原文件，不要用截图或另存的版本。",
        "Please give the file as it was downloaded, not a picture or a copy saved anew.",
    )


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """How a sealed document stands (签章核验结果).

    `seal` names the owner of the seal's certificate; `what` and `agency` stand in a PDF's
    signature; `said_at` is the signer's word, `stamped_at` a time-stamp authority's. `city` is the
    other city that sealed it.
    """

    kind: str
    state: str
    seal: str = ""
    ours: bool = False
    what: str = ""
    agency: str = ""
    said_at: datetime | None = None
    stamped_at: datetime | None = None
    city: str = ""
