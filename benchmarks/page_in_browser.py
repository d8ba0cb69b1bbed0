"""The HTML report in a real browser: no error, no request, no sideways scroll; filters, search and keys work.

Needs chromium (`apt-get install chromium`, or `--browser PATH`); speaks its DevTools protocol over a small WebSocket.

    python benchmarks/page_in_browser.py                           # checks, on made-up reports
    python benchmarks/page_in_browser.py --shots FOLDER            # pictures as well: three widths, light and dark
    python benchmarks/page_in_browser.py --page report.html        # a page of your own (widths, errors, requests only)
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reports"))

import report_samples as samples  # noqa: E402

from citecheck.model import Report, RuleHelp  # noqa: E402
from citecheck.pipeline import check  # noqa: E402
from citecheck.reports.html import render  # noqa: E402
from citecheck.rules import rules  # noqa: E402
from citecheck.settings import Settings  # noqa: E402

WIDTHS = (360, 800, 1400)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Tab:
    """A page of the browser, driven over its WebSocket (RFC 6455: one frame a message, masked, no extensions)."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._socket = socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._stream = self._socket.makefile("rb")
        while self._stream.readline() not in (b"\r\n", b""):
            pass
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """What a method returns; events that come meanwhile are kept."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        while (message := self._receive()).get("id") != self._number:
            self.events.append(message)
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']}")
        result: dict[str, Any] = message["result"]
        return result

    def wait(self, method: str) -> None:
        """Until an event has come since the last `events.clear()`."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._receive())

    def run(self, script: str) -> Any:
        """The value of an expression on the page, a promise's when it is kept."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise RuntimeError(json.dumps(told["exceptionDetails"])[:500])
        return told["result"].get("value")

    def press(self, key: str, code: str = "", text: str = "") -> None:
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=code or key, **more)

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode()
        size = len(data)
        head = bytes([0x81]) + (
            bytes([0x80 | size])
            if size < 126
            else bytes([0x80 | 126]) + struct.pack(">H", size)
            if size < 1 << 16
            else bytes([0x80 | 127]) + struct.pack(">Q", size)
        )
        self._socket.sendall(head + bytes(4) + data)

    def _receive(self) -> dict[str, Any]:
        data = b""
        while True:
            first, second = self._stream.read(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack(">H", self._stream.read(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", self._stream.read(8))
            part = self._stream.read(size)
            if first & 0x0F not in (0, 1):
                continue  # pings and the like
            data += part
            if first & 0x80:
                message: dict[str, Any] = json.loads(data)
                return message


@contextmanager
def browser(program: str) -> Iterator[Tab]:
    """A tab of a fresh headless browser, whose end is the end of the `with`."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--disable-dev-shm-usage", f"--user-data-dir={folder}", "--remote-debugging-port=0", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = _port(Path(folder) / "DevToolsActivePort")
            with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            tab = Tab(pages[0]["webSocketDebuggerUrl"])
            for domain in ("Page", "Runtime", "Log", "Network"):
                tab.call(f"{domain}.enable")
            yield tab
        finally:
            process.terminate()
            process.wait(10)


def _port(path: Path) -> int:
    for _ in range(300):
        if path.exists() and (lines := path.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.1)
    raise RuntimeError("the browser does not start")


