"""The commands of `tongban`, one module each, loaded when asked for."""
