"""Destroying at the end of keeping (期满销毁): facts and words of demands, by lists that two people sign."""
