"""The Bekasi morning: somebody with C sees B called first, and reads why; the clerk reads the same. All by keyboard."""

import re
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import Browser, expect

from pasti.applications.numbers import new_number
from pasti.demo.people import PEOPLE
from tests.journeys.city import City
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.effort import counted
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

DIMAS = PEOPLE["Dimas Prakoso"]
CARD = "KTP elektronik Baru, hilang, rusak, ubah data"
UPRIGHT = (1080, 1920)
# What is left of it at 200 %.
TWICE_AS_LARGE = (540, 960)


def takes_a_number(kiosk: Visitor) -> str:
    """Somebody asks for a card; return where their telephone reads their number."""
    kiosk.take_a_number(CARD)
    return "/antrean/nomor/" + kiosk.page.url.rstrip("/").rpartition("/")[2] + "/"


def test_why_a_b_was_called_before_her_c_is_read_on_her_phone_and_by_the_clerk(come):
    budi = come()
    budi.sign_in("budi")
    budi.go("/permohonan/")
    number = budi.page.locator("tr", has_text=DIMAS.name).first.locator("td.number").inner_text()
    kiosk = come()
    kiosk.sign_in("anjungan")
    hers = takes_a_number(kiosk)
    assert kiosk.page.locator(".stub b").inner_text() == "C-001"

    # Dimas comes after her, with papers that were looked at on another day. He has no paper with him, and types.
    kiosk.resize(UPRIGHT)
    kiosk.click("Selesai", "link")
    kiosk.look("kiosk/start-upright")
    kiosk.go("/antrean/tiba/nama/")
    kiosk.page.get_by_role("button", name="Spasi").click()
    for size in (UPRIGHT, TWICE_AS_LARGE):
        kiosk.resize(size)
        kiosk.look("kiosk/name-upright" if size == UPRIGHT else "")
    kiosk.resize(UPRIGHT)
    kiosk.go("/antrean/tiba/")
    kiosk.click("Sudah mengajukan atau punya janji Dengan nomor permohonan atau NIK", "link")
    for digit in re.sub(r"\D", "", number):
        kiosk.page.get_by_role("button", name=digit, exact=True).click()
    kiosk.look("kiosk/number-upright")
    kiosk.resize(TWICE_AS_LARGE)
    kiosk.look()
    kiosk.resize(UPRIGHT)
    kiosk.click("Lanjut")
    for digit in f"{DIMAS.birth_date:%d%m%Y}":
        kiosk.page.get_by_role("button", name=digit, exact=True).click()
    kiosk.look("kiosk/birth-date-upright")
    kiosk.click("Ambil nomor")
    assert kiosk.page.locator(".stub b").inner_text() == "B-001"
    kiosk.look("kiosk/ticket-upright")

    rini = come()
    rini.sign_in("rini")
    for key in ("4", "Enter"):
        rini.press(key)
    hall = come()
    hall.go("/antrean/")
    expect(hall.page.locator(".lane", has_text="B-001")).to_contain_text("loket 4")

    citizen = come(phone=True)
    citizen.go(hers)
    citizen.click("Mengapa nomor lain dipanggil lebih dahulu?", "link")
    told = citizen.page.locator("dt", has_text="B-001").locator("xpath=following-sibling::dd[1]").inner_text()
    assert "C-001 menunggu di lajur C" in told
    assert "Loket 4, yang memanggil B-001" in told
    citizen.look("citizen-why-360")
    budi.go("/antrean/mengapa/?dahulu=B-001&kemudian=C-001&hari=2026-11-23")
    assert told in budi.text()
    budi.look("why-b-before-c")
    # And everybody reads it on the wall, under the call.
    assert hall.page.locator(".because").inner_text() == told


