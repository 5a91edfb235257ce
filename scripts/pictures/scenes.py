"""What pages of the pictures wait for, and whom the cameras in them see."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import cv2
from playwright.async_api import Page, expect

from cli.demo import cast, faces, video
from cli.demo.faces import PackagedPerson, Photo

SEEN_MS = 60_000
# Of the student's photo in the mix. From far to near in small steps, for nobody is asked about a student once a track
# was sure of them: who comes first of those who are not too far is not yet near enough.
NEARLY = (0.58, 0.585, 0.59, 0.595, 0.6)


def classroom(folder: Path, photos: Mapping[Photo, Path]) -> Path:
    """The demo's film, whose last seat is taken by people who are nearly, but not quite, one of the students."""
    files = dict(photos)
    visits = [visit for visit in cast.VISITS if visit.person.key != "tom"]
    for number, share in enumerate(NEARLY):
        unsure, path = _nearly(folder, photos, share)
        files[unsure.seen] = path
        visits.append(video.Visit(unsure, 5.0 * number, 5.0 * number + 6.0, (1110, 500)))
    path = folder / "film.mp4"
    video.write(path, video.draw(visits, files, cast.FILM_SECONDS))
    return path


def door(folder: Path, photos: Mapping[Photo, Path]) -> Path:
    """What a kiosk's camera sees."""
    somebody = {person.key: person for person in cast.ENROLLED}["eileen"]
    path = folder / "door.mjpeg"
    visits = [video.Visit(somebody, -10.0, 60.0, (640, 400))]
    video.write_mjpeg(path, video.draw(visits, photos, 6.0))
    return path


async def names(page: Page) -> None:
    """Somebody is marked, and the live picture has names."""
    await page.get_by_text("was seen").first.wait_for(timeout=SEEN_MS)
    await page.get_by_text("known").first.wait_for(timeout=SEEN_MS)


async def review(page: Page) -> None:
    """The drawer with the first face that nobody was sure of."""
    await page.get_by_role("button", name="Look").click(timeout=SEEN_MS)
    await page.get_by_role("dialog").get_by_role("img").wait_for()


async def pick(page: Page) -> None:
    """The drawer, where somebody else of the class is named."""
    await review(page)
    await page.get_by_role("button", name="Somebody else").click()


async def ended(page: Page) -> None:
    """The marks of a session that is over."""
    await page.get_by_role("link", name="Download CSV").wait_for()


async def survey(page: Page) -> None:
    """A camera that is being measured, and what came of it so far."""
    start = page.get_by_role("button", name="Measure")  # for 5 minutes, or again
    stop = page.get_by_role("button", name="Stop")
    await start.or_(stop).wait_for()
    if await start.is_visible():
        await start.click()
    await page.get_by_text("Most faces at once").wait_for(timeout=SEEN_MS)


async def kiosk_code(page: Page) -> None:
    """The code that makes a tablet a kiosk."""
    await page.get_by_role("button", name="Use as kiosk").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="Show a code").click()
    await page.get_by_role("dialog").get_by_label("Link", exact=True).wait_for()


async def without_the_camera(page: Page) -> None:
    """The number, and the telephone."""
    await page.get_by_role("button", name="Check in without the camera").click()


async def check_in(page: Page) -> None:
    """Somebody at the kiosk is asked for something."""
    await page.get_by_role("button", name="Check in", exact=True).click()
    await page.get_by_role("status").get_by_text("One moment").wait_for(state="hidden")


async def train(page: Page) -> None:
    """A run that has just been published."""
    await page.get_by_role("button", name="Train now").click()
    await page.get_by_text("is published").wait_for(timeout=SEEN_MS)


async def roll_back(page: Page) -> None:
    """Whether to go back to an older gallery."""
    await page.get_by_role("button", name="Go back to this").first.click()
    await page.get_by_role("dialog").or_(page.get_by_role("alertdialog")).wait_for()


async def passkey(page: Page) -> None:
    """The name of a passkey to be."""
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_role("dialog").wait_for()


async def camera_gone(page: Page) -> None:
    """A session whose camera has gone silent."""
    await page.get_by_role("alert").wait_for(timeout=SEEN_MS)


def opened(button: str) -> Callable[[Page], Awaitable[None]]:
    """A dialog that a button opens."""

    async def open_it(page: Page) -> None:
        await page.get_by_role("main").get_by_role("button", name=button, exact=True).first.click()
        await page.get_by_role("dialog").wait_for()

    return open_it


