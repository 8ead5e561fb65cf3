"""The rule language (规则语言): clause sheets over a small typed core; see docs/rules-language.md."""