def show(tab: Tab, page: Path, width: int, *, dark: bool = False) -> list[str]:
    """Open a page; returns what went wrong: errors, requests, things wider than the window."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    tab.call("Emulation.setDeviceMetricsOverride", **size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    tab.call("Emulation.setEmulatedMedia", features=[scheme])
    tab.events.clear()
    address = page.resolve().as_uri()
    tab.call("Page.navigate", url=address)
    tab.wait("Page.loadEventFired")
    tab.run("new Promise(done => setTimeout(done, 150))")
    faults = list(_events(tab, address))
    wide = tab.run(_WIDE)
    if wide["page"] > width:
        faults.append(f"{width} px: the page is {wide['page']} px wide: {wide['parts']}")
    return faults


_WIDE = """(() => {
  const items = [...document.querySelectorAll(".item")].slice(0, 500);
  for (const item of items) item.style.contentVisibility = "visible";
  const room = document.documentElement.clientWidth;
  const laid = (it) => it.checkVisibility({contentVisibilityAuto: true});
  const all = [...document.body.querySelectorAll("*")].filter(laid);
  const parts = all.filter((it) => it.getBoundingClientRect().right > room + 1);
  const page = document.documentElement.scrollWidth;
  for (const item of items) item.style.contentVisibility = "";
  return {page, parts: parts.slice(0, 5).map((it) => it.tagName + "." + it.className).join(" ")};
})()"""


def _events(tab: Tab, address: str) -> Iterator[str]:
    for event in tab.events:
        method, told = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            yield f"exception: {json.dumps(told)[:300]}"
        elif method == "Runtime.consoleAPICalled" and told["type"] in {"error", "warning", "assert"}:
            yield f"console: {json.dumps(told['args'])[:300]}"
        elif method == "Log.entryAdded" and told["entry"]["level"] in {"error", "warning"}:
            yield f"log: {told['entry']['text'][:300]}"
        elif method == "Network.requestWillBeSent":
            url = told["request"]["url"]
            if url.partition("#")[0] != address and not url.startswith("data:"):
                yield f"request: {url[:200]}"


_SHOWN = "[...document.querySelectorAll('{}')].filter((it) => it.checkVisibility()).length"


def use(tab: Tab, page: Path) -> list[str]:
    """Use the filters, the search and the keys of a page that has findings and links; returns what went wrong."""
    faults = []

    def expect(what: str, *, holds: object) -> None:
        if not holds:
            faults.append(f"{what} (the page says {tab.run(_SAYS)!r})")

    def shown(selector: str) -> int:
        number: int = tab.run(_SHOWN.format(selector))
        return number

    def settle() -> None:
        tab.run("new Promise(done => setTimeout(done, 250))")

    faults += show(tab, page, 1400)
    everything, findings = shown(".item"), shown(".finding")
    expect("all is shown at first", holds=everything == tab.run("document.querySelectorAll('.item').length"))
    expect("the filters are shown", holds=shown("#filters") == 1)

    tab.press("/", "Slash", "/")
    expect("/ focuses the search", holds=tab.run("document.activeElement.id") == "search")
    expect("and is not typed", holds=tab.run("search.value") == "")
    tab.call("Input.insertText", text="FOREIGN minister")
    settle()
    expect("search narrows the list", holds=0 < shown(".item") < everything)
    expect("all that is left has the words", holds=tab.run(_HAS.replace("WORD", "foreign")))
    expect("the count is said", holds=" of " in tab.run(_SAYS))
    tab.press("Escape")
    settle()
    expect("Escape shows all again", holds=shown(".item") == everything)
    tab.call("Input.insertText", text="no such words anywhere")
    settle()
    expect("nothing matches, and is said", holds=shown(".item") == 0 and shown("#nothing") == 1)
    expect("empty groups are gone", holds=shown("[data-group]") == 0)
    tab.run("document.getElementById('show-all').click()")
    settle()
    expect("the button shows all again", holds=shown(".item") == everything)

    tab.run("document.querySelector('input[name=severity][value=error]').click()")
    settle()
    expect("only errors are left", holds=0 < shown(".finding.error") == shown(".finding") < findings)
    tab.run("document.getElementById('show-all').click()")
    settle()
    tab.run("document.querySelector('input[name=verdict][value=dead]').click()")
    settle()
    dead = shown(".item")
    expect("only dead links are left", holds=0 < dead < everything and shown(".item:not(:has(.badge.dead))") == 0)
    tab.run("document.getElementById('show-all').click()")
    settle()
    tab.run("look.click()")
    settle()
    expect("what needs a look is left", holds=0 < shown(".item") < everything)
    expect("and nothing else", holds=shown(".item:not([data-look])") == 0)

    # A link on the page to what a filter hides shows it again.
    tab.run("search.value = 'no such words anywhere'; search.dispatchEvent(new Event('input'))")
    settle()
    tab.run("location.hash = document.querySelector('.row[id]').id")
    settle()
    expect("the target of a link is shown", holds=shown(":target") == 1)
    tab.run("location.hash = document.querySelector('#rules .page').id")
    settle()
    expect("a rule's page opens where it leads", holds=shown("#rules details[open] .page") == 1)

    tab.call("Emulation.setEmulatedMedia", media="print", features=[])
    expect("on paper there are no filters", holds=shown("#filters, .skip, nav") == 0)
    expect("on paper all is open", holds=shown("#rules .page") == tab.run("document.querySelectorAll('.page').length"))
    tab.call("Emulation.setEmulatedMedia", media="", features=[])

    # The first stop of the Tab key is the link past the head.
    faults += _events(tab, page.resolve().as_uri())
    show(tab, page, 1400)
    tab.press("Tab", "Tab")
    expect("Tab begins with the skip link", holds=tab.run("document.activeElement.className") == "skip")
    expect("which is visible then", holds=tab.run("document.activeElement.getBoundingClientRect().left >= 0"))
    faults += _contrast(tab, page)
    return faults


_SAYS = "document.getElementById('matches').textContent"
_HAS = """[...document.querySelectorAll('.item')].filter((it) => it.checkVisibility())
  .every((it) => it.textContent.toLowerCase().includes('WORD'))"""


def _contrast(tab: Tab, page: Path) -> Iterator[str]:
    for dark in (False, True):
        show(tab, page, 1400, dark=dark)
        for low in tab.run(_CONTRAST):
            yield f"contrast, {'dark' if dark else 'light'}: {low}"


_CONTRAST = r"""(() => {
  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const linear = (it) => it <= 10 ? it / 255 / 12.92 : ((it / 255 + .055) / 1.055) ** 2.4;
    const [r, g, b] = numbers(color).map(linear);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = (it) => {
    for (; it; it = it.parentElement) {
      const color = getComputedStyle(it).backgroundColor;
      if (numbers(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const low = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walk.nextNode();) {
    const it = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "OPTION"].includes(it.tagName)) continue;
    const [front, back] = [light(getComputedStyle(it).color), light(behind(it))];
    const ratio = (Math.max(front, back) + .05) / (Math.min(front, back) + .05);
    if (ratio < 4.5) low.add(`${it.tagName}.${it.className}: ${ratio.toFixed(2)}`);
  }
  return [...low];
})()"""


def pages(folder: Path) -> dict[str, Path]:
    """Pages of made-up reports and of the fixtures, by name."""
    fixtures = sorted(str(path) for path in (ROOT / "fixtures").iterdir() if path.suffix in {".txt", ".md"})
    made: dict[str, Report] = {
        "kinds": samples.many_kinds(),
        "remembered": samples.remembered(),
        "hostile": samples.hostile(),
        "well": samples.well(),
        "nothing": Report(),
        "fixtures": replace(check(fixtures, Settings(offline=True), inventory=True), elapsed=1.0),
        "many": samples.repeated(10_000),
    }
    known = [RuleHelp(rule.info, rule.page) for rule in rules().values()]
    for name, report in made.items():
        (folder / f"{name}.html").write_text(render(report, known), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


def shoot(tab: Tab, page: Path, folder: Path) -> None:
    """Pictures of a page at three widths, light and dark, and on paper."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for dark in (False, True):
            show(tab, page, width, dark=dark)
            height = min(tab.run(_WHOLE), 4_000)
            clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
            told = tab.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
            name = f"{page.stem}-{width}-{'dark' if dark else 'light'}.png"
            (folder / name).write_bytes(base64.b64decode(told["data"]))
    told = tab.call("Page.printToPDF", printBackground=False)
    (folder / f"{page.stem}.pdf").write_bytes(base64.b64decode(told["data"]))


_WHOLE = """(() => {
  for (const item of document.querySelectorAll(".item")) item.style.contentVisibility = "visible";
  return document.documentElement.scrollHeight;
})()"""


def main() -> int:
    """Returns 1 if something is wrong."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--browser", default=next(filter(shutil.which, BROWSERS), ""))
    options.add_argument("--shots", type=Path, help="folder for pictures")
    options.add_argument("--page", type=Path, help="a page of your own")
    chosen = options.parse_args()
    if not chosen.browser:
        print("no chromium found: give --browser")
        return 2
    faults = 0
    with tempfile.TemporaryDirectory() as folder, browser(chosen.browser) as tab:
        shown = {chosen.page.stem: chosen.page} if chosen.page else pages(Path(folder))
        for name, page in shown.items():
            begun = time.perf_counter()
            found = [fault for width in WIDTHS for fault in show(tab, page, width)]
            took = (time.perf_counter() - begun) / len(WIDTHS)
            if name == "remembered" and not chosen.page:
                found += use(tab, page)
            print(f"{name:<12} {page.stat().st_size / 1e6:6.2f} MB  {took:5.2f} s  {'fine' if not found else 'WRONG'}")
            for fault in found:
                print(f"    {fault}")
            faults += len(found)
            if chosen.shots and name != "many":
                shoot(tab, page, chosen.shots)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
