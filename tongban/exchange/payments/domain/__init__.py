"""The law of payments (缴费与拨付的规则): plain values, pure functions."""
