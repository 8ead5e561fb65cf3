"""What government knows about a subject, with its provenance (事实, 数据项).

A statement carries its source, time and validity; every read names its purpose and leaves a row
the subject can see. Five words: statement, source, purpose, reading, dispute.
"""
