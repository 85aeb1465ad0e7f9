"""Who acts. Row-level security in migrations/ reads these settings of the transaction."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    ANONYMOUS = "anonymous"
    RESIDENT = "resident"
    DOCTOR = "doctor"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    HELPER = "helper"
    """Grid worker, village doctor: sees the own tasks, no record."""
    BUREAU = "bureau"
    ADMIN = "admin"
    SYSTEM = "system"


STAFF = frozenset({Role.DOCTOR, Role.MANAGER, Role.COORDINATOR, Role.HELPER, Role.BUREAU, Role.ADMIN})


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    role: Role = Role.ANONYMOUS
    county: int = 0
    account_id: UUID | None = None
    resident_id: UUID | None = None
    household_id: UUID | None = None
    """Set only for the head of a household, who may see and sign for its members."""
    institution_id: UUID | None = None
    doctor_id: UUID | None = None
    name: str = ""
    factor_at: datetime | None = None
    """When this session's second factor was proven last; None: not at all."""
    confirmed_at: datetime | None = None
    """When the person last proved themselves in any way."""
    proxy_id: UUID | None = None
    """Acts for ``resident_id`` by this proxy, in that person's county; name and account stay the helper's own. Whether
    it holds, and in which areas, PostgreSQL asks at the beginning of each transaction."""

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    def settings_sql(self, today: date) -> str:
        """Transaction-local settings; only enum words, integers, UUIDs and a day are written: nothing needs quoting."""
        pairs = {
            "role": self.role.value,
            "county": str(int(self.county)),
            "account": _uuid(self.account_id),
            "resident": "" if self.proxy_id else _uuid(self.resident_id),
            "household": _uuid(self.household_id),
            "institution": _uuid(self.institution_id),
            "doctor": _uuid(self.doctor_id),
            "today": today.isoformat(),
        }
        return "select " + ", ".join(f"set_config('jiayi.{k}', '{v}', true)" for k, v in pairs.items())


ANONYMOUS = Actor()
SYSTEM = Actor(role=Role.SYSTEM)


def _uuid(value: UUID | None) -> str:
    return str(UUID(bytes=value.bytes)) if value else ""
