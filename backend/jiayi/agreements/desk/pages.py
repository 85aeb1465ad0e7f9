"""All pages of the desk."""

from typing import Any

from jiayi.agreements.desk import (
    consent_pages,
    find_pages,
    health_pages,
    manager_pages,
    onsite_pages,
    panel_pages,
    person_pages,
    proxy_pages,
    waiting_pages,
    witness_pages,
    work_pages,
    yearly_pages,
)
from jiayi.agreements.identity import case_pages, resident_pages

routes: list[Any] = [
    *work_pages.routes, *panel_pages.routes, *person_pages.routes, *find_pages.routes, *onsite_pages.routes,
    *waiting_pages.routes, *manager_pages.routes, *yearly_pages.routes, *consent_pages.routes, *witness_pages.routes,
    *health_pages.routes, *proxy_pages.routes, *case_pages.routes, *resident_pages.routes,
]  # fmt: skip
