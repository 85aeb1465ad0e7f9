"""Published vectors: RFC 8998 appendix A.1 (SM4-GCM, GB/T 32907), GB/T 32905 (SM3), the GCM paper's case 15."""

import pytest

from jiayi.infra import clock
from jiayi.infra.crypto import SealBroken, Vault, bound_to
from jiayi.infra.ids import new_id
from jiayi.infra.sealing import ciphers
from jiayi.infra.sealing.key_file import KeyFault, KeyFile
from jiayi.infra.sealing.ring import first_keys, new_key, opened

VECTORS = [
    (
        "sm4-gcm", "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffff"
        "eeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15"
        "a56834cbcf98c397b4024a2691233b8d" "83de3541e4c2b58177e065a9bf7b62ec",
    ),
    (
        "aes-256-gcm", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888", "",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        "b16aedf5aa0de657ba637b391aafd255",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        "c5f61e6393ba7a0abcc9f662898015ad" "b094dac5d93471bdec1a502270e3cc6c",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("algorithm", "secret", "nonce", "bound", "plain", "sealed"), VECTORS)
def test_published_vectors(
    algorithm: str, secret: str, nonce: str, bound: str, plain: str, sealed: str
) -> None:
    aead = ciphers.AEADS[algorithm][2](bytes.fromhex(secret))
    given = [bytes.fromhex(text) for text in (nonce, plain, bound)]
    assert aead.encrypt(*given).hex() == sealed
    assert aead.decrypt(given[0], bytes.fromhex(sealed), given[2]) == given[1]
    with pytest.raises(Exception):  # noqa: B017 (each library has its own)
        aead.decrypt(given[0], bytes.fromhex(sealed), b"somebody else")


def test_sm3_of_its_standard() -> None:
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    state = Hash(SM3())
    state.update(b"abc")
    assert state.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert len(ciphers.INDEXES["hmac-sm3"](bytes(32), b"x")) == 32


@pytest.mark.parametrize("family", ciphers.FAMILIES)
def test_a_vault_of_each_family_opens_only_what_belongs_there(family: str) -> None:
    now = clock.real_now()
    ring = opened(KeyFile([new_key(use, family, now, None, active=True) for use in ("seal", "index")]), None)
    vault, id = Vault(lambda: ring), new_id()
    phone = bound_to("residents.phone", id, 510107)
    sealed = vault.seal("13800000002", phone)
    assert vault.open(sealed, phone) == "13800000002" and b"13800000002" not in sealed
    for other in (
        bound_to("residents.identity", id, 510107), bound_to("residents.phone", new_id(), 510107),
        bound_to("residents.phone", id, 540100), str(id),
    ):  # fmt: skip
        with pytest.raises(SealBroken):
            vault.open(sealed, other)
    for place in (0, 1, 3, 8, len(sealed) - 1):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            vault.open(bytes(altered), phone)


def test_what_earlier_releases_sealed_still_opens() -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    now, id = clock.real_now(), new_id()
    first = first_keys(b"k" * 32, now)
    old = opened(
        KeyFile(
            [
                *first,
                new_key("seal", "aes", now, None, active=True),
                new_key("index", "aes", now, None, active=True),
            ]
        ),
        None,
    )
    nonce = bytes(12)
    sealed = b"\x01" + nonce + AESGCM(first[0].secret or b"").encrypt(nonce, b"13800000002", str(id).encode())
    vault = Vault(lambda: old)
    assert vault.open(sealed, bound_to("residents.phone", id, 510107)) == "13800000002"
    assert [len(key) for key in vault.blind_indexes("identity", "x")] == [36, 32]


def test_a_library_without_sm4_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ciphers, "SM4", None)
    assert not ciphers.is_offered("sm4-gcm")
    with pytest.raises(KeyFault, match="offers no sm4-gcm; set JIAYI_CIPHER=aes"):
        new_key("seal", "sm4", clock.real_now(), None)
