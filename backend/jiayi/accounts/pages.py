"""All pages of the slice: signing in, the demo's door, my own page."""

from jiayi.accounts.me import pages as me
from jiayi.accounts.sign_in import demo
from jiayi.accounts.sign_in import pages as sign_in

routes = [*sign_in.routes, *demo.routes, *me.routes]
