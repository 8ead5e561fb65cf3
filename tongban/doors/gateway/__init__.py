"""The gateway (网关): what anybody, and any machine, may ask without signing in."""
