"""Our own sign-in for other agencies' systems (统一身份认证, 认证一次、多点互联)."""
