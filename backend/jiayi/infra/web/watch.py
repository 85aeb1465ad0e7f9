"""What a guard of the server wants to know (OWASP ASVS 5.0, 16.3): a log line each, nothing typed, no address.

``who`` is the account under a key of ours: the same one is known again, nobody learns from the log which it is.
"""

from typing import Any

import structlog
from litestar import Request

log = structlog.get_logger("jiayi.security")


def tell(request: Request[Any, Any, Any], event: str, **facts: str) -> None:
    scope: Any = request.scope
    actor = scope.get("own_actor")
    known = actor is not None and actor.account_id is not None
    log.warning(
        event,
        who=request.app.state.vault.blind_index("log", str(actor.account_id))[:8].hex() if known else "",
        role=actor.role.value if known else "anonymous",
        route=scope.get("path_template") or "unmatched",
        request_id=scope.get("state", {}).get("request_id", ""),
        **facts,
    )
