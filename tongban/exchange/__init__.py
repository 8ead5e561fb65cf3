"""The outside world: messages out, every connector (共享交换).

The one room that speaks to other systems. Five words: message, connector, delivery, port, state.
"""
