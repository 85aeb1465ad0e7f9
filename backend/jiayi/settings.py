"""Environment → one frozen Struct. Every setting is described in deploy/settings.md (a test compares)."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec

ROOT = Path(os.environ.get("JIAYI_ROOT", Path(__file__).resolve().parents[2]))

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    data_dir: Path
    database_url: str | None
    """Owner's address of a real server; None starts the embedded PostgreSQL in ``data_dir``."""
    web_database_url: str | None
    worker_database_url: str | None
    database_plain: bool
    """The network between is nobody else's: the addresses may do without TLS."""
    host: str
    port: int
    metrics_port: int
    base_url: str
    """A name: browsers take no passkey for a bare address."""
    demo: bool
    now: str | None
    key_file: Path
    secret_file: Path
    heads_file: Path
    """Of earlier releases: one secret from which all keys were derived; taken along when the key file is made."""
    cipher: str
    """aes or sm4: of keys that are made from now on."""
    kms_command: str | None
    policies_extra: tuple[Path, ...]
    smtp_url: str | None
    mail_from: str
    tile_layers: Path | None
    pool_size: int
    statement_cache: int
    trusted_proxies: tuple[str, ...]
    log_level: str
    open_id_issuer: str | None
    """A city's identity service; None: there is none."""
    open_id_client: str
    open_id_secret_file: Path | None
    open_id_claim: str
    open_id_name: str


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    data_dir = Path(env.get("JIAYI_DATA_DIR", ROOT / "var"))
    port = int(env.get("JIAYI_PORT", "8000"))
    return Settings(
        data_dir=data_dir,
        database_url=env.get("JIAYI_DATABASE_URL"),
        web_database_url=env.get("JIAYI_WEB_DATABASE_URL"),
        worker_database_url=env.get("JIAYI_WORKER_DATABASE_URL"),
        database_plain=env.get("JIAYI_DATABASE_PLAIN") == "1",
        host=env.get("JIAYI_HOST", "127.0.0.1"),
        port=port,
        metrics_port=int(env.get("JIAYI_METRICS_PORT", "0")),
        base_url=env.get("JIAYI_BASE_URL", f"http://localhost:{port}"),
        demo=env.get("JIAYI_DEMO") == "1",
        now=env.get("JIAYI_NOW"),
        key_file=Path(env.get("JIAYI_KEY_FILE", data_dir / "keys.json")),
        secret_file=Path(env.get("JIAYI_SECRET_FILE", data_dir / "secret.key")),
        cipher=env.get("JIAYI_CIPHER", "aes"),
        kms_command=env.get("JIAYI_KMS_COMMAND"),
        heads_file=Path(env.get("JIAYI_HEADS_FILE", data_dir / "audit-heads.txt")),
        policies_extra=tuple(Path(p) for p in env.get("JIAYI_POLICIES_EXTRA", "").split(os.pathsep) if p),
        smtp_url=env.get("JIAYI_SMTP_URL"),
        mail_from=env.get("JIAYI_MAIL_FROM", "jiayi@example.org"),
        tile_layers=Path(env["JIAYI_TILE_LAYERS"]) if "JIAYI_TILE_LAYERS" in env else None,
        pool_size=int(env.get("JIAYI_POOL_SIZE", "8")),
        statement_cache=int(env.get("JIAYI_STATEMENT_CACHE", "256")),
        log_level=env.get("JIAYI_LOG_LEVEL", "WARNING" if env.get("JIAYI_DEMO") == "1" else "INFO"),
        open_id_issuer=env.get("JIAYI_OPEN_ID_ISSUER"),
        open_id_client=env.get("JIAYI_OPEN_ID_CLIENT", "jiayi"),
        open_id_secret_file=Path(env["JIAYI_OPEN_ID_SECRET_FILE"])
        if "JIAYI_OPEN_ID_SECRET_FILE" in env
        else None,
        open_id_claim=env.get("JIAYI_OPEN_ID_CLAIM", "sub"),
        open_id_name=env.get("JIAYI_OPEN_ID_NAME", "统一身份认证"),
        trusted_proxies=tuple(p for p in env.get("JIAYI_TRUSTED_PROXIES", "").split(",") if p),
    )


def in_clear(settings: Settings) -> bool:
    """An address of the database leads off this machine without a server that proves its name (ASVS 5.0 12.3.2)."""
    addresses = (settings.database_url, settings.web_database_url, settings.worker_database_url)
    return not settings.database_plain and any(address and _unproven(address) for address in addresses)


def _unproven(address: str) -> bool:
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    hosts = asked.get("host") or [parts.hostname or ""]
    away = any(host and not host.startswith("/") and host not in THIS_MACHINE for host in hosts)
    return away and asked.get("sslmode", [""])[-1] != "verify-full"
