"""Talking to the configured issuer, and to nobody else: discovery, keys, tokens. Nothing it says is believed unsigned."""

import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from jiayi.infra import clock
from jiayi.infra.web.problems import Problem

_SECONDS = 5.0
_LONGEST_ANSWER = 200_000
_METADATA_LIFE = 3600.0
_LEEWAY = 60
_ALGORITHMS = ("RS256", "PS256", "ES256")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class CityAway(Problem):
    status = 503
    title = "统一身份认证暂时用不了"
    advice = "统一身份认证暂时用不了，请过一会儿再试，或用邮箱登录。"


class CityRefused(Problem):
    """What was wrong is for the log; people are told to begin again."""

    status = 422
    title = "没有登录成"
    advice = "统一身份认证没有通过。请再试一次，或用邮箱登录。"


class Metadata(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""


class _Token(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str = ""


class Attempt(msgspec.Struct, frozen=True):
    """What one sign-in must bring back."""

    state: str
    nonce: str
    verifier: str


class Person(msgspec.Struct, frozen=True):
    key: str
    """SHA-256 of issuer and subject, both exactly as told."""
    name: str


class Provider:
    """One a process. Raises CityAway when the issuer cannot be asked, CityRefused when its answer does not hold."""

    def __init__(self, issuer: str, client_id: str, secret: str | None, claim: str) -> None:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise SystemExit("JIAYI_OPEN_ID_ISSUER must begin with https://")
        self._issuer, self._client_id, self._secret, self._claim = issuer, client_id, secret, claim
        self._origin = (parts.scheme, parts.netloc)
        self._metadata: Metadata | None = None
        self._keys: KeySet | None = None
        self._read_at = 0.0

    async def address(self, attempt: Attempt, return_to: str) -> str:
        """Where the person signs in."""
        metadata = await self._known()
        found: str = prepare_grant_uri(
            metadata.authorization_endpoint, self._client_id, "code", redirect_uri=return_to,
            scope="openid profile", state=attempt.state, nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier), code_challenge_method="S256",
        )  # fmt: skip
        return found

    async def person(self, attempt: Attempt, code: str, return_to: str) -> Person:
        """Who came back: code against token, token checked."""
        metadata = await self._known()
        fields = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": return_to,
            "code_verifier": attempt.verifier, "client_id": self._client_id,
        }  # fmt: skip
        login = httpx.BasicAuth(self._client_id, self._secret) if self._secret else None
        body = await self._ask("POST", metadata.token_endpoint, data=fields, auth=login)
        try:
            token = msgspec.json.decode(body, type=_Token)
        except msgspec.MsgspecError as error:
            raise CityRefused from error
        return self._person(await self._checked(token, attempt.nonce))

    async def farewell(self, return_to: str) -> str:
        """Where the person signs out of the issuer too; '' if it offers none."""
        metadata = await self._known()
        if not metadata.end_session_endpoint:
            return ""
        query = urlencode({"client_id": self._client_id, "post_logout_redirect_uri": return_to})
        return f"{metadata.end_session_endpoint}?{query}"

    async def _checked(self, token: _Token, nonce: str) -> dict[str, Any]:
        """Signature first, then issuer, audience, time, nonce and the access token's hash."""
        try:
            signed = await self._opened(token.id_token)
            options = {
                "iss": {"essential": True, "value": self._issuer},
                "aud": {"essential": True, "value": self._client_id},
            }
            params = {"nonce": nonce, "client_id": self._client_id, "access_token": token.access_token}
            CodeIDToken(signed.claims, signed.header, options, params).validate(
                now=int(clock.real_seconds()), leeway=_LEEWAY
            )
        except (JoseError, ValueError) as error:
            raise CityRefused from error
        return dict(signed.claims)

    async def _opened(self, id_token: str) -> Any:
        """With keys fetched anew once: the issuer may have changed them."""
        known = await self._key_set()
        try:
            return jwt.decode(id_token, known, algorithms=list(_ALGORITHMS))
        except (JoseError, ValueError):
            self._keys = None
            return jwt.decode(id_token, await self._key_set(), algorithms=list(_ALGORITHMS))

    def _person(self, claims: dict[str, Any]) -> Person:
        subject = claims.get(self._claim)
        if not isinstance(subject, str) or not subject:
            raise CityRefused
        key = hashlib.sha256(f"{self._issuer}\0{subject}".encode()).hexdigest()
        return Person(key, str(claims.get("name", ""))[:40])

    async def _known(self) -> Metadata:
        if self._metadata is None or clock.real_seconds() - self._read_at > _METADATA_LIFE:
            body = await self._ask("GET", self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            try:
                metadata = msgspec.json.decode(body, type=Metadata)
            except msgspec.MsgspecError as error:
                raise CityAway from error
            if metadata.issuer != self._issuer:
                raise CityAway
            for url in (metadata.authorization_endpoint, metadata.end_session_endpoint):
                self._must_be_own(url)
            self._metadata, self._read_at, self._keys = metadata, clock.real_seconds(), None
        return self._metadata

    async def _key_set(self) -> KeySet:
        if self._keys is None:
            body = await self._ask("GET", (await self._known()).jwks_uri)
            try:
                self._keys = KeySet.import_key_set(msgspec.json.decode(body))
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise CityAway from error
        return self._keys

    async def _ask(self, method: str, url: str, **request: Any) -> bytes:
        """No redirect is followed, no proxy of the environment used, nothing but the issuer's own origin asked."""
        self._must_be_own(url)
        try:
            async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=False) as web:
                answer = await web.request(method, url, headers={"accept": "application/json"}, **request)
        except httpx.HTTPError as error:
            raise CityAway from error
        if answer.status_code != 200 or len(answer.content) > _LONGEST_ANSWER:
            raise CityRefused if method == "POST" else CityAway
        return answer.content

    def _must_be_own(self, url: str) -> None:
        parts = urlsplit(url)
        if url and (parts.scheme, parts.netloc) != self._origin:
            raise CityAway


def new_attempt() -> Attempt:
    return Attempt(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
