"""The law of archives (归档的规则)."""
