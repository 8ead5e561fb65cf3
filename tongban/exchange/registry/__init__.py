"""The registry (登记): members and keys, data services, agreements and purposes, consents, orders.

What changes here raises the registry's version in the same transaction, so that a gateway that
judged by an older one finds out before it records a call; and it leaves a leaf for the log.
"""
