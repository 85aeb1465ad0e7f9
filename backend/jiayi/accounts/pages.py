"""All pages of the slice: signing in, the demo's door, proving oneself again, my devices, my own page."""

from jiayi.accounts.devices import pages as devices
from jiayi.accounts.factors import confirm_pages
from jiayi.accounts.factors import pages as factors
from jiayi.accounts.me import pages as me
from jiayi.accounts.open_id import pages as open_id
from jiayi.accounts.passkeys import pages as passkeys
from jiayi.accounts.sign_in import demo
from jiayi.accounts.sign_in import pages as sign_in

routes = [
    *sign_in.routes,
    *demo.routes,
    *passkeys.routes,
    *open_id.routes,
    *factors.routes,
    *confirm_pages.routes,
    *devices.routes,
    *me.routes,
]
