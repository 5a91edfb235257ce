"""Who belonged to what, and when: enrolment on courses, membership of groups. The past is never rewritten."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Memberships:
    """Statements, to be run in their order under the lock of the course or group.

    `add` takes (owner, students, first day, last day), `remove` (owner, students, last day).
    """

    add: tuple[str, ...]
    remove: tuple[str, ...]


def _memberships(table: str, owner: str) -> Memberships:
    # whoever belongs on the first day stays since when they did; what was planned for later gives way
    gives_way = f"""
        delete from {table} where {owner} = $1 and student_id = any ($2::uuid[]) and first_date > $3
            and first_date <= $4::date
    """
    goes_on = f"""
        update {table} set last_date = greatest(last_date, $4::date)
        where {owner} = $1 and student_id = any ($2::uuid[]) and $3 between first_date and last_date
    """
    begins = f"""
        insert into {table} ({owner}, student_id, first_date, last_date)
        select $1, student_id, $3, $4::date from unnest($2::uuid[]) as s (student_id)
        where not exists (
            select 1 from {table} kept where kept.{owner} = $1 and kept.student_id = s.student_id
                and $3 between kept.first_date and kept.last_date)
        order by student_id
    """
    never_began = f"delete from {table} where {owner} = $1 and student_id = any ($2::uuid[]) and first_date > $3"
    ends = f"""
        update {table} set last_date = $3
        where {owner} = $1 and student_id = any ($2::uuid[]) and $3 between first_date and last_date
    """
    return Memberships((gives_way, goes_on, begins), (never_began, ends))


ENROLMENTS = _memberships("enrolment", "course_id")
GROUP_MEMBERS = _memberships("group_member", "group_id")
