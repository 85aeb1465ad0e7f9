"""N-1.2, "with photo or initials": a manager puts up a doctor's picture; nothing of the file but its pixels stays."""

import struct
import zlib
from io import BytesIO
from typing import Any

import asyncpg
import httpx
import pytest
from PIL import Image

from jiayi.directory import photos
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from tests.factories import COUNTY, Factory, Place


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 900), mode: str = "RGB", **saved: Any) -> bytes:
    """Red above, blue below."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, size[1] * 3 // 4, *size))
    out = BytesIO()
    image.convert(mode).save(out, kind, **saved)
    return out.getvalue()


def with_place_and_remark() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "secret remark"
    exif[0x8825] = {1: "N", 2: (30.0, 39.0, 1.0)}
    return picture(exif=exif.tobytes(), comment=b"secret comment")


def bomb(side: int) -> bytes:
    """A PNG of a few dozen bytes that says it is so many pixels wide and high."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = part(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"\0" * 1000)) + part(b"IEND", b"")


@pytest.mark.parametrize(
    "file", [picture("JPEG"), picture("PNG", mode="RGBA"), picture("WEBP"), picture("PNG", mode="P")]
)
def test_any_picture_becomes_a_small_square(file: bytes) -> None:
    made = photos.make_photo(file)
    with Image.open(BytesIO(made.content)) as square:
        assert square.format == "JPEG" and square.size == (photos.SIDE, photos.SIDE)
        red, green, blue = square.getpixel((128, 60))  # type: ignore[misc]
        assert red > 200 and green < 60 and blue < 60, "the upper part of an upright portrait is kept"
    assert len(made.content) < 30_000


def test_nothing_but_pixels_stays() -> None:
    file = with_place_and_remark()
    assert b"secret remark" in file and b"secret comment" in file
    content = photos.make_photo(file).content
    assert b"secret" not in content and b"Exif" not in content


def test_a_picture_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: right side of the file is its bottom
    lying = Image.open(BytesIO(picture())).transpose(Image.Transpose.ROTATE_90)
    out = BytesIO()
    lying.save(out, "JPEG", exif=exif.tobytes())
    with Image.open(BytesIO(photos.make_photo(out.getvalue()).content)) as square:
        red, _, blue = square.getpixel((128, 20))  # type: ignore[misc]
    assert red > blue


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "打不开"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "打不开"),
        (picture("GIF", mode="P"), "打不开"),
        (picture()[:300], "打不开"),
        (picture(size=(40, 40)), "太小"),
        (bomb(60_000), "像素太多"),
        (bomb(8_000), "像素太多"),
    ],
    ids=["nothing", "svg", "gif", "cut off", "tiny", "bomb", "large"],
)
def test_what_is_no_picture_is_refused_in_words(file: bytes, words: str) -> None:
    with pytest.raises(photos.BadPhoto, match=words):
        photos.make_photo(file)


async def sign_in(client: httpx.AsyncClient, make: Factory, place: Place, role: Role = Role.MANAGER) -> None:
    client.cookies.update(await make.session(await make.actor(role, place)))


async def upload(client: httpx.AsyncClient, doctor: Any, file: bytes, **fields: str) -> httpx.Response:
    return await client.post(
        f"/work/photos/{doctor}", files={"file": ("a.jpg", file)}, data={"agreed": "1"} | fields
    )


async def test_put_up_shown_kept_by_caches_and_taken_down(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    place = await make.place()
    await sign_in(client, make, place)
    assert "还没有照片" in (await client.get("/work/photos")).text
    assert (await upload(client, place.doctor_id, picture())).status_code == 303
    client.cookies.clear()
    digest = photos.make_photo(picture()).digest
    address = f"/doctors/{COUNTY}/{place.doctor_id}/photo/{digest}.jpg"
    for path in (f"/areas/{COUNTY}/{place.area_id}", f"/teams/{COUNTY}/{place.team_id}",
                 f"/doctors/{COUNTY}/{place.doctor_id}"):  # fmt: skip
        assert f'src="{address}"' in (await client.get(path)).text, path
    answer = await client.get(address)
    assert answer.headers["content-type"] == "image/jpeg" and "immutable" in answer.headers["cache-control"]
    assert answer.content == photos.make_photo(picture()).content
    assert (await client.get(address.replace(digest, "0" * 64))).status_code == 404
    await sign_in(client, make, place)
    await client.post(f"/work/photos/{place.doctor_id}/ending")
    assert (await client.get(address)).status_code == 404
    async with system.transaction(SYSTEM) as tx:
        kinds = await tx.connection.fetch(
            "select kind from history_events where kind like 'directory.photo%'"
        )
    assert {row["kind"] for row in kinds} == {"directory.photo.put", "directory.photo.dropped"}


@pytest.mark.parametrize(
    ("file", "agreed", "words"),
    [
        (picture(), "", "先问过医生本人"),
        (b"no picture", "1", "打不开"),
        (b"\0" * (8 * 1024 * 1024 + 1), "1", "太大"),
    ],
    ids=["not asked", "no picture", "too large"],
)
async def test_refused_beside_its_field(
    client: httpx.AsyncClient, make: Factory, file: bytes, agreed: str, words: str
) -> None:
    place = await make.place()
    await sign_in(client, make, place)
    answer = await upload(client, place.doctor_id, file, agreed=agreed)
    assert answer.status_code == 422 and words in answer.text


async def test_a_doctor_elsewhere_answers_like_an_unknown_one(
    client: httpx.AsyncClient, make: Factory
) -> None:
    place, other = await make.place(), await make.place()
    await sign_in(client, make, place)
    assert (await client.get(f"/work/photos/{other.doctor_id}")).status_code == 404
    assert (await upload(client, other.doctor_id, picture())).status_code == 404


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.DOCTOR, Role.COORDINATOR])
async def test_only_the_manager(client: httpx.AsyncClient, make: Factory, role: Role) -> None:
    place = await make.place()
    await sign_in(client, make, place, role)
    assert (await upload(client, place.doctor_id, picture())).status_code == 403


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.DOCTOR, Role.MANAGER])
async def test_rows_are_guarded_behind_the_pages(make: Factory, db: Database, role: Role) -> None:
    """A manager of another institution, a doctor, a resident: the database itself refuses."""
    place, other = await make.place(), await make.place()
    actor = await make.actor(role, other)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction(actor) as tx:
            await tx.run(
                "insert into doctor_photos values ($1, $2, $3, 'x', $4, now())",
                COUNTY, place.doctor_id, "0" * 64, actor.account_id,
            )  # fmt: skip
