"""All pages of this slice: signing (sign_pages.py), one's own agreements (my_pages.py), the yearly yes (yearly_pages.py)."""

from jiayi.agreements import my_pages, sign_pages, yearly_pages

routes = [*sign_pages.routes, *my_pages.routes, *yearly_pages.routes]
