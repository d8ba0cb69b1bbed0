"""The HTML report in a real browser: Chromium, headless, driven by its DevTools protocol over a pipe.

    python benchmarks/page_in_browser.py [CHROMIUM] [--pictures FOLDER]

Looks at a report with findings and links of all kinds at three widths, in light and dark: nothing may scroll sideways,
no error may be logged, nothing may be asked of the network; the search and the filters must narrow the list, `/`
must lead to the search, and without its script all must be readable.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from citecheck import pipeline
from citecheck.model import LinkHistory, Report, RuleHelp, Verdict
from citecheck.reports.html import render
from citecheck.rules import rules
from citecheck.settings import Settings

HOME = Path(__file__).parent.parent
WIDTHS = (360, 800, 1400)


class Browser:
    """A headless Chromium with one page; commands and events go as JSON between zero bytes (its pipe protocol)."""

    def __init__(self, program: str, profile: str) -> None:
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        # The protocol wants its pipes at 3 and 4, which may be in use here: a shell puts them there.
        words = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self.process = subprocess.Popen(
            ["sh", "-c", words, "sh", *command, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = os.fdopen(ours_in, "rb"), ours_out
        self._numbers = count(1)
        self._left = b""
        self.events: list[dict[str, Any]] = []
        target = next(each for each in self.ask("Target.getTargets")["targetInfos"] if each["type"] == "page")
        self.session = ""
        found = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = found["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command; its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if getattr(self, "session", ""):
            message["sessionId"] = self.session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def wait_for(self, event: str) -> None:
        """Wait until an event has come."""
        while not any(each.get("method") == event for each in self.events):
            self.events.append(self._read())

    def value(self, expression: str) -> Any:
        """What a script in the page gives."""
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def open(self, path: Path) -> None:
        """Show a page; its events are kept."""
        self.events.clear()
        self.ask("Page.navigate", url=path.as_uri())
        self.wait_for("Page.loadEventFired")

    def close(self) -> None:
        """End the browser."""
        self.process.terminate()
        self.process.wait()

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            part = self._in.read1(1 << 20)
            assert part, "the browser has gone"
            self._left += part
        first, _, self._left = self._left.partition(b"\0")
        found: dict[str, Any] = json.loads(first)
        return found


def sample() -> Report:
    """The fixtures, their links with every verdict and with histories."""
    report = pipeline.check([str(HOME / "fixtures")], Settings(offline=True), inventory=True)
    verdicts = list(Verdict)
    told = LinkHistory("2025-01-01", "2026-03-02", "2026-03-05", 3, 3, "2026-03-09")
    links = tuple(
        link._replace(verdict=verdicts[at % len(verdicts)], reason=None, detail="as a sample", history=told)
        for at, link in enumerate(report.links)
    )
    return replace(report, links=links, offline=False)


def look(browser: Browser, page: Path, pictures: Path | None) -> list[str]:
    """What is wrong with the page."""
    wrong: list[str] = []

    def expect(what: str, *, holds: bool) -> None:
        print(f"{'ok   ' if holds else 'WRONG'} {what}")
        if not holds:
            wrong.append(what)

    for scheme in ("light", "dark"):
        browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for width in WIDTHS:
            browser.ask(
                "Emulation.setDeviceMetricsOverride", width=width, height=1200, deviceScaleFactor=1, mobile=False
            )
            browser.open(page)
            over = browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            expect(f"{scheme}, {width} px: no scrolling sideways", holds=over == 0)
            if pictures:
                shot = browser.ask("Page.captureScreenshot")["data"]
                (pictures / f"{scheme}-{width}.png").write_bytes(base64.b64decode(shot))
    asked = {
        each["params"]["request"]["url"] for each in browser.events if each.get("method") == "Network.requestWillBeSent"
    }
    expect("nothing but the page is loaded", holds=asked <= {page.as_uri()})
    errors = [each for each in browser.events if each.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    expect("nothing is logged", holds=not errors)
    shown = "document.querySelectorAll('[data-card]:not([hidden])').length"
    everything = browser.value(shown)
    expect(f"all {everything} entries are shown at first", holds=everything > 50)
    for key in ("keyDown", "keyUp"):
        browser.ask("Input.dispatchKeyEvent", type=key, key="/", text="/" if key == "keyDown" else "", code="Slash")
    expect("/ leads to the search", holds=browser.value("document.activeElement.id") == "search")
    browser.ask("Input.insertText", text="off-by-one")
    found = browser.value(shown)
    expect(f"the search narrows the list to {found}", holds=0 < found < everything)
    expect("the number is told", holds=f"{found} of" in browser.value("document.getElementById('count').textContent"))
    for key in ("keyDown", "keyUp"):
        browser.ask("Input.dispatchKeyEvent", type=key, key="Escape", code="Escape")
    expect("Escape ends the search", holds=browser.value(shown) == everything)
    choose = (
        "for (const [id, value] of [{}]) {{ const it = document.getElementById(id); it.value = value; "
        "it.dispatchEvent(new Event('input', {{bubbles: true}})); }}"
    )
    browser.value(choose.format("['severity', 'warning']"))
    expect("the severity narrows the list", holds=0 < browser.value(shown) < everything)
    browser.value(choose.format("['severity', ''], ['verdict', 'dead']"))
    expect("the verdict narrows the list", holds=0 < browser.value(shown) < everything)
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(page)
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)
    hidden = browser.value("document.querySelector('form.filters').hidden")
    expect(
        "without its script the filters are away and all is shown", holds=hidden and browser.value(shown) == everything
    )
    return wrong


def main() -> int:
    """Look at the page; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("browser", nargs="?", default="chromium")
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "report.html"
        page.write_text(render(sample(), [RuleHelp(rule.info, rule.page) for rule in rules().values()]), "utf-8")
        print(f"{page.stat().st_size / 1000:.0f} kB")
        browser = Browser(options.browser, f"{folder}/profile")
        try:
            wrong = look(browser, page, options.pictures)
        finally:
            browser.close()
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
