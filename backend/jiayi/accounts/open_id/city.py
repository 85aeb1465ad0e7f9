"""The configured provider, one for each process; and signing out of it."""

from typing import Any

from litestar import Request

from jiayi.accounts.open_id.provider import CityAway, CityRefused, Provider
from jiayi.settings import Settings

AnyRequest = Request[Any, Any, Any]
CAME_BY = "city"
"""A cookie of who came by the city's service: its own session outlives ours, on a shared phone that matters."""


def city_of(request: AnyRequest) -> Provider | None:
    state = request.app.state
    settings: Settings = state.settings
    if settings.open_id_issuer and "city" not in state:
        file = settings.open_id_secret_file
        secret = file.read_text().strip() if file else None
        state["city"] = Provider(
            settings.open_id_issuer, settings.open_id_client, secret, settings.open_id_claim
        )
    found: Provider | None = state.get("city")
    return found


async def farewell(request: AnyRequest) -> str:
    """Where to end the city's own session; '' when there is none to end."""
    city = city_of(request)
    if city is None or CAME_BY not in request.cookies:
        return ""
    settings: Settings = request.app.state.settings
    try:
        return await city.farewell(settings.base_url + "/")
    except (CityAway, CityRefused):
        return ""
