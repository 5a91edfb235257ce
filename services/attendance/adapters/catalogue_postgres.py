"""What the names in a calendar file may mean."""

from services.attendance.adapters.timetable_postgres import read_courses
from services.attendance.app.timetable.importing import Catalogue
from services.common.postgres import Connection


async def read_catalogue(connection: Connection) -> Catalogue:
    """Courses by code and title, rooms and groups by name. A code goes before a title that is the same."""
    ids = [row["course_id"] for row in await connection.fetch("select course_id from course order by code desc")]
    planned = await read_courses(connection, ids)
    courses = {planned[course_id].title.casefold(): course_id for course_id in ids}
    courses |= {planned[course_id].code.casefold(): course_id for course_id in ids}
    rooms = await connection.fetch("select room_id as id, name from room")
    groups = await connection.fetch("select group_id as id, name from student_group")
    return Catalogue(
        courses,
        planned,
        {row["name"].casefold(): row["id"] for row in rooms},
        {row["name"].casefold(): row["id"] for row in groups},
        {row["id"]: row["name"] for row in (*rooms, *groups)},
    )
