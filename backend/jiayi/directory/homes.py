"""Where somebody lives, of all counties: the search of /find, for who says who they are."""

from uuid import UUID

from jiayi.directory import search, store
from jiayi.infra.db.database import Tx

SHOWN = 8


async def search_homes(tx: Tx, text: str, near: int | None) -> list[tuple[int, UUID]]:
    """County and id of each: what /find finds in the county ``near``, then what is spelled so in others; the forgiving
    search of all counties only if that is nothing."""
    terms = search.read(text)
    if terms is None:
        return []
    here = search.rank(await store.candidates(tx, near, terms), terms) if near else []
    there = search.rank(await store.candidates_anywhere(tx, terms, forgiving=not here), terms)
    return list(dict.fromkeys((hit.county, hit.id) for hit in [*here[:SHOWN], *there]))[:SHOWN]
