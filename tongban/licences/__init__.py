"""Issued electronic licences and their life (电子证照).

Issuing one records the facts it states; anybody can verify it, and only its public fields are
shown. Five words: licence, holder, issuer, sheet, verification.
"""
