"""Calendar files (RFC 5545) read with the icalendar library into what a timetable can hold."""

from datetime import date, datetime, time, timedelta

from dateutil.rrule import MO, WEEKLY, rrule
from icalendar import Calendar, Event, vRecur

from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.calendar_event import MAX_EVENTS, CalendarEvent
from services.attendance.domain.timetable.errors import CalendarFileRefused
from services.attendance.domain.timetable.slot import MAX_SLOT_DAYS

_WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), start=1)}
_UNDERSTOOD = {"FREQ", "BYDAY", "UNTIL", "COUNT", "INTERVAL", "WKST"}


class _Refused(Exception):
    """In words."""


def read_events(file: bytes, institution: Institution) -> list[CalendarEvent]:
    """Its events in their order, each with what is wrong with it; CalendarFileRefused."""
    try:
        calendar = Calendar.from_ical(file)
        events = calendar.walk("VEVENT")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise CalendarFileRefused("it is no iCalendar file") from error
    if not events:
        raise CalendarFileRefused("it has no events")
    if len(events) > MAX_EVENTS:
        raise CalendarFileRefused(f"it has more than {MAX_EVENTS} events")
    uids: set[str] = set()
    found = []
    for number, event in enumerate(events, start=1):
        assert isinstance(event, Event)  # walk found it by that name
        read = _event(event, institution, number)
        if read.uid in uids and not read.problem:
            read = CalendarEvent(read.uid, read.summary, problem="its UID is that of an earlier event")
        uids.add(read.uid)
        found.append(read)
    return found


def _event(event: Event, institution: Institution, number: int) -> CalendarEvent:
    uid, summary = str(event.get("UID", "")).strip()[:255], str(event.get("SUMMARY", "")).strip()[:200]
    try:
        if not uid:
            raise _Refused("has no UID, by which it would be known again")
        if "RECURRENCE-ID" in event:
            raise _Refused("is a change of another event's single day: make it in the timetable")
        if "RDATE" in event:
            raise _Refused("has days of its own beside a rule (RDATE), which is not understood")
        start, end = _local(event, "DTSTART", institution), _local(event, "DTEND", institution)
        if start.date() != end.date() or end <= start:
            raise _Refused("must begin and end on one day")
        first = start.date()
        weekdays, last, interval = _rule(event, start, institution)
        left_out = tuple(_day(one, institution) for one in _dates(event, "EXDATE"))
        categories = tuple(str(one) for one in getattr(event.get("CATEGORIES"), "cats", ()))
        return CalendarEvent(
            uid,
            summary,
            str(event.get("LOCATION", "")).strip(),
            categories,
            first,
            start.time(),
            end.time(),
            weekdays,
            last,
            interval,
            left_out,
        )
    except _Refused as refusal:
        return CalendarEvent(uid or f"event {number}", summary, problem=str(refusal))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return CalendarEvent(uid or f"event {number}", summary, problem="cannot be read")


def _local(event: Event, name: str, institution: Institution) -> datetime:
    """What clocks here show; DTEND may be given as DURATION."""
    lasts = _value(event, "DURATION")
    if name == "DTEND" and name not in event and isinstance(lasts, timedelta):
        return _local(event, "DTSTART", institution) + lasts
    if name not in event:
        raise _Refused(f"has no {name}")
    found = _value(event, name)
    if not isinstance(found, datetime):
        raise _Refused("lasts whole days: a class has a time")
    shown = found if found.tzinfo is None else found.astimezone(institution.zone)
    if "RRULE" in event and shown.date() != found.date():
        raise _Refused("repeats in another time zone, where it is another day of the week")
    return shown.replace(tzinfo=None, second=0, microsecond=0)


def _rule(event: Event, start: datetime, institution: Institution) -> tuple[frozenset[int], date | None, int]:
    """Weekdays, empty without a rule; the last day, None without end; every how many weeks."""
    rule = event.get("RRULE")
    if rule is None:
        return frozenset(), None, 1
    if not isinstance(rule, vRecur) or _first(rule, "FREQ", "") != "WEEKLY":
        raise _Refused("does not repeat by the week")
    strange = sorted({str(name).upper() for name in rule} - _UNDERSTOOD)
    if strange:
        raise _Refused(f"repeats by a rule that is not understood: {', '.join(strange)}")
    interval = int(_first(rule, "INTERVAL", "1"))
    if _first(rule, "WKST", "MO") != "MO" and interval != 1:
        raise _Refused("counts weeks that do not begin on Monday")
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
