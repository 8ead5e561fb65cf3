"""Text in the languages a definition offers (多语文本); Chinese is never missing."""

from dataclasses import dataclass

from tongban.kernel.script import TRADITIONAL, traditional


@dataclass(frozen=True, slots=True)
class Text:
    """A name or sentence in Chinese, and in English where somebody wrote it."""

    zh: str
    en: str | None = None

    def in_(self, language: str) -> str:
        """Return the English wording for "en" where there is one, else the Chinese.

        For "zh-Hant" the Chinese is written in traditional characters.
        """
        if self.en and language.startswith("en"):
            return self.en
        return traditional(self.zh) if language == TRADITIONAL else self.zh

    def __str__(self) -> str:
        return self.zh
