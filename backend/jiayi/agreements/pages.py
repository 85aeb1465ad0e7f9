"""All pages of this slice: signing (sign_pages.py), one's own agreements (my_pages.py)."""

from jiayi.agreements import my_pages, sign_pages

routes = [*sign_pages.routes, *my_pages.routes]
