"""Problems (问题): what went wrong, with what, what to do, and where the law says so.

A problem is part of the public interface: its code is stable, and its advice is a sentence a
clerk can follow. Each room draws its own tree below this root.
"""

from typing import Any, ClassVar

from tongban.kernel.text import Text


class Problem(Exception):  # noqa: N818 - the word of our field
    """Something that cannot be done, said so that the reader knows what to do instead.

    `code` is stable and names room and matter ("cases.notice-already-given"); `words` says what
    happened; `advice` says what to do; `law` cites the article where one stands behind it;
    `status` is the HTTP status a door answers with. `detail` says to what it happened (a service,
    a field, a list of findings) and never holds personal data.
    """

    code: ClassVar[str] = "kernel.problem"
    words: ClassVar[Text] = Text("这一步没有办成。", "This could not be done.")
    advice: ClassVar[Text] = Text("", "")
    law: ClassVar[str | None] = None
    status: ClassVar[int] = 400

    def __init__(self, detail: Any = "", /) -> None:
        super().__init__(detail)
        self.detail = detail

    def said(self, language: str = "zh") -> str:
        """Say the problem in a language: what happened, to what, what to do."""
        parts = [self.words.in_(language), str(self.detail), self.advice.in_(language)]
        return " ".join(part for part in parts if part).replace("。 ", "。")

    def __str__(self) -> str:
        return self.said()
