"""What is stored sealed: who opens it, what it is bound to, and that what earlier releases stored stays readable."""

import pytest

from services.common.sealer import AesGcmSealer
from services.identity.adapters.sealer import secrets_sealer
from services.recognition.adapters.cipher import Cipher

OLD, NEW = bytes(range(32)), bytes(reversed(range(32)))
# Sealed with OLD by the release before all services shared one sealer.
A_LINK_OF_THEN = bytes.fromhex(
    "255e624f7633ccad13492fe684c6a85848a185cafb98907fae75a675a7b374229752c9e60d797c78823693f719369733dbcbfef3d7d43b46"
    "f8139b274e89c8"
)
A_PHOTO_OF_THEN = bytes.fromhex(
    "01f8b99028f0cf1a04b4b65135edd99f8f5d00dc3b504f6b7ff36c58f5f47aa4cc5e90b3c7b6f5eea1d2f1"
)
A_SIGNING_KEY_OF_THEN = bytes.fromhex(
    "74cb8f60c0244d71400423afa87ec9dcf65e0026ca0a4889a1ca5ca4339a8ce76131800f9aa27845b3282b0ad37d44b274789e05303859ad"
    "3124aca0"
)


def sealer(*keys: bytes, named: bool = False, purpose: bytes = b"a test") -> AesGcmSealer:
    return AesGcmSealer(keys, purpose=purpose, named=named)


def test_links_photos_and_signing_keys_that_earlier_releases_sealed_still_open() -> None:
    assert secrets_sealer([NEW, OLD]).open_text(A_LINK_OF_THEN, "mail") == "https://presence.example/activate#t"
    assert Cipher([NEW, OLD]).unseal(A_PHOTO_OF_THEN, "ada", "sample", "image") == b"a face"
    assert AesGcmSealer([NEW, OLD], purpose=None).open(A_SIGNING_KEY_OF_THEN, "kid") == bytes(32)


@pytest.mark.parametrize("named", [False, True])
def test_the_newest_key_seals_and_any_opens(named: bool) -> None:
    old, both, new = (sealer(*keys, named=named) for keys in ([OLD], [NEW, OLD], [NEW]))
    assert both.open(old.seal(b"secret", "row"), "row") == b"secret"
    assert new.open(both.seal(b"secret", "row"), "row") == b"secret"
    assert old.open(both.seal(b"secret", "row"), "row") is None


@pytest.mark.parametrize("named", [False, True])
def test_what_is_copied_over_another_row_cut_or_changed_opens_no_more(named: bool) -> None:
    one = sealer(OLD, named=named)
    sealed = one.seal(b"secret", "row")
    assert b"secret" not in sealed
    assert one.open(sealed, "another row") is None
    assert one.open(b"", "row") is None
    for end in range(len(sealed)):
        assert one.open(sealed[:end], "row") is None
        assert one.open(sealed[:end] + bytes([sealed[end] ^ 1]) + sealed[end + 1 :], "row") is None


@pytest.mark.parametrize("named", [False, True])
def test_sealing_anew_says_what_there_is_to_do_and_once_only(named: bool) -> None:
    sealed = sealer(OLD, named=named).seal(b"secret", "row")
    both = sealer(NEW, OLD, named=named)
    anew = both.resealed(sealed, "row")
    assert anew is not None
    assert both.resealed(anew, "row") is None
    assert sealer(NEW, named=named).open(anew, "row") == b"secret"
    assert sealer(NEW, named=named).resealed(sealed, "row") is None  # nobody here can open it


def test_one_key_serves_several_purposes_that_do_not_open_each_others() -> None:
    sealed = sealer(OLD, purpose=b"files").seal(b"secret", "row")
    assert sealer(OLD, purpose=b"codes").open(sealed, "row") is None


def test_a_named_key_is_told_from_others_by_the_beginning_of_what_it_sealed() -> None:
    old, new = sealer(OLD, named=True), sealer(NEW, OLD, named=True)
    assert old.seal(b"secret", "row").startswith(old.newest_head)
    assert old.newest_head != new.newest_head
    assert OLD[:8] not in old.newest_head
