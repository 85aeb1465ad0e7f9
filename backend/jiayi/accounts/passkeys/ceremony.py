"""What an authenticator is asked, and whether its answer holds: py_webauthn with this site's name and origin."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import webauthn
from webauthn.helpers import structs
from webauthn.helpers.exceptions import WebAuthnException

NAME = "家医"


class Site(msgspec.Struct, frozen=True):
    """The address people use (settings.base_url), as WebAuthn names it."""

    rp_id: str
    origin: str

    @property
    def possible(self) -> bool:
        """Browsers bind a passkey to a name, never to a bare address."""
        try:
            ip_address(self.rp_id)
        except ValueError:
            return True
        return False


class Credential(msgspec.Struct, frozen=True):
    """A registered passkey, as checking an answer needs it."""

    id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int


class Fresh(msgspec.Struct, frozen=True):
    credential_id: bytes
    public_key: bytes
    sign_count: int
    verifies_user: bool


class Checked(msgspec.Struct, frozen=True):
    sign_count: int
    user_verified: bool


class Refused(Exception):
    """The answer does not hold; the text is for the log, not for people."""


DECOY = Credential(
    UUID(int=0), b"", bytes.fromhex(
        "a5010203262001215820"
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "2258204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    ), 0,
)  # fmt: skip
"""P-256's base point: an unknown passkey costs the same check as a known one."""


def site_of(base_url: str) -> Site:
    parts = urlsplit(base_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def registration(
    site: Site, account_id: UUID, name: str, challenge: bytes, known: list[bytes], *, verify: bool
) -> str:
    """Options as JSON. ``verify``: only an authenticator with a lock will do."""
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=NAME,
        user_id=account_id.bytes,
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED, user_verification=_verification(verify)
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=key) for key in known],
    )
    return webauthn.options_to_json(options)


def authentication(site: Site, challenge: bytes, known: list[bytes], *, verify: bool) -> str:
    """Options as JSON; without ``known`` the person chooses among the passkeys the phone has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=key) for key in known],
        user_verification=_verification(verify),
    )
    return webauthn.options_to_json(options)


def check_registration(site: Site, answer: str, challenge: bytes, *, verify: bool) -> Fresh:
    """Raises Refused."""
    try:
        done = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=verify,
        )
    except (WebAuthnException, ValueError) as error:
        raise Refused(str(error)) from error
    return Fresh(done.credential_id, done.credential_public_key, done.sign_count, done.user_verified)


def check_authentication(
    site: Site, answer: str, challenge: bytes, credential: Credential, *, verify: bool
) -> Checked:
    """Signature, origin, site, challenge, presence, counter. Raises Refused."""
    try:
        done = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=credential.public_key,
            credential_current_sign_count=credential.sign_count,
            require_user_verification=verify,
        )
    except (WebAuthnException, ValueError) as error:
        raise Refused(str(error)) from error
    return Checked(done.new_sign_count, done.user_verified)


class _Response(msgspec.Struct):
    userHandle: str | None = None


class _Answer(msgspec.Struct):
    id: str
    response: _Response


def named(answer: str) -> tuple[bytes, bytes | None]:
    """Which credential answers, and whose it says it is. Raises Refused."""
    try:
        read = msgspec.json.decode(answer, type=_Answer)
        handle = read.response.userHandle
        to_bytes = webauthn.base64url_to_bytes
        return to_bytes(read.id), to_bytes(handle) if handle else None
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused(str(error)) from error


def _verification(verify: bool) -> Any:
    wanted = structs.UserVerificationRequirement
    return wanted.REQUIRED if verify else wanted.PREFERRED
