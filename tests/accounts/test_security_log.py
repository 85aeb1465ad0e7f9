"""Security events are told to whoever watches the server (OWASP ASVS 5.0, 16.3): who by a pseudonym, nothing typed."""

import json

import httpx
from structlog.testing import capture_logs

from jiayi.infra.db.actor import Role
from tests.accounts.conftest import use_settings
from tests.factories import Factory


async def test_what_is_refused_is_told(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    me = await make.actor(Role.RESIDENT, place, resident_id=await make.resident(place))
    mine = await make.session(me)
    use_settings(client, demo=True)
    with capture_logs() as told:
        await client.post("/sign-in", data={"email": "wang@example.cn"})
        await client.post("/sign-in/code", data={"code": "000000"})
        await client.post("/display", headers={"sec-fetch-site": "cross-site"})
        client.cookies.update(mine)
        assert (await client.get("/work")).status_code == httpx.codes.FORBIDDEN
        assert (await client.get(f"/agreements/{me.account_id}")).status_code == httpx.codes.NOT_FOUND
    events = [one for one in told if one["log_level"] == "warning"]
    assert [one["event"] for one in events] == [
        "sign-in refused", "form of another site refused", "access refused", "unknown or foreign",
    ]  # fmt: skip
    assert events[2]["who"] == events[3]["who"] != "" and events[3]["route"] == "/agreements/{agreement_id}"
    said = json.dumps(events, ensure_ascii=False, default=str)
    assert all(
        private not in said
        for private in ("wang@example.cn", "000000", str(me.account_id), str(me.resident_id))
    )
