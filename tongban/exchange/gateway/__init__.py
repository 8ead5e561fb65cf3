"""The gateway (交换网关): one kind of process, inbound for a provider and outbound for who asks."""
