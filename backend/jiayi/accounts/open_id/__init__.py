"""Signing in by a city's identity service: OpenID Connect, authorization code with PKCE, state and nonce."""
