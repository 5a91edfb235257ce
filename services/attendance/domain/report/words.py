"""The words of reports, in every language there is."""

from collections.abc import Mapping

from services.attendance.domain.mark import MarkSource, MarkStatus

Words = Mapping[str, str]

_EN: Words = {
    "session": "Attendance: {course}, {day}, {time}",
    "day": "Attendance on {day}",
    "course": "Attendance: {course}",
    "student": "Attendance of {name}",
    "class_list": "Class list: {course}",
    "period": "{first} to {last}",
    "room": "Room: {room}",
    "zone": "Times are those of {zone}.",
    "policy": "Reckoned by the rules in force at each session: {versions}.",
    "policy_none": "Reckoned by the rules that Presence begins with.",
    "coverage": "The room was watched for {share} of the session.",
    "unconfirmed": "{share} of the marks are unconfirmed: cameras saw too little. They count neither for nor against.",
    "open": "The session was still open when this was made.",
    "made": "Made on {moment}.",
    "enrolled": "Enrolled on {day}.",
    "number": "Student number",
    "name": "Name",
    "status": "Status",
    "source": "Source",
    "first_seen": "First seen",
    "last_seen": "Last seen",
    "minutes": "Minutes present",
    "note": "Note",
    "date": "Date",
    "start": "Start",
    "end": "End",
    "code": "Course",
    "title": "Title",
    "room_name": "Room",
    "roster": "Students",
    "counted": "Counted",
    "forgiven": "Forgiven",
    "rate": "Rate",
    "signature": "Signature",
    "status_not_seen": "Not seen",
    "status_present": "Present",
    "status_late": "Late",
    "status_left_early": "Left early",
    "status_absent": "Absent",
    "status_excused": "Excused",
    "status_unconfirmed": "Unconfirmed",
    "source_none": "",
    "source_camera": "Camera",
    "source_teacher": "Teacher",
    "source_code": "Code",
    "source_policy": "Rule",
    "page": "Page {page} of {pages}",
}
_NE: Words = {
    "session": "हाजिरी: {course}, {day}, {time}",
    "day": "{day} को हाजिरी",
    "course": "हाजिरी: {course}",
    "student": "{name} को हाजिरी",
    "class_list": "कक्षा सूची: {course}",
    "period": "{first} देखि {last} सम्म",
    "room": "कोठा: {room}",
    "zone": "समय {zone} अनुसार छ।",
    "policy": "हरेक कक्षाको बेला लागू नियमअनुसार गणना गरिएको: {versions}।",
    "policy_none": "Presence का सुरुका नियमअनुसार गणना गरिएको।",
    "coverage": "कक्षाको {share} समय कोठा क्यामेराले हेरेको थियो।",
    "unconfirmed": "{share} हाजिरी पुष्टि भएका छैनन्: क्यामेराले पर्याप्त देखेन। ती पक्ष वा विपक्षमा गनिँदैनन्।",
    "open": "यो बनाउँदा कक्षा चलिरहेको थियो।",
    "made": "{moment} मा बनाइएको।",
    "enrolled": "{day} मा भर्ना भएका।",
    "number": "विद्यार्थी नम्बर",
    "name": "नाम",
    "status": "अवस्था",
    "source": "स्रोत",
    "first_seen": "पहिलो पटक देखिएको",
    "last_seen": "अन्तिम पटक देखिएको",
    "minutes": "उपस्थित मिनेट",
    "note": "टिप्पणी",
    "date": "मिति",
    "start": "सुरु",
    "end": "अन्त्य",
    "code": "विषय",
    "title": "शीर्षक",
    "room_name": "कोठा",
    "roster": "विद्यार्थी",
    "counted": "गनिएका",
    "forgiven": "छुट",
    "rate": "दर",
    "signature": "हस्ताक्षर",
    "status_not_seen": "नदेखिएको",
    "status_present": "उपस्थित",
    "status_late": "ढिलो",
    "status_left_early": "चाँडै गएको",
    "status_absent": "अनुपस्थित",
    "status_excused": "बिदा स्वीकृत",
    "status_unconfirmed": "पुष्टि नभएको",
    "source_none": "",
    "source_camera": "क्यामेरा",
    "source_teacher": "शिक्षक",
    "source_code": "कोड",
    "source_policy": "नियम",
    "page": "पृष्ठ {page} / {pages}",
}
_ALL: Mapping[str, Words] = {"en": _EN, "ne": _NE}
LANGUAGES = tuple(_ALL)


def words_in(language: str) -> Words:
    """English for a language that is not there."""
    return _ALL.get(language, _EN)


def status_word(words: Words, status: MarkStatus) -> str:
    """What the status is called where a policy gives it no name of its own."""
    return words[f"status_{status.value}"]


def source_word(words: Words, source: MarkSource) -> str:
    """Who said so."""
    return words[f"source_{source.value}"]
