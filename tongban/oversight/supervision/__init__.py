"""Electronic supervision (电子监察): what the rules find, and the alarms that go to people."""
