"""Rush (高峰): a fair queue before the doors when they are stormed, for whoever is not inside yet."""
