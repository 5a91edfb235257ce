"""What is left of an answer about people in the browser that asked."""

from tests.integration.gateway.serving import Browser


async def test_no_answer_about_people_is_kept_by_the_browser(admin: Browser) -> None:
    for path in ("/me", "/people", "/audit"):
        status, headers, _ = await admin.send_raw("GET", path)
        assert status == 200, path
        assert "no-store" in headers["Cache-Control"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
