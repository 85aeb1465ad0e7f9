"""What an agreement leaves to the one that follows it: packages and items that are offered there, too."""

import msgspec

from jiayi.agreements import store
from jiayi.agreements.model import AgreedItem, AgreedPackage, Agreement
from jiayi.agreements.offering import Offer
from jiayi.infra.db.database import Tx


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """The agreement that is to be followed, with what was agreed in it."""

    agreement: Agreement
    packages: list[AgreedPackage]
    items: list[AgreedItem]


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    packages: tuple[str, ...]
    items: tuple[str, ...]
    left: tuple[str, ...]
    """Names of what is not offered any more, or not there."""


async def before(tx: Tx, agreement: Agreement) -> Before:
    return Before(
        agreement=agreement,
        packages=await store.packages(tx, agreement.county, agreement.id),
        items=await store.items(tx, agreement.county, agreement.id),
    )


def carry(old: Before, offer: Offer) -> Carried:
    open_ = {choice.code: choice for choice in offer.choices if choice.offered}
    singles = {one.item.code for one in offer.library}
    ordered = {item.code for choice in open_.values() if choice.menu for item in choice.items} | singles
    picked = [one for one in old.items if one.package_code is None or one.item_code in ordered]
    return Carried(
        packages=tuple(one.package_code for one in old.packages if one.package_code in open_),
        items=tuple(one.item_code for one in picked if one.item_code in ordered),
        left=tuple(
            [one.name for one in old.packages if one.package_code not in open_]
            + [one.name for one in picked if one.item_code not in ordered]
        ),
    )
