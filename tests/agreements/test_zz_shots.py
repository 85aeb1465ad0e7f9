import re, pathlib
from jiayi.agreements import actions
from tests.agreements.browsing import sign_through_pages, fields, form
from tests.agreements.helpers import *
OUT = pathlib.Path("/tmp/shots"); OUT.mkdir(exist_ok=True)
def save(name, html):
    html = re.sub(r"/static/r/\w+/", "file:///work/main/static/", html); html = re.sub(r"<script.*?</script>", "", html, flags=re.S) if "sign.js" not in html else html
    (OUT / f"{name}.html").write_text(html)
async def test_shots(client, make, db):
    place = await make.place(MIANYANG)
    await make.doctor(place.institution_id, MIANYANG, name="周敏")
    for n, l in (("市二院", 2), ("中心医院", 3)): await make.institution(MIANYANG, name=n, kind="hospital", level=l)
    head, child = await make.resident(place, conditions=["hypertension"]), await make.resident(place, name="小宝")
    household = await make.household(place, head, child)
    me = await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household, name="王芳")
    client.cookies.update(await make.session(me))
    save("1_who", (await client.get("/sign")).text)
    p = (await client.get(f"/sign/packages?team={place.team_id}&who={head}&who={child}")).text
    save("2_packages", p)
    r = (await client.get(f"/sign/review?team={place.team_id}&who={head}&who={child}&p-{head}=my_base&p-{head}=my_personalised&p-{child}=my_base")).text
    save("3_review", r)
    client.cookies.set("elder", "1")
    save("3_review_elder", (await client.post("/agreements", data=form(fields(r)))).text)
    client.cookies.delete("elder")
    a = await sign_through_pages(client, "/sign", packages=("my_base",))
    save("4_one", (await client.get(a.headers["location"])).text)
    client.cookies.set("elder", "1")
    save("4_one_elder", (await client.get(a.headers["location"])).text)
    client.cookies.delete("elder")
    save("0_home", (await client.get("/")).text)
    save("5_mine", (await client.get("/agreements")).text)
    client.cookies.set("lang", "en")
    save("2_packages_en", (await client.get(f"/sign/packages?team={place.team_id}&who={head}")).text)
    save("4_one_en", (await client.get(a.headers["location"])).text)
