"""The citizen speaking: ratings and demands (诉求与评价)."""
