"""Between cities (城际互通): directories, agreements, witnesses, calls; no city above another."""
