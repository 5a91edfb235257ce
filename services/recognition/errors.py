"""What each of recognition's errors is called in gRPC."""

import grpc

from services.common.status import StatusTable
from services.recognition.app import errors as app
from services.recognition.app import photo_errors as photo
from services.recognition.domain import errors as domain

ERRORS: StatusTable = {
    app.ConsentMissing: grpc.StatusCode.FAILED_PRECONDITION,
    app.PersonNotFound: grpc.StatusCode.NOT_FOUND,
    app.NothingErased: grpc.StatusCode.NOT_FOUND,
    app.SampleNotFound: grpc.StatusCode.NOT_FOUND,
    app.TooManySamples: grpc.StatusCode.FAILED_PRECONDITION,
    photo.PhotoTooLarge: grpc.StatusCode.INVALID_ARGUMENT,
    photo.PhotoUnusable: grpc.StatusCode.INVALID_ARGUMENT,
    app.JudgesBusy: grpc.StatusCode.RESOURCE_EXHAUSTED,
    app.TrainingUnderWay: grpc.StatusCode.FAILED_PRECONDITION,
    app.RunNotFound: grpc.StatusCode.NOT_FOUND,
    app.GalleryVersionNotFound: grpc.StatusCode.NOT_FOUND,
    app.GalleryVersionForeign: grpc.StatusCode.FAILED_PRECONDITION,
    app.LookAlikeNotFound: grpc.StatusCode.NOT_FOUND,
    app.CameraSuperseded: grpc.StatusCode.ABORTED,
    app.CameraRemoved: grpc.StatusCode.PERMISSION_DENIED,
    app.CameraSilent: grpc.StatusCode.UNAVAILABLE,
    app.CreditExceeded: grpc.StatusCode.INVALID_ARGUMENT,
    app.ReviewNotFound: grpc.StatusCode.NOT_FOUND,
    app.ReviewDecided: grpc.StatusCode.FAILED_PRECONDITION,
    app.PodFull: grpc.StatusCode.RESOURCE_EXHAUSTED,
    app.PodLeaving: grpc.StatusCode.UNAVAILABLE,
    app.NoSessionOpen: grpc.StatusCode.FAILED_PRECONDITION,
    app.TooManyCheckIns: grpc.StatusCode.RESOURCE_EXHAUSTED,
    app.CheckInSuperseded: grpc.StatusCode.ABORTED,
    domain.VisionOverloaded: grpc.StatusCode.RESOURCE_EXHAUSTED,
    app.NeverCommissioned: grpc.StatusCode.NOT_FOUND,
    app.AccuracyReportNotFound: grpc.StatusCode.NOT_FOUND,
    domain.NoAccuracyReport: grpc.StatusCode.INVALID_ARGUMENT,
    domain.PictureBreaksVision: grpc.StatusCode.INVALID_ARGUMENT,
    domain.VisionUnavailable: grpc.StatusCode.UNAVAILABLE,
}
