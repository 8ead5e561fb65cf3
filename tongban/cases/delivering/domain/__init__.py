"""The law of delivering results (结果寄取的规则)."""
