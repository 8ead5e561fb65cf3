"""What happened, provable to whoever may ask (监督).

Five words: the *trail* of a stream, what is *overdue*, whether it *replays*, the *measures* that
count every event once, and the *burden* that the definitions put on people.
"""
