"""Those who come while a bench measures, as a program of its own: slow senders, or a citizen who loops on a PDF.

python -m bench.visitors send PORT COUNT    COUNT senders of 2 MB at 20 kB/s, uploads and link by turns, for ever
python -m bench.visitors loop PORT PATH COOKIE
"""

import asyncio
import sys
import urllib.request

_PAUSE = 0.2
_EACH = 4000
_FILE = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="kk.jpg"\r\n\r\n'
    + bytes(2_000_000)
    + b"\r\n--x--\r\n"
)
_UPLOAD = (
    f"POST /ajukan/327500000000/berkas/kk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(_FILE)}\r\n"
    f"Cookie: pasti-office-csrf={'x' * 32}\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
)
_LINK = f"POST /link/v1/exchange HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(_FILE)}\r\n\r\n"


async def send(port: int, head: str) -> None:
    """Send a body slowly, read what is said, and begin again; whoever is hung up on calls again."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head.encode())
            for begin in range(0, len(_FILE), _EACH):
                writer.write(_FILE[begin : begin + _EACH])
                await writer.drain()
                await asyncio.sleep(_PAUSE)
            await reader.read(65536)
            writer.close()
        except OSError:
            await asyncio.sleep(1)


async def senders(port: int, count: int) -> None:
    """Let as many send at once, not all in step."""
    tasks = []
    for who in range(count):
        tasks.append(asyncio.create_task(send(port, _UPLOAD if who % 2 else _LINK)))
        await asyncio.sleep(_PAUSE / 50)
    await asyncio.gather(*tasks)


def loop(port: int, path: str, cookie: str) -> None:
    """Ask for one paper again and again; say how often it came."""
    count = 0
    while True:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.read(4) == b"%PDF"
        count += 1
        print(count, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "send":
        asyncio.run(senders(int(sys.argv[2]), int(sys.argv[3])))
    else:
        loop(int(sys.argv[2]), sys.argv[3], sys.argv[4])
