"""Device keys and the primitives below them."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.model.errors import UserError
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey, fingerprint, replica_number

# RFC 8032, section 7.1, test 2
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_published_vector_of_ed25519_holds():
    key = DeviceKey.load(SEED)
    assert key.public == PUBLIC
    assert key.sign(b"\x72") == SIGNATURE
    assert signing.verify(PUBLIC, b"\x72", SIGNATURE)


@given(st.binary(max_size=64), st.integers(0, 63), st.integers(1, 255))
def test_a_changed_signature_or_message_does_not_verify(message, place, change):
    key = DeviceKey.load(SEED)
    signature = key.sign(message)
    altered = bytearray(signature)
    altered[place] ^= change
    assert signing.verify(key.public, message, signature)
    assert not signing.verify(key.public, message, bytes(altered))
    assert not signing.verify(key.public, message + b"\0", signature)


@pytest.mark.parametrize(
    ("public", "signature"), [(b"", SIGNATURE), (PUBLIC, b""), (PUBLIC + b"\0", SIGNATURE)]
)
def test_wrong_lengths_do_not_verify(public, signature):
    assert not signing.verify(public, b"\x72", signature)


def test_hashes_are_sha256():
    assert signing.sha256_hex(b"") == hashlib.sha256(b"").hexdigest()
    assert signing.sha256(b"x").hex() == signing.sha256_hex(b"x")


def test_a_device_key_comes_back_from_its_bytes_and_hides_its_secret():
    key = DeviceKey.new()
    assert DeviceKey.load(key.save()) == key
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed) not in repr(key)
    assert DeviceKey.new() != key


def test_a_damaged_device_key_is_refused():
    with pytest.raises(UserError, match="本机密钥已损坏"):
        DeviceKey.load(b"short")


def test_replica_is_the_first_30_bits_of_the_hash():
    bits = f"{int(signing.sha256_hex(PUBLIC), 16):0256b}"
    assert replica_number(PUBLIC) == int(bits[:30], 2)


def test_fingerprint_is_six_groups_of_five_digits():
    text = fingerprint(PUBLIC)
    assert [len(group) for group in text.split(" ")] == [5] * 6
    assert int(text.replace(" ", "")) == int(signing.sha256_hex(PUBLIC), 16) % 10**30
    assert text != fingerprint(bytes(32))
