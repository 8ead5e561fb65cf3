"""Time stamps (时间戳): that something existed at a time, by an authority's word (RFC 3161)."""