def test_a_morning_at_the_desk_without_a_mouse(come, city: City):
    kiosk = come()
    kiosk.sign_in("anjungan")
    last = [takes_a_number(kiosk) for _person in range(3)][-1]
    budi = come()
    budi.sign_in("budi")
    budi.press("1")
    budi.look("desk/free")
    # Where too little was measured yet, a telephone says that of the wait, and it can be read.
    waiting = come(phone=True)
    waiting.go(last)
    assert "Lama menunggu belum dapat diperkirakan" in waiting.text()
    waiting.look("citizen-number-360")
    waiting.page.goto("about:blank")
    budi.press("Enter")
    expect(budi.page.locator(".calling b").first).to_have_text("C-001")
    budi.press("d")

    # In a field letters are letters; Esc leaves it; ? says what there is.
    budi.page.keyboard.press("c")
    expect(budi.page.locator("#number")).to_be_focused()
    budi.page.keyboard.type("nat")
    expect(budi.page.locator("#number")).to_have_value("nat")
    budi.page.locator("#number").fill("")
    budi.page.keyboard.press("Escape")
    budi.page.keyboard.press("?")
    expect(budi.page.locator("#keys-help")).to_contain_text("Tunda, pemohon kembali")
    budi.look("desk/keys")
    budi.page.keyboard.press("Escape")
    expect(budi.page.locator("#keys-help")).to_be_hidden()

    # She fetches a copy; the next one is served meanwhile, and she comes back without another turn.
    budi.press("t")
    budi.press("Enter")
    expect(budi.page.locator(".calling b").first).to_have_text("C-002")
    budi.press("u")
    budi.press("b")
    expect(budi.page.locator(".calling b").first).to_have_text("C-001")
    budi.look("desk/attach")

    # The office is silent: the screen stays, says since when, and goes on by itself when it is back.
    city.stop("office")
    budi.page.keyboard.press("a")
    expect(budi.page.locator("#gone")).to_contain_text("Kantor tidak menjawab sejak")
    assert "C-001" in budi.text()
    budi.complaints.clear()
    with budi.page.expect_navigation(timeout=60_000):
        city.start("office")
    expect(budi.page.get_by_text("Tidak ada nomor di loket ini")).to_be_visible()
    budi.complaints.clear()

    # From one person to the next: come, and the end. The page says what it cost the office.
    with counted() as spent, budi.page.expect_response("**/meja/") as page:
        budi.press("Enter")
        budi.press("d")
        budi.press("a")
    assert "page;dur=" in page.value.headers["server-timing"]
    assert (spent.keys, spent.clicks) == (3, 0)
    print(
        f"\na visit at the desk: {spent.keys} keys, {spent.clicks} clicks, {page.value.headers['server-timing']}; "
        "TheQ asks its server 6 times for a ticket's life"
    )
    kiosk.complaints.clear()
    budi.resize(PHONE)
    budi.look("desk/free-360")
    budi.resize(DESKTOP)


def seen_by_a_camera(words: str, folder: Path) -> Path:
    """What a camera sees of a paper with this code on it (YUV4MPEG2)."""
    code = segno.make(words)
    code.save(str(folder / "code.png"), scale=12, border=4)
    seen = Image.new("L", (640, 480), 255)
    with Image.open(folder / "code.png") as drawn:
        seen.paste(drawn.convert("L"), ((640 - drawn.width) // 2, (480 - drawn.height) // 2))
    film = folder / "seen.y4m"
    film.write_bytes(
        b"YUV4MPEG2 W640 H480 F5:1 Ip A1:1 C420jpeg\nFRAME\n" + seen.tobytes() + b"\x80" * (640 * 480 // 2)
    )
    return film


def test_at_the_door_a_telephone_reads_the_code_of_a_paper(browser: Browser, city: City, tmp_path: Path):
    number = new_number("32.75", ["57"])
    film = seen_by_a_camera(f"https://dukcapil.example/lacak/{number}", tmp_path)
    sees = f"--use-fake-ui-for-media-stream --use-fake-device-for-media-stream --use-file-for-fake-video-capture={film}"
    own = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET.split(), *sees.split()])
    guard = Visitor(own, city.office, PHONE)
    try:
        guard.sign_in("anjungan")
        guard.go("/antrean/tiba/jaga/")
        guard.look("kiosk/guard")
        guard.click("Pindai kode QR dengan kamera")
        expect(guard.page.get_by_role("heading", name="Kapan tanggal lahir pemohon?")).to_be_visible()
        expect(guard.page.locator("input[name=number]")).to_have_value(number)
    finally:
        guard.close()
        own.close()
