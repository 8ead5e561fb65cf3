"""Notices (通知): what people are told, by which ways, and what became of it."""
