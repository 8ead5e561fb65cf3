"""What somebody proves themselves by (认证要素): passkeys, codes of an app, recovery codes.

The ceremonies are django-allauth's; whose they are, how often they may be tried and what stands in
the log is ours.
"""
