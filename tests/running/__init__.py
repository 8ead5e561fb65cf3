"""A city that runs: real processes, restarted, stormed, upgraded, lost and brought back."""
