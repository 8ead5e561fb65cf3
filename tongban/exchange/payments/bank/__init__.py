"""A payment provider to try ours against (试用支付渠道): a bank with its own book, and its faults.

A process of its own (`python -m tongban.exchange.payments.bank`) that speaks the signed protocol,
shows a page to pay at, notifies, and on wish loses answers, repeats itself, is slow, falls over,
or writes a wrong statement. It stands for the outside world and imports nothing of our book.
"""
