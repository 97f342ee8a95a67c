"""Somebody in front of a browser: does what a person does, and keeps an eye on every page they come to."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response

from pasti.demo.people import PASSWORD

# Where pictures of screens are kept, if anybody wants them.
SCREENS = os.environ.get("PASTI_SCREENS")
PHONE, DESKTOP = (360, 740), (1280, 800)


class Visitor:
    """A person with a browser of their own."""

    def __init__(self, browser: Browser, base: str, size: tuple[int, int], *, scripts: bool = True) -> None:
        self.base = base
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, service_workers="block"
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.scripts = scripts
        self.complaints: list[str] = []
        self.expected_failures = 0
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)
        self.wire = self.context.new_cdp_session(self.page)
        self.wire.send("Network.enable")
        self.bytes = 0
        self.wire.on("Network.loadingFinished", self._loaded)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != 422:
            self.complaints.append(f"{response.status} {response.url}")

    def _loaded(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def go(self, path: str) -> None:
        """Open a page, counting what comes over the wire."""
        self.bytes = 0
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle") if "/antrean/" not in path else self.page.wait_for_timeout(300)

    def sign_in(self, username: str) -> None:
        """Sign in as one of the sample's staff."""
        self.go("/masuk/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Masuk").click()

    def press(self, key: str) -> None:
        """Press one key and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def take_a_number(self, purpose: str) -> None:
        """At the kiosk: who does not say what it is exactly takes a number for a question."""
        self.go("/antrean/tiba/")
        self.click(purpose, "link")
        self.click("Hal lain, atau bertanya Langsung ambil nomor")

    def click(self, name: str, role: str = "button") -> None:
        """Click something by its name and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def resize(self, size: tuple[int, int]) -> None:
        """Go on with a screen of another size."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def look(self, name: str = "", *, full: bool = True) -> None:
        """Look at a page: nothing inaccessible, wider than the screen, or broken; keep a picture if it is asked for."""
        assert self.complaints == [], self.complaints
        if self.scripts:
            found = self._violations()
            assert found == [], [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        if name and SCREENS:
            keep_picture(self.page.screenshot(full_page=full), name)

    def _violations(self) -> list[dict[str, Any]]:
        try:
            return list(Axe().run(self.page).response["violations"])
        except Error:
            # The page that a key asked for has come only now.
            self.page.wait_for_load_state("networkidle")
            return list(Axe().run(self.page).response["violations"])

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true on the page, without asking the page to evaluate strings."""
        for _attempt in range(240):
            if true():
                return
            self.page.wait_for_timeout(500)
        raise AssertionError("it never came true")

    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").first.inner_text()

    def close(self) -> None:
        """Leave; whatever was broken on the way counts."""
        assert self.complaints == [], self.complaints
        self.context.close()


def keep_picture(png: bytes, name: str) -> None:
    """Keep a picture of a screen, small enough for a README."""
    assert SCREENS
    target = Path(SCREENS) / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    picture.save(target, optimize=True)
