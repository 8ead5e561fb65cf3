"""Services, life events, fact kinds: the law as data (事项目录)."""
