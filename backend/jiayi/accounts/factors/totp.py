"""RFC 6238 by pyotp: six digits, thirty seconds, one step to either side for a phone whose clock is off."""

import hmac

import pyotp

ISSUER = "家医"
_STEP_SECONDS = 30
_WINDOW = 1


def new_secret() -> str:
    """160 bits in base32, as authenticator apps take it."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """otpauth:// for the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def fitting_step(secret: str, code: str, at: float) -> int | None:
    """The time step whose code this is, if it is near ``at`` (seconds since 1970)."""
    totp, now = pyotp.TOTP(secret), int(at) // _STEP_SECONDS
    fits = [
        step
        for step in range(now - _WINDOW, now + _WINDOW + 1)
        if hmac.compare_digest(totp.generate_otp(step), code)
    ]
    return fits[-1] if fits else None
