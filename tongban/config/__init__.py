"""Where the rooms are joined and the machine is prepared: settings, server, database, wiring."""
