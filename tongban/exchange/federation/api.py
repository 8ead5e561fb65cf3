"""The face of federation (城际互通): what this city asks of other cities and offers them."""

from tongban.exchange.federation.witnesses import WitnessReply, add_checkpoint

__all__ = ["WitnessReply", "add_checkpoint"]
