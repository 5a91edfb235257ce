"""What a new password must be, and how it is hashed."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.errors import InvalidInput
from services.identity.adapters.hasher import THREADS, WAITING_MAX, Argon2Hasher
from services.identity.domain.common_passwords import COMMON_PASSWORDS
from services.identity.domain.login_errors import TooBusy
from services.identity.domain.password import checked_password, normal_password


def check(password: str) -> str:
    return checked_password(password, display_name="Ada Byron", email="ada.byron@example.edu")


@pytest.mark.parametrize(
    "password",
    [
        "short 7",
        "x" * 129,
        "password123",
        "PassWord123",
        "12345678",
        "hgfedcba",
        "aaaaaaaaaa",
        "abababab",
        "ada byron",
        "AdaByron",
        "ada.byron",
        "ada.byron@example.edu",
    ],
)
def test_a_password_that_is_guessed_first_is_refused_with_a_reason(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(password)
    assert refused.value.field == "password"
    assert refused.value.reason


def test_thousands_of_leaked_passwords_are_refused_however_they_are_typed() -> None:
    assert len(COMMON_PASSWORDS) > 10_000
    assert min(len(password) for password in COMMON_PASSWORDS) >= 8
    for password in ("scooter1", "PassWord", "ｐａｓｓｗｏｒｄ", "Ｋａｔｈｍａｎｄｕ", "  sunshine  "):
        with pytest.raises(InvalidInput):
            check(password)


@pytest.mark.parametrize("password", ["correct horse", "ñandú-ñandú", "नमस्ते संसार", "x7z" * 42, "        k3y     "])
def test_any_characters_will_do_if_there_are_enough(password: str) -> None:
    assert check(password) == normal_password(password)


def test_length_is_counted_in_characters_and_not_in_bytes() -> None:
    assert check("ñ€😀😁😂🤣😃😄")
    with pytest.raises(InvalidInput):
        check("ñ€😀😁😂🤣😃")


def test_the_same_password_typed_on_two_keyboards_is_the_same() -> None:
    assert check("cafe\u0301 au lait") == check("caf\u00e9 au lait")


@given(st.text(min_size=1, max_size=200))
def test_normalising_twice_changes_nothing(password: str) -> None:
    assert normal_password(normal_password(password)) == normal_password(password)


async def test_a_hash_matches_its_password_alone() -> None:
    hasher = Argon2Hasher(memory_kib=8, passes=1, lanes=1)
    one, two = await hasher.hash("correct horse"), await hasher.hash("correct horse")
    assert one.startswith("$argon2id$")
    assert one != two
    assert (await hasher.verify(one, "correct horse")).matches
    assert not (await hasher.verify(one, "correct horsE")).matches
    assert not (await hasher.verify("not a hash", "correct horse")).matches
    assert not (await hasher.verify(None, "no account has this password")).matches
    hasher.close()


async def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    old, new = Argon2Hasher(memory_kib=8, passes=1, lanes=1), Argon2Hasher(memory_kib=16, passes=1, lanes=1)
    weak = await old.hash("correct horse")
    assert not (await old.verify(weak, "correct horse")).outdated
    assert (await new.verify(weak, "correct horse")).outdated
    assert not (await new.verify(weak, "another horse")).outdated


async def test_an_account_that_does_not_exist_costs_as_much_work_as_one_that_does() -> None:
    hasher = Argon2Hasher(memory_kib=8192, passes=2, lanes=1)
    known = await hasher.hash("correct horse")

    async def cpu_seconds(password_hash: str | None) -> float:
        started = time.process_time()  # of all threads; unlike the wall clock it knows nothing of our neighbours
        await hasher.verify(password_hash, "wrong password")
        return time.process_time() - started

    # by turns, and of each the least: neighbours on the same core slow now the one down and now the other
    both = [(await cpu_seconds(known), await cpu_seconds(None)) for _ in range(10)]
    hasher.close()
    existing, absent = (min(seconds) for seconds in zip(*both, strict=True))
    assert 0.5 < absent / existing < 2


async def test_more_passwords_than_may_wait_are_refused_and_the_rest_are_checked() -> None:
    hasher = Argon2Hasher(memory_kib=8, passes=1, lanes=1)
    room = THREADS + WAITING_MAX
    answers = await asyncio.gather(*(hasher.hash(f"password {n}") for n in range(room + 4)), return_exceptions=True)
    assert sum(isinstance(answer, str) for answer in answers) == room
    assert sum(isinstance(answer, TooBusy) for answer in answers) == 4
    assert await hasher.hash("afterwards there is room again")
    hasher.close()
