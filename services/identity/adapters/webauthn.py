"""WebAuthn for the address people open: its name is the relying party's, its origin the only one believed."""

import json
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.common.config import is_loopback
from services.identity.app.second_factor import AnswerRefused, Asked
from services.identity.domain.passkey import CHALLENGE_LIFETIME, Credential, Passkey
from services.identity.domain.person import Person

ANSWER_CHARACTERS_MAX = 32_768
_TIMEOUT_MS = int(CHALLENGE_LIFETIME.total_seconds() * 1000)
# the password was the first factor: the authenticator need not ask for another
_VERIFICATION = UserVerificationRequirement.PREFERRED


def passkeys_work_at(public_url: str) -> bool:
    """Whether the address has a name, which WebAuthn needs."""
    return WebAuthn(public_url).available


class WebAuthn:
    """See `app.second_factor.Authenticators`."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        if is_loopback(host):  # browsers take localhost for safe and for a name, and 127.0.0.1 for no name
            host = "localhost"
        self._rp_id = "" if _is_address(host) else host
        port = f":{parts.port}" if parts.port else ""
        self._origin = f"{parts.scheme}://{host}{port}"

    @property
    def available(self) -> bool:
        return bool(self._rp_id)

    def ask_to_add(self, person: Person, known: Sequence[Passkey]) -> Asked:
        options = webauthn.generate_registration_options(
            rp_id=self._rp_id,
            rp_name="Presence",
            user_id=person.person_id.bytes,
            user_name=person.details.email,
            user_display_name=person.details.display_name,
            timeout=_TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_VERIFICATION
            ),
            exclude_credentials=_descriptors(known),
        )
        return Asked(options.challenge, webauthn.options_to_json(options))

    def added(self, credential_json: str, challenge: bytes) -> Credential:
        _check_size(credential_json)
        try:
            checked = webauthn.verify_registration_response(
                credential=credential_json,
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise AnswerRefused from error
        return Credential(checked.credential_id, checked.credential_public_key, checked.sign_count)

    def ask_to_log_in(self, known: Sequence[Passkey]) -> Asked:
        options = webauthn.generate_authentication_options(
            rp_id=self._rp_id,
            timeout=_TIMEOUT_MS,
            allow_credentials=_descriptors(known),
            user_verification=_VERIFICATION,
        )
        return Asked(options.challenge, webauthn.options_to_json(options))

    def credential_id(self, credential_json: str) -> bytes:
        _check_size(credential_json)
        try:
            return base64url_to_bytes(json.loads(credential_json)["rawId"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise AnswerRefused from error

    def signed(self, credential_json: str, challenge: bytes, credential: Credential) -> Credential:
        try:
            checked = webauthn.verify_authentication_response(
                credential=credential_json,
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
                credential_public_key=credential.public_key,
                credential_current_sign_count=credential.sign_count,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise AnswerRefused from error
        return Credential(credential.credential_id, credential.public_key, checked.new_sign_count)


def _descriptors(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=passkey.credential.credential_id) for passkey in known]


def _check_size(credential_json: str) -> None:
    if len(credential_json) > ANSWER_CHARACTERS_MAX:
        raise AnswerRefused


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
