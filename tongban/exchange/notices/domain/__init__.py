"""The law of notices (通知的规则)."""
