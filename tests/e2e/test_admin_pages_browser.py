"""An administrator looks whether all is well, adds an accuracy report, and says from where codes are taken."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import Campus
from tests.e2e.test_browser import page_of
from tests.e2e.web_user import WebUser
from tests.fakes.accuracy_report import NAME, accuracy_report

LOOKED_AGAIN_MS = 60_000  # the page asks every ten seconds; who is busy may answer the next time


def heading(page: Page, name: str) -> Locator:
    """What only the page of that name has."""
    return page.get_by_role("heading", level=1, name=name, exact=True)


async def test_one_look_says_how_every_service_and_camera_is(chromium: Browser, campus: Campus) -> None:
    async with page_of(chromium, campus, campus.college.admin) as page:
        await page.goto(f"{campus.running.url}/system")
        await expect(heading(page, "System health")).to_be_visible()
        services = page.get_by_role("table", name="Services")
        for name in ("Gateway", "Accounts", "Attendance"):
            await expect(services.get_by_role("row").filter(has_text=name)).to_have_count(1)
        await expect(services.get_by_role("row").filter(has_text="Recognition")).to_have_count(2)
        await expect(services.get_by_text("Answers", exact=True)).to_have_count(5, timeout=LOOKED_AGAIN_MS)
        await expect(services.get_by_text("PostgreSQL")).to_have_count(4)
        pods = page.get_by_role("list", name="Recognition")
        await expect(pods.get_by_text("Gallery version")).to_have_count(2)
        await expect(page.get_by_role("list", name="Cameras").get_by_text("Front camera").first).to_be_visible()
        await expect(page.get_by_role("listitem").filter(has_text="erasing old faces for review")).to_have_count(2)
        await assert_accessible(page)


async def test_an_accuracy_report_is_added_read_and_forgotten(
    chromium: Browser, campus: Campus, admin: WebUser, tmp_path: Path
) -> None:
    report, nonsense = tmp_path / "report.json", tmp_path / "nonsense.json"
    report.write_bytes(accuracy_report())
    nonsense.write_text('{"hello": 1}')
    async with page_of(chromium, campus, campus.college.admin) as page:
        await page.goto(f"{campus.running.url}/accuracy")
        await expect(heading(page, "Accuracy")).to_be_visible()
        await expect(page.get_by_text("No report yet")).to_be_visible()
        await assert_accessible(page)
        await page.get_by_label("Choose report.json").set_input_files(nonsense)
        await expect(page.get_by_role("alert").filter(has_text="presence: field required")).to_be_visible()
        try:
            await page.get_by_label("Choose report.json").set_input_files(report)
            await expect(page.get_by_role("heading", name="sface")).to_be_visible()
            await expect(
                page.get_by_role("alert").filter(has_text="None of the encoders in this report")
            ).to_be_visible()
            await expect(page.get_by_text("The nearest person is the right one for 98.2 % of photos")).to_be_visible()
            await expect(page.get_by_role("heading", name="Missed at a given rate of named strangers")).to_be_visible()
            await expect(page.get_by_role("table", name="By set").get_by_role("row")).to_have_count(3)
            await expect(page.get_by_text(NAME)).to_have_count(0)
            await assert_accessible(page)
            await page.get_by_role("button", name="Forget this report").click()
            await page.get_by_role("dialog").get_by_role("button", name="Forget this report").click()
            await expect(page.get_by_text("No report yet")).to_be_visible()
        finally:  # the campus is everybody's
            _, kept = await admin.call("GET", "/accuracy-reports")
            for one in kept["items"]:
                await admin.call("DELETE", f"/accuracy-reports/{one['report_id']}")


async def test_networks_of_check_in_codes_are_checked_in_the_form_and_told_in_words(
    chromium: Browser, campus: Campus, admin: WebUser
) -> None:
    async with page_of(chromium, campus, campus.college.admin) as page:
        await page.goto(f"{campus.running.url}/rooms")
        await expect(heading(page, "Rooms and cameras")).to_be_visible()
        await page.get_by_role("link", name="Check-in by code", exact=True).click()
        await expect(heading(page, "Check-in by code")).to_be_visible()
        await expect(page.get_by_text("Codes are taken from any network.")).to_be_visible()
        await assert_accessible(page)
        try:
            networks = page.get_by_label("Networks")
            save = page.get_by_role("button", name="Save")
            await networks.fill("10.20.0.0/16\nthe college")
            await save.click()
            await expect(page.get_by_text("Line 2: “the college” is no network.")).to_be_visible()
            await networks.fill("10.20.3.7/16")
            await save.click()
            await expect(page.get_by_text("The network is 10.20.0.0/16.")).to_be_visible()
            await networks.fill("10.20.0.0/16")
            await save.click()
            await expect(page.get_by_text("Saved: Codes are taken from 1 network: 10.20.0.0/16.")).to_be_visible()
            await assert_accessible(page)
        finally:
            await admin.call("PUT", "/check-in/rules", body={"networks": [], "codes_off": False})
