"""The archive at the command line, over the village of the cases room."""
