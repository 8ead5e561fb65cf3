"""Licences as verifiable credentials (可验证凭证): SD-JWT VC, key binding, token status lists."""
