"""A provider of OpenID Connect on loopback, as small as one can be: it lets in whoever `email` says, at once.

Discovery, authorisation code, tokens signed with RS256. Tests sign in with it as people do with their organisation's.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "orbatlas-tests"


class Provider:
    """Runs while it is entered. `email` and `verified` are what it tells of whoever signs in next."""

    def __init__(self) -> None:
        self.email = ""
        self.verified = True
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._nonces: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def secrets(self, app: str) -> str:
        """What Streamlit's secrets.toml says of it."""
        return (
            f'[auth]\nredirect_uri = "{app}/oauth2callback"\ncookie_secret = "{"s" * 40}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "a secret of the tests"\n'
            f'server_metadata_url = "{self.address}/.well-known/openid-configuration"\n'
        )

    def discovery(self) -> dict[str, Any]:
        """What there is, and where."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key."""
        return {"keys": [self._key.as_dict(private=False)]}

    def back(self, asked: dict[str, str]) -> str:
        """Where the browser goes on to: back to the app with a code."""
        code = f"code-{len(self._nonces)}"
        self._nonces[code] = asked.get("nonce", "")
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, code: str) -> dict[str, Any]:
        """The tokens for a code."""
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "sub": self.email, "iat": now, "exp": now + 3600,
            "nonce": self._nonces.pop(code), "email": self.email, "email_verified": self.verified,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": signed}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            if at.path == "/authorize":
                asked = {key: values[0] for key, values in parse_qs(at.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.back(asked))
                self.end_headers()
            elif at.path == "/keys":
                self._told(provider.keys())
            else:
                self._told(provider.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._told(provider.token(parse_qs(body)["code"][0]))

        def _told(self, what: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    return Handler
