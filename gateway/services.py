"""The services behind the gateway: their stubs over the channels that carry users' calls."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from presence.attendance.v1.attendance_service_pb2_grpc import AttendanceServiceStub
from presence.attendance.v1.calendar_service_pb2_grpc import CalendarServiceStub
from presence.attendance.v1.check_in_service_pb2_grpc import CheckInServiceStub
from presence.attendance.v1.course_service_pb2_grpc import CourseServiceStub
from presence.attendance.v1.dispute_service_pb2_grpc import DisputeServiceStub
from presence.attendance.v1.evidence_service_pb2_grpc import EvidenceServiceStub
from presence.attendance.v1.excuse_service_pb2_grpc import ExcuseServiceStub
from presence.attendance.v1.group_service_pb2_grpc import GroupServiceStub
from presence.attendance.v1.insight_service_pb2_grpc import InsightServiceStub
from presence.attendance.v1.ledger_service_pb2_grpc import LedgerServiceStub
from presence.attendance.v1.personal_data_service_pb2_grpc import PersonalDataServiceStub as AttendanceDataStub
from presence.attendance.v1.policy_service_pb2_grpc import PolicyServiceStub
from presence.attendance.v1.report_service_pb2_grpc import ReportServiceStub
from presence.attendance.v1.roll_call_service_pb2_grpc import RollCallServiceStub
from presence.attendance.v1.room_service_pb2_grpc import RoomServiceStub
from presence.attendance.v1.student_service_pb2_grpc import StudentServiceStub
from presence.attendance.v1.timetable_service_pb2_grpc import TimetableServiceStub
from presence.identity.v1.account_service_pb2_grpc import AccountServiceStub
from presence.identity.v1.audit_service_pb2_grpc import AuditServiceStub
from presence.identity.v1.device_service_pb2_grpc import DeviceServiceStub
from presence.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from presence.identity.v1.mail_service_pb2_grpc import MailServiceStub
from presence.identity.v1.notice_service_pb2_grpc import NoticeServiceStub
from presence.identity.v1.people_service_pb2_grpc import PeopleServiceStub
from presence.identity.v1.personal_data_service_pb2_grpc import PersonalDataServiceStub as IdentityDataStub
from presence.identity.v1.push_service_pb2_grpc import PushServiceStub
from presence.recognition.v1.accuracy_service_pb2_grpc import AccuracyServiceStub
from presence.recognition.v1.calibration_service_pb2_grpc import CalibrationServiceStub
from presence.recognition.v1.camera_health_service_pb2_grpc import CameraHealthServiceStub
from presence.recognition.v1.encoding_service_pb2_grpc import EncodingServiceStub
from presence.recognition.v1.gallery_service_pb2_grpc import GalleryServiceStub
from presence.recognition.v1.kiosk_service_pb2_grpc import KioskServiceStub
from presence.recognition.v1.personal_data_service_pb2_grpc import PersonalDataServiceStub as RecognitionDataStub
from presence.recognition.v1.recognition_service_pb2_grpc import RecognitionServiceStub
from presence.recognition.v1.review_service_pb2_grpc import ReviewServiceStub

if TYPE_CHECKING:  # these classes exist in the stubs' types alone
    from presence.attendance.v1.attendance_service_pb2_grpc import AttendanceServiceAsyncStub
    from presence.attendance.v1.calendar_service_pb2_grpc import CalendarServiceAsyncStub
    from presence.attendance.v1.check_in_service_pb2_grpc import CheckInServiceAsyncStub
    from presence.attendance.v1.course_service_pb2_grpc import CourseServiceAsyncStub
    from presence.attendance.v1.dispute_service_pb2_grpc import DisputeServiceAsyncStub
    from presence.attendance.v1.evidence_service_pb2_grpc import EvidenceServiceAsyncStub
    from presence.attendance.v1.excuse_service_pb2_grpc import ExcuseServiceAsyncStub
    from presence.attendance.v1.group_service_pb2_grpc import GroupServiceAsyncStub
    from presence.attendance.v1.insight_service_pb2_grpc import InsightServiceAsyncStub
    from presence.attendance.v1.ledger_service_pb2_grpc import LedgerServiceAsyncStub
    from presence.attendance.v1.personal_data_service_pb2_grpc import (
        PersonalDataServiceAsyncStub as AttendanceDataAsyncStub,
    )
    from presence.attendance.v1.policy_service_pb2_grpc import PolicyServiceAsyncStub
    from presence.attendance.v1.report_service_pb2_grpc import ReportServiceAsyncStub
    from presence.attendance.v1.roll_call_service_pb2_grpc import RollCallServiceAsyncStub
    from presence.attendance.v1.room_service_pb2_grpc import RoomServiceAsyncStub
    from presence.attendance.v1.student_service_pb2_grpc import StudentServiceAsyncStub
    from presence.attendance.v1.timetable_service_pb2_grpc import TimetableServiceAsyncStub
    from presence.identity.v1.account_service_pb2_grpc import AccountServiceAsyncStub
    from presence.identity.v1.audit_service_pb2_grpc import AuditServiceAsyncStub
    from presence.identity.v1.device_service_pb2_grpc import DeviceServiceAsyncStub
    from presence.identity.v1.identity_service_pb2_grpc import IdentityServiceAsyncStub
    from presence.identity.v1.mail_service_pb2_grpc import MailServiceAsyncStub
    from presence.identity.v1.notice_service_pb2_grpc import NoticeServiceAsyncStub
    from presence.identity.v1.people_service_pb2_grpc import PeopleServiceAsyncStub
    from presence.identity.v1.personal_data_service_pb2_grpc import (
        PersonalDataServiceAsyncStub as IdentityDataAsyncStub,
    )
    from presence.identity.v1.push_service_pb2_grpc import PushServiceAsyncStub
    from presence.recognition.v1.accuracy_service_pb2_grpc import AccuracyServiceAsyncStub
    from presence.recognition.v1.calibration_service_pb2_grpc import CalibrationServiceAsyncStub
    from presence.recognition.v1.camera_health_service_pb2_grpc import CameraHealthServiceAsyncStub
    from presence.recognition.v1.encoding_service_pb2_grpc import EncodingServiceAsyncStub
    from presence.recognition.v1.gallery_service_pb2_grpc import GalleryServiceAsyncStub
    from presence.recognition.v1.kiosk_service_pb2_grpc import KioskServiceAsyncStub
    from presence.recognition.v1.personal_data_service_pb2_grpc import (
        PersonalDataServiceAsyncStub as RecognitionDataAsyncStub,
    )
    from presence.recognition.v1.recognition_service_pb2_grpc import RecognitionServiceAsyncStub
    from presence.recognition.v1.review_service_pb2_grpc import ReviewServiceAsyncStub


@dataclass(frozen=True)
class Services:
    """One stub for each service of each process; the channels spread calls over the replicas."""

    identity: "IdentityServiceAsyncStub"
    people: "PeopleServiceAsyncStub"
    devices: "DeviceServiceAsyncStub"
    accounts: "AccountServiceAsyncStub"
    audit: "AuditServiceAsyncStub"
    mails: "MailServiceAsyncStub"
    notices: "NoticeServiceAsyncStub"
    push: "PushServiceAsyncStub"
    attendance: "AttendanceServiceAsyncStub"
    courses: "CourseServiceAsyncStub"
    calendar: "CalendarServiceAsyncStub"
    groups: "GroupServiceAsyncStub"
    timetable: "TimetableServiceAsyncStub"
    rooms: "RoomServiceAsyncStub"
    evidence: "EvidenceServiceAsyncStub"
    students: "StudentServiceAsyncStub"
    insight: "InsightServiceAsyncStub"
    reports: "ReportServiceAsyncStub"
    excuses: "ExcuseServiceAsyncStub"
    disputes: "DisputeServiceAsyncStub"
    policies: "PolicyServiceAsyncStub"
    check_ins: "CheckInServiceAsyncStub"
    roll_calls: "RollCallServiceAsyncStub"
    ledger: "LedgerServiceAsyncStub"
    encodings: "EncodingServiceAsyncStub"
    gallery: "GalleryServiceAsyncStub"
    calibration: "CalibrationServiceAsyncStub"
    accuracy: "AccuracyServiceAsyncStub"
    camera_health: "CameraHealthServiceAsyncStub"
    recognition: "RecognitionServiceAsyncStub"
    reviews: "ReviewServiceAsyncStub"
    kiosks: "KioskServiceAsyncStub"
    identity_data: "IdentityDataAsyncStub"
    attendance_data: "AttendanceDataAsyncStub"
    recognition_data: "RecognitionDataAsyncStub"


def services_over(identity: grpc.aio.Channel, attendance: grpc.aio.Channel, recognition: grpc.aio.Channel) -> Services:
    """The stubs over one channel for each process."""
    return Services(
        identity=IdentityServiceStub(identity),
        people=PeopleServiceStub(identity),
        devices=DeviceServiceStub(identity),
        accounts=AccountServiceStub(identity),
        audit=AuditServiceStub(identity),
        mails=MailServiceStub(identity),
        notices=NoticeServiceStub(identity),
        push=PushServiceStub(identity),
        attendance=AttendanceServiceStub(attendance),
        courses=CourseServiceStub(attendance),
        calendar=CalendarServiceStub(attendance),
        groups=GroupServiceStub(attendance),
        timetable=TimetableServiceStub(attendance),
        rooms=RoomServiceStub(attendance),
        evidence=EvidenceServiceStub(attendance),
        students=StudentServiceStub(attendance),
        insight=InsightServiceStub(attendance),
        reports=ReportServiceStub(attendance),
        excuses=ExcuseServiceStub(attendance),
        disputes=DisputeServiceStub(attendance),
        policies=PolicyServiceStub(attendance),
        check_ins=CheckInServiceStub(attendance),
        roll_calls=RollCallServiceStub(attendance),
        ledger=LedgerServiceStub(attendance),
        encodings=EncodingServiceStub(recognition),
        gallery=GalleryServiceStub(recognition),
        calibration=CalibrationServiceStub(recognition),
        accuracy=AccuracyServiceStub(recognition),
        camera_health=CameraHealthServiceStub(recognition),
        recognition=RecognitionServiceStub(recognition),
        reviews=ReviewServiceStub(recognition),
        kiosks=KioskServiceStub(recognition),
        identity_data=IdentityDataStub(identity),
        attendance_data=AttendanceDataStub(attendance),
        recognition_data=RecognitionDataStub(recognition),
    )
