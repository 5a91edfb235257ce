"""An OpenID Connect provider over HTTPS: discovery, code exchange, and ID tokens checked with its published keys."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import jwt
import structlog

from services.common.config import is_loopback
from services.identity.adapters.oidc_http import Authentication, Json, OidcHttp
from services.identity.app.given import Clock
from services.identity.app.oidc import Proven
from services.identity.domain.login_errors import OidcAnswerRefused, OidcUnavailable

# Signatures with a public key alone: "none" proves nothing, and HS256 could be forged with a public key.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
DEFAULT_ALGORITHM = "RS256"  # OpenID Connect Core 3.1.3.7
LEEWAY = timedelta(seconds=60)
ISSUED_AT_MOST = timedelta(minutes=15)
DISCOVERY_KEPT_FOR = timedelta(hours=1)
KEYS_KEPT_FOR = timedelta(hours=1)
KEYS_READ_AGAIN_AFTER = timedelta(seconds=30)  # for a key never seen: made-up key ids must not flood the provider

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("oidc")


class OidcProvider:
    """See `app.oidc.Provider`. Keeps its discovery document and keys for an hour."""

    def __init__(
        self, http: OidcHttp, clock: Clock, *, issuer: str, client_id: str, client_secret: str, redirect_uri: str
    ) -> None:
        self._http = http
        self._clock = clock
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._document: Json = {}
        self._document_time: datetime | None = None
        self._keys: list[jwt.PyJWK] = []
        self._keys_time: datetime | None = None

    async def authorization_url(self, state: str, nonce: str, code_challenge: str) -> str:
        """Where the browser goes."""
        document = await self._discovered()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid email",
            "state": state,
            "nonce": nonce,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
        }
        endpoint = _address(document, "authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    async def prove(self, code: str, code_verifier: str, nonce: str) -> Proven:
        """Exchanges the code and checks the ID token; asks UserInfo where the address is there alone."""
        document = await self._discovered()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": code_verifier,
        }
        answer = await self._http.exchange(_address(document, "token_endpoint"), form, self._authentication(document))
        claims = await self._checked(str(answer.get("id_token", "")), nonce, document)
        if "email" not in claims and "userinfo_endpoint" in document:
            endpoint = _address(document, "userinfo_endpoint")
            shown = await self._http.get(endpoint, bearer=str(answer.get("access_token", "")))
            if shown.get("sub") != claims["sub"]:
                raise _refused("UserInfo is about somebody else")
            claims = {**claims, "email": shown.get("email"), "email_verified": shown.get("email_verified")}
        said = claims.get("email_verified")
        verified = said is True or said == "true"  # some providers write it as text
        return Proven(self._issuer, str(claims["sub"]), str(claims.get("email") or ""), verified)

    def _authentication(self, document: Json) -> Authentication:
        if not self._client_secret:
            return Authentication(form={"client_id": self._client_id})
        methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in methods:
            # RFC 6749, 2.3.1: form-encoded before they are joined
            quoted = (urlencode({"": part})[1:] for part in (self._client_id, self._client_secret))
            return Authentication(headers={"Authorization": aiohttp.encode_basic_auth(*quoted)})
        return Authentication(form={"client_id": self._client_id, "client_secret": self._client_secret})

    async def _checked(self, token: str, nonce: str, document: Json) -> dict[str, Any]:
        announced = document.get("id_token_signing_alg_values_supported") or [DEFAULT_ALGORITHM]
        algorithms = [algorithm for algorithm in ALGORITHMS if algorithm in announced]
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            raise _refused("there is no ID token") from None
        if header.get("alg") not in algorithms:
            raise _refused("the ID token is signed in a way that the provider does not announce")
        claims = await self._verified(token, header, algorithms)
        now = self._clock().timestamp()
        leeway = LEEWAY.total_seconds()
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if len(audience) > 1 and "azp" not in claims:
            raise _refused("the ID token is for several parties and names none")
        if claims.get("azp", self._client_id) != self._client_id:
            raise _refused("the ID token was issued to another party")
        if now >= float(claims["exp"]) + leeway:
            raise _refused("the ID token has expired")
        if not now - ISSUED_AT_MOST.total_seconds() - leeway <= float(claims["iat"]) <= now + leeway:
            raise _refused("the ID token is not of now")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise _refused("the nonce is another log-in's")
        return claims

    async def _verified(self, token: str, header: Mapping[str, Any], algorithms: list[str]) -> dict[str, Any]:
        for candidates in (await self._candidates(header), await self._candidates(header, again=True)):
            for key in candidates:
                try:
                    return dict(
                        jwt.decode(
                            token,
                            key.key,
                            algorithms=[alg for alg in algorithms if alg == header["alg"]],
                            audience=self._client_id,
                            issuer=self._issuer,
                            # time is checked with the injected clock
                            options={
                                "require": ["iss", "sub", "aud", "exp", "iat"],
                                "verify_exp": False,
                                "verify_iat": False,
                                "verify_nbf": False,
                            },
                        )
                    )
                except (jwt.InvalidSignatureError, jwt.InvalidKeyError, TypeError, ValueError):
                    continue  # without a key id any key of the right kind may be the one
                except jwt.InvalidTokenError as error:
                    raise _refused(f"the ID token is not valid: {error}") from None
        raise _refused("no published key signed the ID token")

    async def _candidates(self, header: Mapping[str, Any], *, again: bool = False) -> list[jwt.PyJWK]:
        """Published keys that may have signed: the one of this id, or without an id all of the algorithm's kind."""
        await self._read_keys(again)
        kind = {"R": "RSA", "P": "RSA", "E": "EC"}[header["alg"][0]] if header["alg"] != "EdDSA" else "OKP"
        fitting = [key for key in self._keys if key.key_type == kind and key.public_key_use in (None, "sig")]
        key_id = header.get("kid")
        return fitting if key_id is None else [key for key in fitting if key.key_id == key_id]

    async def _read_keys(self, again: bool) -> None:
        now = self._clock()
        kept_for = KEYS_READ_AGAIN_AFTER if again else KEYS_KEPT_FOR
        if self._keys_time is not None and now - self._keys_time < kept_for:
            return
        document = await self._http.get(_address(await self._discovered(), "jwks_uri"))
        keys = []
        for entry in document.get("keys") or []:
            try:
                keys.append(jwt.PyJWK(entry))
            except (jwt.PyJWTError, AttributeError, TypeError, ValueError):
                continue  # of a kind that signs nothing here
        self._keys, self._keys_time = keys, now

    async def _discovered(self) -> Json:
        now = self._clock()
        if self._document_time is None or now - self._document_time >= DISCOVERY_KEPT_FOR:
            document = await self._http.get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if document.get("issuer") != self._issuer:
                _log.error("the provider's discovery document names another issuer", issuer=self._issuer)
                raise OidcUnavailable
            self._document, self._document_time = document, now
        return self._document


def safe_address(url: str) -> bool:
    """HTTPS, or a server on this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    )


def _address(document: Json, name: str) -> str:
    address = document.get(name)
    if not isinstance(address, str) or not safe_address(address):
        _log.error("the provider's discovery document lacks an address, or has one without TLS", field=name)
        raise OidcUnavailable
    return address


def _refused(why: str) -> OidcAnswerRefused:
    _log.warning("log-in with the provider refused", why=why)
    return OidcAnswerRefused()
