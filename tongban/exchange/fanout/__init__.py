"""What happened, for whoever else must hear of it (事件扇出): the ledger's events on NATS JetStream.

The database is the truth. The stream tells that something happened, to what and when, and no more:
whoever needs to know what it was asks for it by a face or through the gateway, with a purpose.
"""
