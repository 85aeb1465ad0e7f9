"""A browser's description in coarse words, and an address without its last part: enough to know one's own phone."""

from ipaddress import ip_address, ip_network

import msgspec

# The first that fits counts: WeChat and the makers' browsers also call themselves Chrome and Safari.
_BROWSERS = (
    ("MicroMessenger", "wechat"), ("AlipayClient", "alipay"), ("HuaweiBrowser", "huawei"),
    ("MiuiBrowser", "xiaomi"), ("HeyTapBrowser", "oppo"), ("VivoBrowser", "vivo"), ("MQQBrowser", "qq"),
    ("QQBrowser", "qq"), ("UCBrowser", "uc"), ("SamsungBrowser", "samsung"), ("Quark", "quark"), ("Edg", "edge"),
    ("Firefox", "firefox"), ("FxiOS", "firefox"), ("Chrome", "chrome"), ("CriOS", "chrome"), ("Safari", "safari"),
)  # fmt: skip
_SYSTEMS = (
    ("OpenHarmony", "harmony"), ("HarmonyOS", "harmony"), ("iPhone", "iphone"), ("iPad", "ipad"),
    ("Android", "android"), ("Windows", "windows"), ("Macintosh", "mac"), ("Linux", "linux"),
)  # fmt: skip


class Device(msgspec.Struct, frozen=True):
    """Who calls, as far as a session remembers it; only the network is stored of ``address``."""

    address: str
    browser: str = ""
    system: str = ""

    @property
    def network(self) -> str:
        return network_of(self.address)


def device_of(address: str, user_agent: str) -> Device:
    def first(words: tuple[tuple[str, str], ...]) -> str:
        return next((code for word, code in words if word in user_agent), "")

    return Device(address, first(_BROWSERS), first(_SYSTEMS))


def network_of(address: str) -> str:
    """/24 of IPv4, /48 of IPv6 (what a provider gives one house or office); '' for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
