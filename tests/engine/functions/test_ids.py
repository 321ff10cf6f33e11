import hashlib
import hmac
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, fails, gives, wrong_kinds

from mapbench.engine.values import UNSET, Failure


def test_sha256() -> None:
    gives(
        "sha256",
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("é", hashlib.sha256("é".encode()).hexdigest()),
    )
    wrong_kinds("sha256", 0, "a", taken=("text",))
    fails("sha256", "bad-text", ("\ud800",))


def test_hmac_sha256() -> None:
    assert call("hmac_sha256", "abc", "k") == hmac.new(b"k", b"abc", "sha256").hexdigest()
    fails("hmac_sha256", "bad-text", ("abc", ""))
    wrong_kinds("hmac_sha256", 0, "a", "k", taken=("text",))
    wrong_kinds("hmac_sha256", 1, "a", "k", taken=("text",))


def test_pseudonym() -> None:
    assert call("pseudonym", "dana", "k") == hmac.new(b"k", b"dana", "sha256").hexdigest()[:16]
    assert call("pseudonym", "dana", "k") != call("pseudonym", "dana", "l")
    fails("pseudonym", "bad-text", ("abc", ""))
    wrong_kinds("pseudonym", 0, "a", "k", taken=("text",))


@pytest.mark.parametrize("name", ["hmac_sha256", "pseudonym"])
def test_no_secret_stands_in_an_error(name: str) -> None:
    with pytest.raises(Failure) as caught:
        call(name, "abc", 123456)
    failure = caught.value
    assert failure.actual is UNSET
    assert "123456" not in f"{failure.message}{failure.hint}{failure.expected}"


def test_mask() -> None:
    gives(
        "mask",
        ("4111111111111111", "************1111"),
        ("1234", "****"),
        ("123", "***"),
        ("", ""),
        ("abc", 0, "***"),
        ("abcdef", 2, "x", "xxxxef"),
    )
    fails("mask", "bad-text", ("abc", 1, ""), ("abc", 1, "**"))
    fails("mask", "type", ("abc", -1), ("abc", 0.5))
    wrong_kinds("mask", 0, "a", taken=("text",))


def test_uuid5() -> None:
    own = call("uuid5", "dns", "example.com")
    gives(
        "uuid5",
        (own, "x", str(uuid.uuid5(uuid.UUID(own), "x"))),
        (own.upper(), "x", str(uuid.uuid5(uuid.UUID(own), "x"))),
    )
    fails("uuid5", "bad-text", ("orders", "1"), ("", "1"), ("{" + own + "}", "1"))
    wrong_kinds("uuid5", 0, "dns", "x", taken=("text",))
    wrong_kinds("uuid5", 1, "dns", "x", taken=("text",))


@given(st.sampled_from(["dns", "url", "oid", "x500"]), st.text())
def test_ids_are_those_of_the_standard(namespace: str, name: str) -> None:
    assert call("uuid5", namespace, name) == str(
        uuid.uuid5(getattr(uuid, f"NAMESPACE_{namespace.upper()}"), name)
    )
