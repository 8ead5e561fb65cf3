"""The law of proposals (免申即享的规则): plain values, pure functions."""
