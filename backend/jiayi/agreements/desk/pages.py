"""All pages of the desk."""

from typing import Any

from jiayi.agreements.desk import manager_pages, onsite_pages, panel_pages, waiting_pages, work_pages

routes: list[Any] = [
    *work_pages.routes, *panel_pages.routes, *onsite_pages.routes, *waiting_pages.routes, *manager_pages.routes
]  # fmt: skip
