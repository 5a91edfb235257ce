"""An administrator plans a term with the mouse and with keys, and a teacher opens the class that was moved to now."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.clocks import noon
from tests.e2e.conftest import ARTIFACTS, Campus
from tests.e2e.web_user import WebUser
from tests.e2e.windows import give_password, logged_in, window

HOUR_PX = 56
PHONE = {"width": 320, "height": 640}


@dataclass(frozen=True)
class Plan:
    """What is planned: nobody studies the course, so that no student's attendance changes."""

    code: str
    room: str
    other_room: str
    course_id: str
    room_id: str
    now: datetime  # as clocks show it at the institution: about noon

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def soon(self) -> datetime:
        """A quarter of an hour that begins ten minutes from now at the earliest: a session may be started for it."""
        later = self.now + timedelta(minutes=24)
        return later.replace(minute=later.minute - later.minute % 15, second=0, microsecond=0)


async def made(admin: WebUser, path: str, **body: Any) -> dict[str, Any]:
    status, answer = await admin.call("POST", path, body={**body, "request_id": str(uuid.uuid4())})
    assert status == 201, answer
    return dict(answer)


@asynccontextmanager
async def planning(campus: Campus, admin: WebUser) -> AsyncIterator[Plan]:
    """A course and two rooms; what was planned for them is over at the end."""
    _, person = await admin.call("GET", "/people", params={"query": campus.college.teacher.email, "role": "teacher"})
    mark = uuid.uuid4().hex[:5].upper()
    teachers = [one["person_id"] for one in person["items"]]
    course = await made(admin, "/courses", code=f"TT {mark}", title="Planning", teacher_ids=teachers)
    rooms = [await made(admin, "/rooms", name=f"{name} {mark}") for name in ("Hall", "Lab")]
    async with noon(admin) as now:
        plan = Plan(course["code"], rooms[0]["name"], rooms[1]["name"], course["course_id"], rooms[0]["room_id"], now)
        try:
            yield plan
        finally:
            await clear(admin, plan)


async def clear(admin: WebUser, plan: Plan) -> None:
    """Slots, extra classes and terms that are there, for no other test plans any."""
    days = {"first_date": plan.today.isoformat(), "course_id": plan.course_id}
    _, slots = await admin.call("GET", "/timetable/slots", params=days)
    until = {"last_date": (plan.today + timedelta(days=8)).isoformat()}
    _, classes = await admin.call("GET", "/timetable/classes", params=days | until)
    gone = [f"/timetable/slots/{one['slot_id']}" for one in slots["items"]]
    gone += [f"/timetable/extra-classes/{one['occurrence_id']}" for one in classes["items"] if not one["slot_id"]]
    _, terms = await admin.call("GET", "/terms")
    gone += [f"/terms/{one['term_id']}" for one in terms["items"]]
    for path in gone:
        status, answer = await admin.call("DELETE", path)
        assert status == 204, answer


async def makes_a_term(page: Page, plan: Plan) -> None:
    await page.get_by_role("link", name="Academic year").click()
    await expect(page.get_by_role("heading", name="Academic year")).to_be_visible()
    terms = page.get_by_role("region", name="Terms")
    await terms.get_by_label("Name").fill("Trial trem")
    await terms.get_by_label("First day").fill((plan.today - timedelta(days=1)).isoformat())
    await terms.get_by_label("Last day").fill((plan.today + timedelta(days=7)).isoformat())
    await terms.get_by_role("button", name="Add the term").click()
    await page.get_by_role("button", name="Change Trial trem").click()
    dialog = page.get_by_role("dialog", name="Change Trial trem")
    await dialog.get_by_label("Name").fill("Trial term")
    await assert_accessible(page)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(terms.get_by_role("listitem").filter(has_text="Trial term")).to_be_visible()


async def adds_classes(page: Page, plan: Plan) -> None:
    """Today and tomorrow from two o'clock."""
    await page.get_by_role("link", name="Timetable").click()
    await expect(page.get_by_role("heading", name="Timetable")).to_be_visible()
    await page.get_by_role("button", name="Add classes", exact=True).click()
    dialog = page.get_by_role("dialog", name="Add classes")
    await dialog.get_by_label("Course").select_option(label=f"{plan.code} Planning")
    await dialog.get_by_label("Room").select_option(label=plan.room)
    tomorrow = plan.today + timedelta(days=1)
    await dialog.get_by_role("checkbox", name=f"{tomorrow:%a}").check()
    await dialog.get_by_label("From", exact=True).fill("14:00")
    await dialog.get_by_label("To", exact=True).fill("15:00")
    # the term's days are offered
    await expect(dialog.get_by_label("Last day")).to_have_value((plan.today + timedelta(days=7)).isoformat())
    await assert_accessible(page)
    await dialog.get_by_role("button", name="Add classes").click()
    await expect(dialog).to_have_count(0)


