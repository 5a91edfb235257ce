"""What the names in a calendar file may mean."""

from collections import Counter

from services.attendance.adapters.timetable_postgres import read_courses
from services.attendance.app.timetable.imports.store import Catalogue
from services.common.postgres import Connection


async def read_catalogue(connection: Connection) -> Catalogue:
    """Courses by code and title, rooms and groups by name."""
    ids = [row["course_id"] for row in await connection.fetch("select course_id from course")]
    planned = await read_courses(connection, ids)
    titles = Counter(course.title.casefold() for course in planned.values())
    rooms = await connection.fetch("select room_id as id, name from room")
    groups = await connection.fetch("select group_id as id, name from student_group")
    return Catalogue(
        {course.code.casefold(): course_id for course_id, course in planned.items()},
        {title: course_id for course_id, course in planned.items() if titles[title := course.title.casefold()] == 1},
        planned,
        {row["name"].casefold(): row["id"] for row in rooms},
        {row["name"].casefold(): row["id"] for row in groups},
        {row["id"]: row["name"] for row in (*rooms, *groups)},
    )
