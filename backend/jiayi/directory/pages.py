"""Every HTML route of the directory."""

from typing import Any

from jiayi.directory import (
    archive_pages,
    area_pages,
    find_pages,
    map_pages,
    photo_pages,
    work_changes,
    work_pages,
)

routes: list[Any] = [
    *find_pages.routes,
    *area_pages.routes,
    *map_pages.routes,
    *archive_pages.routes,
    *work_pages.routes,
    *work_changes.routes,
    *photo_pages.routes,
]
