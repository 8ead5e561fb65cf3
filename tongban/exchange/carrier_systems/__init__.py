"""Carriers of their own (承运方替身): a text-message gateway and a courier, as programs beside ours.

They speak the real protocols over real sockets and fail on wish; tests and trials run them.
"""
