"""Calendar files (RFC 5545) read with the icalendar library into what a timetable can hold."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import MO, WEEKLY, rrule
from icalendar import Calendar, Event, vRecur

from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.calendar_event import MAX_EVENTS, MAX_PARTS, CalendarEvent, OtherDay
from services.attendance.domain.timetable.errors import CalendarFileRefused
from services.attendance.domain.timetable.event_refusal import EventRefusal, Why, refusal
from services.attendance.domain.timetable.slot import MAX_SLOT_DAYS

_WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), start=1)}
_UNDERSTOOD = {"FREQ", "BYDAY", "UNTIL", "COUNT", "INTERVAL", "WKST"}
_UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)


class _Refused(Exception):
    def __init__(self, why: Why | EventRefusal, name: str = "") -> None:
        super().__init__()
        self.refusal = refusal(why, name) if isinstance(why, Why) else why


def read_events(file: bytes, institution: Institution) -> list[CalendarEvent]:
    """Its events in their order, each with its other days and with what is wrong with it; CalendarFileRefused."""
    try:
        calendar = Calendar.from_ical(file)
        parts = [part for part in calendar.walk("VEVENT") if isinstance(part, Event)]
        withdrawn = str(calendar.get("METHOD", "")).upper() == "CANCEL"  # as Outlook sends it
    except _UNREADABLE as error:
        raise CalendarFileRefused("it is no iCalendar file") from error
    if not parts:
        raise CalendarFileRefused("it has no events")
    by_uid: dict[str, list[Event]] = {}
    for number, part in enumerate(parts, start=1):
        by_uid.setdefault(str(part.get("UID", "")).strip()[:255] or f"event {number}", []).append(part)
    if len(by_uid) > MAX_EVENTS or len(parts) > MAX_PARTS:
        raise CalendarFileRefused(f"it has more than {MAX_EVENTS} events, or {MAX_PARTS} with changes of their days")
    return [_event(uid, ones, institution, withdrawn) for uid, ones in by_uid.items()]


def _event(uid: str, parts: Sequence[Event], institution: Institution, withdrawn: bool) -> CalendarEvent:
    """One event from all that the file says under its UID: itself, and changes of its single days."""
    summary = next((text for part in parts if (text := _text(part, "SUMMARY"))), "")
    try:
        mains = [part for part in parts if "RECURRENCE-ID" not in part]
        if len(mains) > 1:
            raise _Refused(Why.UID_TWICE)
        if "UID" not in parts[0]:
            raise _Refused(Why.NO_UID)
        others = tuple(_other_day(part, institution, withdrawn) for part in parts if "RECURRENCE-ID" in part)
        sequence, modified = max(_version(part) for part in parts)
        if not mains:
            return CalendarEvent(
                uid,
                summary,
                other_days=others,
                whole=False,
                sequence=sequence,
                modified=None if modified == _NEVER else modified,
            )
        main = mains[0]
        cancelled = withdrawn or _text(main, "STATUS").upper() == "CANCELLED"
        if "RDATE" in main:
            raise _Refused(Why.SINGLE_DAYS)
        start, end = _times(main, institution)
        weekdays, last, interval = _rule(main, start, institution)
        named = {one.rule_date for one in others}
        left_out = sorted({_day(one, institution) for one in _dates(main, "EXDATE")} - named)
        return CalendarEvent(
            uid,
            _text(main, "SUMMARY"),
            _text(main, "LOCATION"),
            tuple(str(one) for one in getattr(main.get("CATEGORIES"), "cats", ())),
            start.date(),
            start.time(),
            end.time(),
            weekdays,
            last,
            interval,
            (*others, *(OtherDay(day, cancelled=True) for day in left_out)),
            cancelled,
            sequence=sequence,
            modified=None if modified == _NEVER else modified,
        )
    except _Refused as refused:
        return CalendarEvent(uid, summary, problem=refused.refusal)
    except _UNREADABLE:
        return CalendarEvent(uid, summary, problem=refusal(Why.UNREADABLE))


def _other_day(part: Event, institution: Institution, withdrawn: bool) -> OtherDay:
    """What is different about one day of the event's rule."""
    found = _value(part, "RECURRENCE-ID")
    if not isinstance(found, date):
        raise _Refused(Why.NO_DAY_NAMED)
    if str(part["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE":
        raise _Refused(Why.ALL_LATER_DAYS)
    rule_date = _day(found, institution)
    if withdrawn or _text(part, "STATUS").upper() == "CANCELLED":
        return OtherDay(rule_date, cancelled=True)
    try:
        start, end = _times(part, institution)
    except _Refused as refused:
        raise _Refused(refused.refusal.on(rule_date)) from None
    return OtherDay(
        rule_date, False, start.date(), start.time(), end.time(), _text(part, "SUMMARY"), _text(part, "LOCATION")
    )


def _times(event: Event, institution: Institution) -> tuple[datetime, datetime]:
    """From when to when clocks here show it, on one day."""
    start, end = _local(event, "DTSTART", institution), _local(event, "DTEND", institution)
    if start.date() != end.date() or end <= start:
        raise _Refused(Why.NOT_ONE_DAY)
    return start, end


def _local(event: Event, name: str, institution: Institution) -> datetime:
    """What clocks here show; DTEND may be given as DURATION."""
    lasts = _value(event, "DURATION")
    if name == "DTEND" and name not in event and isinstance(lasts, timedelta):
        return _local(event, "DTSTART", institution) + lasts
    if name not in event:
        raise _Refused(Why.NO_TIME, name)
    found = _value(event, name)
    if not isinstance(found, datetime):
        raise _Refused(Why.WHOLE_DAYS)
    shown = found if found.tzinfo is None else found.astimezone(institution.zone)
    if "RRULE" in event and shown.date() != found.date():
        raise _Refused(Why.OTHER_WEEKDAY)
    return shown.replace(tzinfo=None, second=0, microsecond=0)


def _rule(event: Event, start: datetime, institution: Institution) -> tuple[frozenset[int], date | None, int]:
    """Weekdays, empty without a rule; the last day, None without end; every how many weeks."""
    rule = event.get("RRULE")
    if rule is None:
        return frozenset(), None, 1
    if not isinstance(rule, vRecur) or _first(rule, "FREQ", "") != "WEEKLY":
        raise _Refused(Why.NOT_WEEKLY)
    strange = sorted({str(name).upper() for name in rule} - _UNDERSTOOD)
    if strange:
        raise _Refused(Why.STRANGE_RULE, ", ".join(strange))
    interval = int(_first(rule, "INTERVAL", "1"))
    if interval < 1:
        raise _Refused(Why.WRONG_INTERVAL, str(interval))
    if _first(rule, "WKST", "MO") != "MO" and interval != 1:
        raise _Refused(Why.WEEKS_FROM_OTHER_DAY)
    names = [str(one).upper() for one in rule.get("BYDAY", [])]
    weekdays = frozenset(_WEEKDAYS[name] for name in names) or frozenset({start.isoweekday()})
    if "UNTIL" in rule:
        return weekdays, _day(rule["UNTIL"][0], institution), interval
    if "COUNT" in rule:
        count = min(int(_first(rule, "COUNT", "1")), MAX_SLOT_DAYS)
        by_day = [number - 1 for number in sorted(weekdays)]
        begins = datetime.combine(start.date(), time())
        *_, last = rrule(WEEKLY, dtstart=begins, count=count, interval=interval, byweekday=by_day, wkst=MO)
        return weekdays, min(last.date(), start.date() + timedelta(days=MAX_SLOT_DAYS - 1)), interval
    return weekdays, None, interval


_NEVER = datetime.min.replace(tzinfo=UTC)


def _version(event: Event) -> tuple[int, datetime]:
    """SEQUENCE and LAST-MODIFIED, as far as the program wrote them."""
    modified = _value(event, "LAST-MODIFIED")
    if not isinstance(modified, datetime):
        return int(event.get("SEQUENCE", 0)), _NEVER
    return int(event.get("SEQUENCE", 0)), modified if modified.tzinfo else modified.replace(tzinfo=UTC)


def _text(event: Event, name: str) -> str:
    return str(event.get(name, "")).strip()[:200]


def _first(rule: vRecur, name: str, otherwise: str) -> str:
    return str(rule.get(name, [otherwise])[0]).upper()


def _value(event: Event, name: str) -> object:
    return getattr(event.get(name), "dt", None)


def _dates(event: Event, name: str) -> list[date]:
    found = event.get(name, [])
    lists = found if isinstance(found, list) else [found]
    return [one.dt for each in lists for one in getattr(each, "dts", ())]


def _day(moment: date | datetime, institution: Institution) -> date:
    if isinstance(moment, datetime):
        return institution.day_of(moment) if moment.tzinfo is not None else moment.date()
    return moment
