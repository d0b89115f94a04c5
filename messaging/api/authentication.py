"""API tokens, as the `Authorization` header brings them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox import auth
from rest_framework.exceptions import AuthenticationFailed


class TokenAuthentication(auth.TokenAuthentication):  # type: ignore[misc]  # (knox has no types)
    """knox's authentication, for tokens of any bytes: knox itself decodes them and would answer 500."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        """Return the agent and the token; raises `AuthenticationFailed`."""
        if not token.isalnum():  # of bytes: ASCII letters and digits, and ours are hex digits
            raise AuthenticationFailed("Invalid token.")
        found: tuple[Any, Any] = super().authenticate_credentials(token)
        return found


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Describes it in OpenAPI."""

    target_class = "messaging.api.authentication.TokenAuthentication"
