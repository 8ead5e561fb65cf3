"""Connectors (连接器): each carries messages one way; `exchange.api` chooses by the settings."""
