"""Which gRPC status each refusal is answered with; what all services share is in `services.common.status`."""

import grpc

from services.common.status import StatusTable
from services.identity.domain import errors, login_errors

STATUS: StatusTable = {
    errors.PersonNotFound: grpc.StatusCode.NOT_FOUND,
    errors.AlreadyTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.StaleRevision: grpc.StatusCode.ABORTED,
    errors.AlreadyActivated: grpc.StatusCode.FAILED_PRECONDITION,
    errors.LastAdministrator: grpc.StatusCode.FAILED_PRECONDITION,
    errors.AdministratorExists: grpc.StatusCode.FAILED_PRECONDITION,
    errors.BootstrapSecretWrong: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.ActivationNotFound: grpc.StatusCode.NOT_FOUND,
    login_errors.ResetNotFound: grpc.StatusCode.NOT_FOUND,
    errors.MailNotFound: grpc.StatusCode.NOT_FOUND,
    errors.MailsAreSent: grpc.StatusCode.FAILED_PRECONDITION,
    login_errors.OidcNotConfigured: grpc.StatusCode.FAILED_PRECONDITION,
    login_errors.OidcAnswerRefused: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.OidcUnavailable: grpc.StatusCode.UNAVAILABLE,
    login_errors.OidcEmailNotVerified: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.OidcEmailNotInvited: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.OidcAccountMismatch: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.CredentialRefused: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.SecondFactorRefused: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.LoginNotFound: grpc.StatusCode.NOT_FOUND,
    login_errors.PasskeysNeedAName: grpc.StatusCode.FAILED_PRECONDITION,
    login_errors.PasskeyNotFound: grpc.StatusCode.NOT_FOUND,
    login_errors.PasskeyTicketNotFound: grpc.StatusCode.NOT_FOUND,
    login_errors.TooManyPasskeys: grpc.StatusCode.RESOURCE_EXHAUSTED,
    login_errors.NoPasskey: grpc.StatusCode.FAILED_PRECONDITION,
    login_errors.LastPasskey: grpc.StatusCode.FAILED_PRECONDITION,
    login_errors.ProofNeeded: grpc.StatusCode.FAILED_PRECONDITION,
    login_errors.LoginEnded: grpc.StatusCode.UNAUTHENTICATED,
    login_errors.TooManyAttempts: grpc.StatusCode.RESOURCE_EXHAUSTED,
    login_errors.TooBusy: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.TooManyDeviceKeys: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.DeviceKeyNotFound: grpc.StatusCode.NOT_FOUND,
    errors.WatchCompacted: grpc.StatusCode.OUT_OF_RANGE,
    errors.Restarting: grpc.StatusCode.UNAVAILABLE,
    errors.TooManyImports: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.ImportStalled: grpc.StatusCode.ABORTED,
    errors.GuardianUnknown: grpc.StatusCode.FAILED_PRECONDITION,
    errors.NotMinor: grpc.StatusCode.FAILED_PRECONDITION,
    errors.AskedAlready: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.GuardianLinkNotFound: grpc.StatusCode.NOT_FOUND,
}
