"""All pages of the slice: signing in, the demo's door, proving oneself again, my devices, my own page."""

from jiayi.accounts.consents import pages as consents
from jiayi.accounts.devices import pages as devices
from jiayi.accounts.emergencies import pages as emergencies
from jiayi.accounts.factors import confirm_pages
from jiayi.accounts.factors import pages as factors
from jiayi.accounts.me import pages as me
from jiayi.accounts.my_data import desk_pages as data_requests
from jiayi.accounts.my_data import pages as my_data
from jiayi.accounts.open_id import pages as open_id
from jiayi.accounts.passkeys import pages as passkeys
from jiayi.accounts.proxies import helper_pages, helping_pages
from jiayi.accounts.roles import pages as roles
from jiayi.accounts.showing import pages as showing
from jiayi.accounts.sign_in import demo
from jiayi.accounts.sign_in import pages as sign_in
from jiayi.accounts.switching import pages as switching
from jiayi.accounts.tasks import pages as tasks

routes = [
    *sign_in.routes,
    *demo.routes,
    *passkeys.routes,
    *open_id.routes,
    *factors.routes,
    *confirm_pages.routes,
    *devices.routes,
    *me.routes,
    *showing.routes,
    *helper_pages.routes,
    *helping_pages.routes,
    *consents.routes,
    *my_data.routes,
    *data_requests.routes,
    *emergencies.routes,
    *roles.routes,
    *tasks.routes,
    *switching.routes,
]
