"""Other providers say who somebody is (外部身份认证): the national identity, or another city's.

OpenID Connect as a relying party: code, PKCE, state and nonce. Spoken here and not by the library
that signs people in to us, because only this room speaks to the outside world and because it is
under two hundred lines that can be read.
"""