async def wrong_password(page: Page) -> None:
    """A log-in that was refused."""
    await page.get_by_label("E-mail").fill("maya@himal.example")
    await page.get_by_label("Password").fill("not my password")
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("alert").wait_for()


async def import_preview(page: Page) -> None:
    """A list of people with a mistake in it."""
    rows = "name,email,role\nAsha Rai,asha@himal.example,student\nNobody,not-an-address,student\n"
    await page.locator("input[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    check = page.get_by_role("button", name=re.compile("^(Check|Look|Try)"))
    if await check.count():
        await check.first.click()
    await page.get_by_text("not-an-address").or_(page.get_by_role("table")).first.wait_for()


async def pick_class(page: Page) -> None:
    """One class of the week, opened."""
    await page.get_by_role("main").get_by_role("button", name=re.compile("CS 201|MATH 110")).first.click()
    await page.get_by_role("dialog").wait_for()


async def report_preview(page: Page) -> None:
    """What a course's report holds."""
    await page.get_by_label("Course", exact=True).select_option(label="CS 201 · Data Structures and Algorithms")
    await page.get_by_role("table").wait_for()


async def change_policy(page: Page) -> None:
    """The form of the rules."""
    await page.get_by_role("button", name="Change", exact=True).click()
    await page.get_by_role("button", name=re.compile("^Save as version")).wait_for()


async def open_mail(page: Page) -> None:
    """A mail that nobody sent."""
    await page.get_by_role("button", name=re.compile("^Open ")).first.click()
    await page.get_by_role("dialog").wait_for()


async def person_menu(page: Page) -> None:
    """What stands behind one's own name."""
    await open_navigation(page)
    await page.get_by_role("button", name=re.compile("^Administrator")).click()
    await page.get_by_role("menu").wait_for()


async def open_navigation(page: Page) -> None:
    """The menu of a small screen."""
    button = page.get_by_role("banner").get_by_role("button").first
    if await button.is_visible() and await button.get_attribute("aria-expanded") == "false":
        await button.click()


async def to_the_end(page: Page) -> None:
    """The foot of a live session."""
    await names(page)
    await page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")


async def patterns(page: Page) -> None:
    """The charts."""
    heading = page.get_by_role("heading", name="Patterns")
    await page.get_by_role("heading", name="Week by week").wait_for()
    await heading.evaluate("(one) => window.scrollTo(0, one.getBoundingClientRect().top - 40)")


async def why(page: Page) -> None:
    """What a mark rests on."""
    await ended(page)
    await page.get_by_role("button", name=re.compile("^Mark ")).first.click()
    await page.get_by_role("menuitem", name=re.compile("^Why")).click()
    await page.get_by_role("dialog").wait_for()


async def choose_excuse(page: Page) -> None:
    """An excuse that waits for a decision."""
    await page.get_by_role("main").get_by_role("button", name=re.compile("Barack")).first.click()
    await page.get_by_text("My sister").or_(page.get_by_text("I had a fever")).first.wait_for()


async def wrong_code(page: Page) -> None:
    """A check-in code that nobody shows."""
    await page.get_by_role("main").get_by_role("textbox").first.fill("000000")
    await page.get_by_role("main").get_by_role("button").first.click()
    await page.get_by_role("alert").wait_for()


async def send_nothing(page: Page) -> None:
    """A form that says what is missing."""
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Say why.")).to_be_visible()


def _nearly(folder: Path, photos: Mapping[Photo, Path], share: float) -> tuple[PackagedPerson, Path]:
    people = {person.key: person for person in faces.PEOPLE}
    joe, tom = (_head(people[key], photos) for key in ("joe", "tom"))
    photo = Photo("", f"nearly joe {share}", "")
    path = folder / f"nearly-joe-{share}.png"
    cv2.imwrite(str(path), cv2.addWeighted(joe, share, tom, 1 - share, 0))
    return PackagedPerson(photo.member, "Nearly Joe", (), photo), path


def _head(person: PackagedPerson, photos: Mapping[Photo, Path]) -> cv2.typing.MatLike:
    picture = cv2.imread(str(photos[person.seen]))
    assert picture is not None, f"there is no photo of {person.display_name}"
    if person.head_px:
        left, top, right, bottom = person.head_px
        picture = picture[top:bottom, left:right]
    return cv2.resize(picture, (380, 420), interpolation=cv2.INTER_AREA)
