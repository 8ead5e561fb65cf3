"""Data nobody foresaw (新数据接入): read, profiled, proposed, agreed, loaded, withdrawn."""
