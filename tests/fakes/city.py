"""A city's identity service on this machine: real HTTP, real RSA signatures, and the lies a test asks for."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


class City:
    """``claims``: what the next ID token says otherwise; ``stranger``: signed with a key that is not published."""

    def __init__(self) -> None:
        self.url = ""
        self.subject = "510107-A7"
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.stranger = False
        self.keys = [RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})]
        self.asked: list[str] = []
        self.attempts: dict[str, dict[str, str]] = {}

    def sign_in(self, address: str) -> str:
        """The person says yes at the authorization endpoint; the query they come back with."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.attempts)}"
        self.attempts[code] = query
        return f"code={code}&state={query['state']}"

    def token(self, form: dict[str, str]) -> dict[str, str] | None:
        query = self.attempts.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            query is None
            or query["code_challenge"] != challenge
            or query["redirect_uri"] != form["redirect_uri"]
        ):
            return None
        now = int(time.time())
        claims = {"iss": self.url, "sub": self.subject, "aud": "jiayi", "iat": now, "exp": now + 300,
                  "nonce": query["nonce"], "name": "王芳"} | self.claims  # fmt: skip
        key = RSAKey.generate_key(2048, {"kid": "1"}) if self.stranger else self.keys[0]
        token = jwt.encode({"alg": "RS256", "kid": self.keys[0].kid}, claims, key)
        return {"id_token": token, "access_token": "x", "token_type": "Bearer"}

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any] | None:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
                "end_session_endpoint": f"{self.url}/logout",
            } | self.metadata  # fmt: skip
        if path == "/keys":
            return dict(KeySet(self.keys).as_dict(private=False))
        return self.token(form) if path == "/token" else None


@contextmanager
def city_service() -> Iterator[City]:
    city = City()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(city.answer(self.path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._send(city.answer(self.path, {name: values[0] for name, values in parse_qs(body).items()}))

        def _send(self, answer: dict[str, Any] | None) -> None:
            body = json.dumps(answer or {"error": "invalid_grant"}).encode()
            self.send_response(200 if answer else 400)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    city.url = f"http://127.0.0.1:{server.server_port}"
    yield city
    server.shutdown()
    server.server_close()
