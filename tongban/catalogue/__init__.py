"""Public services, life events, fact kinds: the law as data (事项目录).

Definitions are YAML files that a lawyer can review; they are checked as a whole, published at
once or not at all, and kept in every version. Five words: definition, finding, revision, book,
guide.
"""