def class_at(page: Page, plan: Plan, times: str) -> Locator:
    """A class of the course in the grid; the list of days is for narrow windows."""
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(plan.code)}\s*{times}")).locator("visible=true")


async def drags_todays_class(page: Page, plan: Plan) -> None:
    """To a quarter of an hour from now, with the mouse."""
    blocks = class_at(page, plan, "14:00–15:00")
    await expect(blocks.first).to_be_visible()
    boxes = [await block.bounding_box() for block in await blocks.all()]
    at = {box["x"]: box for box in boxes if box}
    left = min(at)  # tomorrow may stand in the next week, but today is here
    minutes = (14 * 60) - (plan.soon.hour * 60 + plan.soon.minute)
    x, y = left + at[left]["width"] / 2, at[left]["y"] + 10
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y - 20, steps=4)
    await page.mouse.move(x, y - minutes / 60 * HOUR_PX, steps=8)
    await page.mouse.up()
    dialog = page.get_by_role("dialog", name=f"{plan.code} Planning")
    await expect(dialog.get_by_label("From", exact=True)).to_have_value(f"{plan.soon:%H:%M}")
    await expect(dialog.get_by_label("Day", exact=True)).to_have_value(plan.today.isoformat())
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(class_at(page, plan, f"{plan.soon:%H:%M}–")).to_be_visible()


async def moves_the_next_by_keys(page: Page, plan: Plan) -> None:
    """A quarter of an hour later, where its room is taken: a free one is offered. Then it is called off."""
    if plan.today.isoweekday() == await last_weekday(page):
        await page.get_by_role("button", name="The week after").click()
    block = class_at(page, plan, "14:00–15:00")
    await block.focus()
    await page.keyboard.press("Alt+ArrowDown")
    dialog = page.get_by_role("dialog", name=f"{plan.code} Planning")
    await expect(dialog.get_by_label("From", exact=True)).to_have_value("14:15")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text(f"{plan.room} is taken")).to_be_visible()
    await assert_accessible(page)
    await dialog.get_by_role("button", name=plan.other_room).click()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await class_at(page, plan, "14:15–15:15").click()
    await dialog.get_by_role("button", name="Cancel this class").click()
    await expect(dialog).to_have_count(0)
    await expect(
        page.get_by_role("button", name=re.compile("14:15.*Cancelled")).locator("visible=true")
    ).to_be_visible()
    await assert_accessible(page)


async def last_weekday(page: Page) -> int:
    """The last day that the grid shows, 1 Monday to 7 Sunday."""
    shown = await page.locator(".grid-cols-7 > div").nth(6).inner_text()
    return 1 + ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(shown[:3])


async def test_an_administrator_plans_a_term_and_a_teacher_opens_the_class_that_is_next(
    chromium: Browser, campus: Campus, admin: WebUser, teacher: WebUser
) -> None:
    async with planning(campus, admin) as plan:
        tomorrow = (plan.today + timedelta(days=1)).isoformat()
        taken = {"course_id": plan.course_id, "room_id": plan.room_id, "date": tomorrow}
        async with window(chromium, campus, "timetable-admin") as page:
            await give_password(page, campus.college.admin)
            await logged_in(page)
            await makes_a_term(page, plan)
            await adds_classes(page, plan)
            await drags_todays_class(page, plan)
            await made(admin, "/timetable/extra-classes", **taken, start_time="15:00", end_time="16:00")
            await moves_the_next_by_keys(page, plan)
            await page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a size
            await expect(page.get_by_role("heading", name="Timetable")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            await page.screenshot(path=ARTIFACTS / "browser-timetable-phone.png", full_page=True)
        async with window(chromium, campus, "timetable-teacher") as page:
            await give_password(page, campus.college.teacher)
            await logged_in(page)
            today = page.get_by_role("main").get_by_role("region", name="Today")
            row = today.get_by_role("listitem").filter(has_text=plan.code)
            await expect(row).to_contain_text(f"{plan.soon:%H:%M}")
            await assert_accessible(page)
            # where the machine is so slow that its time has come, the timetable has opened it
            await (
                row.get_by_role("button", name="Start now").or_(row.get_by_role("link", name="Take attendance")).click()
            )
            await expect(page.get_by_role("button", name="End session")).to_be_visible()
            session_id = page.url.rpartition("/")[2]
            _, answer = await teacher.call("GET", f"/sessions/{session_id}")
            planned = datetime.fromisoformat(answer["session"]["planned_start_time"])
            assert planned.minute == plan.soon.minute
            await assert_accessible(page)
        status, _ = await teacher.call("POST", f"/sessions/{session_id}/end")
        assert status == 200
