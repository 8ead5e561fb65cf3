"""Payments (缴费与拨付): orders, refunds, pay-outs, and the reconciliation with who carries the money."""
