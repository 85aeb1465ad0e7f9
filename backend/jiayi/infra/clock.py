"""The only clock. Instants are UTC; days are civil days in Asia/Shanghai (Ürümqi's offices keep Beijing time)."""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
_shift = timedelta(0)


def set_now(text: str | None) -> None:
    """Move the clock so that it reads ``text`` (ISO 8601; a bare date means 09:00 office time) now; None undoes it."""
    global _shift
    if text is None:
        _shift = timedelta(0)
        return
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-01-01"):
        moment = moment.replace(hour=9)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=OFFICE_ZONE)
    _shift = moment - datetime.now(UTC)


def now() -> datetime:
    return datetime.now(UTC) + _shift


def real_now() -> datetime:
    """Of keys: they are of this machine, whatever day a demo plays."""
    return datetime.now(UTC)


def real_seconds() -> float:
    """Since 1970, as phones and other servers count them: they know nothing of a moved clock."""
    return datetime.now(UTC).timestamp()


def today() -> date:
    return now().astimezone(OFFICE_ZONE).date()


def office_time(moment: datetime) -> datetime:
    return moment.astimezone(OFFICE_ZONE)


def beginning_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=OFFICE_ZONE)


set_now(os.environ.get("JIAYI_NOW"))
