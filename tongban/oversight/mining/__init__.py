"""The event log for other people's process mining (过程挖掘导出): OCEL 2.0 and XES, no personal data."""
