"""How often link checkers judge rightly, and how politely they ask: on a simulated web, on loopback alone.

    python benchmarks/verdicts.py [--citecheck PATH] [--peer NAME=PATH]... [--verbose] [--keep FOLDER]

Each scored link behaves in one known way (verdict_web.py lists them, by the number of the behaviour) and belongs to
one of three classes: it works, it is broken, or no machine can tell (a refusal, a wall, a scheme that is not checked).
Beside them stand crowds: live pages on hosts that ban or refuse who asks too fast, too much at once, or too soon.
Every tool gets a web of its own, fresh, and the same links in the same shuffled order with the same time-out.

Not shown here, as it needs public names or another protocol: registries and archives (12 to 15, 91), private
addresses (53), configured credentials (55), name service and address families (68, 69, 71), names in other scripts
(75), how links are found in a text (78, 80, 81).

What a peer says is mapped thus, as none has a word for "cannot tell":
    lychee       success works; error and timeout broken; excluded and unsupported cannot tell
    linkchecker  valid works, or cannot tell if with the warning http-rate-limited; invalid broken
    linkinator   OK works; BROKEN broken; SKIPPED cannot tell
    deadlink     not listed, or listed as a redirect that leads somewhere, works; ignored cannot tell; all else broken
What a tool has not told, by its end or by the limit, is wrong, whatever would have been right.

trustme is optional (without it the links with certificates are left out); all else is the standard library.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import datetime as dt
import importlib.util
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from verdict_web import CLASSES, CROWDS, Host, Link, crowds, misbehaving, run

KINDS = ("works", "broken", "cannot tell")
UNTOLD = "untold"
SECRET = "Sesame42"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool said of a link; all but the class are citecheck's."""

    kind: str
    verdict: str = ""
    reason: str | None = None
    final: str = ""
    anchor: str = ""  # the severity of a CC305
    told: str = ""  # in the tool's own words


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool is called, and how its answer is read."""

    command: Callable[[str, Folder], list[str]]
    read: Callable[[str, Folder, list[str]], dict[str, Outcome]]


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one run."""

    root: Path
    timeout: float
    trusted: Path | None  # the authority whose certificates are good

    @property
    def patience(self) -> int:
        """The time-out for tools that take whole seconds."""
        return max(1, round(self.timeout))

    @property
    def errors(self) -> str:
        """What the tool wrote to stderr."""
        return (self.root / "stderr").read_text(errors="replace")

    @property
    def essay(self) -> Path:
        """The links as notes of an essay."""
        return self.root / "essay.txt"

    @property
    def page(self) -> Path:
        """The links as anchors of a page."""
        return self.root / "links.html"


@dataclass
class Score:
    """What came of one tool."""

    name: str
    seconds: float = 0.0
    ended: bool = True
    right: dict[str, int] = field(default_factory=dict)
    missed: int = 0
    false_broken: int = 0
    false_dead: int = 0
    verdicts: int = 0
    exact: int = 0
    bans: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    untold: int = 0
    faults: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    busiest: dict[str, tuple[int, int]] = field(default_factory=dict)


# The tools -----------------------------------------------------------------------------------------------------------


def citecheck_command(path: str, folder: Folder) -> list[str]:
    """The call of citecheck; without a memory, if it has one."""
    usage = subprocess.run([path, "check", "--help"], capture_output=True, text=True, check=False).stdout
    options = ["--no-cache"] if "--no-cache" in usage else []
    options += ["--no-config"] if "--no-config" in usage else []
    asked = ["--allow-private", "--no-progress", "--format", "json", "--timeout", f"{folder.timeout:g}"]
    return [path, *asked, *options, str(folder.essay)]


def read_citecheck(output: str, _: Folder, __: list[str]) -> dict[str, Outcome]:
    """Verdicts and the findings on fragments."""
    report = json.loads(output)
    anchors = {f["url"]: f["severity"] for f in report["findings"] if f["rule"] == "CC305"}
    told: dict[str, Outcome] = {}
    for link in report["links"]:
        verdict, reason, url = link["verdict"], link["reason"], link["url"]
        words = f"{verdict} {reason or '-'}"
        if url in anchors:
            words += f" CC305 {anchors[url]}"
        final = link["final_url"] or ""
        told[url] = Outcome(CLASSES.get(verdict, verdict), verdict, reason, final, anchors.get(url, ""), words)
    return told


def read_lychee(output: str, folder: Folder, _: list[str]) -> dict[str, Outcome]:
    """The maps of its report; what it could not read stands in the text of an error, what it ignores in stderr."""
    report = json.loads(output)
    told: dict[str, Outcome] = {}
    for name, kind in (
        ("success_map", "works"),
        ("error_map", "broken"),
        ("timeout_map", "broken"),
        ("excluded_map", "cannot tell"),
    ):
        for row in (row for rows in report.get(name, {}).values() for row in rows):
            text = row["status"]["text"] if isinstance(row.get("status"), dict) else str(row.get("status", ""))
            url = row["url"]
            if url == "error:" and (found := re.search(r'URL for "(.+?)"', text)):
                url = found[1]
            told[url] = Outcome(kind, told=text[:90])
    for url in re.findall(r"^\[IGNORED\] (\S+)", folder.errors, re.MULTILINE):
        told[url] = Outcome("cannot tell", told="ignored")
    return told


def linkchecker_command(path: str, folder: Folder) -> list[str]:
    """Its call; what it trusts can be said only in a file of settings."""
    settings = folder.root / "linkcheckerrc"
    settings.write_text(f"[checking]\nsslverify={folder.trusted}\n" if folder.trusted else "")
    options = ["--no-robots", "--check-extern", "-r1", "-v", "--no-status", "-o", "csv/utf-8", "-f", str(settings)]
    return [path, *options, "--timeout", f"{folder.patience}", str(folder.page)]


def linkinator_command(path: str, folder: Folder) -> list[str]:
    """Its call; it takes names in the folder where it stands."""
    options = ["--format", "json", "--verbosity", "info", "--timeout", f"{folder.timeout * 1000:.0f}"]
    return [path, folder.page.name, *options]


def read_linkchecker(output: str, _: Folder, __: list[str]) -> dict[str, Outcome]:
    """The rows of its table."""
    lines = [line for line in output.splitlines() if not line.startswith("#")]
    told: dict[str, Outcome] = {}
    for row in csv.DictReader(lines, delimiter=";"):
        limited = "rate" in (row["warningstring"] or "").lower()
        kind = "broken" if row["valid"] != "True" else "cannot tell" if limited else "works"
        outcome = Outcome(kind, told=f"{row['valid']} {row['result']} {row['warningstring']}"[:90])
        told[row["urlname"]] = outcome
        told.setdefault(row["url"], outcome)
    return told


def read_linkinator(output: str, _: Folder, __: list[str]) -> dict[str, Outcome]:
    """The states of its list."""
    kinds = {"OK": "works", "BROKEN": "broken", "SKIPPED": "cannot tell"}
    rows = json.loads(output[output.index("{") :])["links"]
    return {row["url"]: Outcome(kinds[row["state"]], told=f"{row['state']} {row['status']}") for row in rows}


def read_deadlink(output: str, _: Folder, urls: list[str]) -> dict[str, Outcome]:
    """Its lists of what is wrong; all else is well."""
    told = {url: Outcome("works", told="not listed") for url in urls}
    heading = ""
    for line in re.sub(r"\x1b\[[\d;]*m", "", output).splitlines():
        if found := re.fullmatch(r"\s*(.+?) \(\d+\):?", line):
            heading = found[1]
        elif found := re.search(r"\b(?:https?|ftp)://\S+", line):
            name = heading.lower()
            kind = "cannot tell" if "ignored" in name else "broken"
            if "ok" in name or "success" in name or "non-permanent" in name:
                kind = "works"
            told[found[0].rstrip(":")] = Outcome(kind, told=f"{heading}: {line.strip()}"[:90])
    return told


TOOLS = {
    "citecheck": Tool(citecheck_command, read_citecheck),
    "lychee": Tool(
        lambda path, folder: [
            *(path, "--no-progress", "--format", "json", "-vv", "--timeout", f"{folder.patience}", str(folder.page))
        ],
        read_lychee,
    ),
    "linkchecker": Tool(linkchecker_command, read_linkchecker),
    "linkinator": Tool(linkinator_command, read_linkinator),
    "deadlink": Tool(lambda path, folder: [path, "check", str(folder.page)], read_deadlink),
}


# The web, the documents, the run -------------------------------------------------------------------------------------


def certificates(hosts: list[Host], folder: Path) -> None:
    """Certificates of all kinds for the hosts that need one, and the authority that the tools are told to trust."""
    import trustme

    authority, stranger = trustme.CA(), trustme.CA()
    between = authority.create_child_ca()
    now = dt.datetime.now(dt.UTC)
    for host in hosts:
        if host.tls in ("", "raw"):
            continue
        issuer = {"untrusted": stranger, "chain": between}.get(host.tls, authority)
        name = "archive.sund.example" if host.tls == "host" else host.address
        if host.tls == "expired":
            start, end = now - dt.timedelta(days=400), now - dt.timedelta(days=35)
            leaf = issuer.issue_cert(name, not_before=start, not_after=end)
        else:
            leaf = issuer.issue_cert(name)
        chain = leaf.cert_chain_pems[:1] if host.tls == "chain" else leaf.cert_chain_pems
        pem = b"".join((leaf.private_key_pem.bytes(), *(part.bytes() for part in chain)))
        (folder / f"{host.address}.pem").write_bytes(pem)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))


@contextlib.contextmanager
def web(kind: str, folder: Path | None) -> Iterator[tuple[tuple[int, int], Callable[[], dict[str, Any]]]]:
    """One of the two webs in a process of its own: its ports, and how to stop it and hear what it has seen."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=run, args=(theirs, kind, folder), daemon=True)
    process.start()

    def told() -> dict[str, Any]:
        ours.send("stop")
        seen: dict[str, Any] = ours.recv()
        return seen

    try:
        yield ours.recv(), told
    finally:
        ours.close()
        process.join(5)
        if process.is_alive():
            process.kill()


def write(folder: Folder, cited: list[tuple[Link, str]]) -> None:
    """The same links as the notes of an essay and as the anchors of a page."""
    sentences = (f"So at least the source for claim {n} has it.[{n}]" for n in range(1, len(cited) + 1))
    notes = (f"[{n}] A. Brandvold, {link.title}. {url}" for n, (link, url) in enumerate(cited, 1))
    folder.essay.write_text("\n\n".join((*sentences, "Notes", *notes)) + "\n", encoding="utf-8")
    anchors = (f'<li><a href="{escape(url)}">{escape(link.title)}</a></li>' for link, url in cited)
    page = "\n".join(("<!DOCTYPE html><html lang='en'><head><title>Notes</title></head><body><ol>", *anchors))
    folder.page.write_text(page + "</ol></body></html>\n", encoding="utf-8")


def environment(folder: Folder) -> dict[str, str]:
    """A home without settings or memory, no proxies, and the authority to trust by every name it goes by."""
    home = folder.root / "home"
    settings = home / ".config" / "deadlink"
    settings.mkdir(parents=True)
    (settings / "deadlink.toml").write_text(f"timeout_s = {folder.patience}\n")
    given = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    given |= {"HOME": str(home), "NO_COLOR": "1"}
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        given.pop(name, None)
    if folder.trusted:
        given |= dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(folder.trusted))
    return given


def call(command: list[str], folder: Folder, given: dict[str, str], limit: float) -> tuple[str, float, bool]:
    """Run a tool: what it printed, how long it took, and whether it came to an end."""
    begin = time.perf_counter()
    with (folder.root / "stdout").open("w") as out, (folder.root / "stderr").open("w") as err:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            env=given,
            cwd=folder.root,
            start_new_session=True,
        )
        try:
            process.wait(limit)
            ended = True
        except subprocess.TimeoutExpired:
            ended = False
            os.killpg(process.pid, signal.SIGKILL)  # its own session: it and its children alone
            process.wait()
    seconds = time.perf_counter() - begin
    return (folder.root / "stdout").read_text(errors="replace"), seconds, ended


# The score -----------------------------------------------------------------------------------------------------------


def plain(url: str) -> str:
    """An address without credentials and without spelling, to find it again in what a tool says."""
    scheme, _, rest = url.partition("://")
    where, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{where.rpartition('@')[2].lower()}{slash}{unquote(path)}"


def matched(urls: list[str], told: dict[str, Outcome]) -> dict[str, Outcome]:
    """What was said of each link: by its spelling, its meaning, its page, or by a host that has only one link."""
    meanings = {plain(url.partition("#")[0]): outcome for url, outcome in told.items()}
    meanings |= {plain(url): outcome for url, outcome in told.items()}
    hosts: dict[str, list[Outcome]] = {}
    for url, outcome in told.items():
        with contextlib.suppress(ValueError):
            hosts.setdefault(urlsplit(url).netloc.rpartition("@")[2], []).append(outcome)
    lonely = [urlsplit(url).netloc.rpartition("@")[2] for url in urls]
    found: dict[str, Outcome] = {}
    for url in urls:
        where = urlsplit(url).netloc.rpartition("@")[2]
        said = told.get(url) or meanings.get(plain(url)) or meanings.get(plain(url.partition("#")[0]))
        if said is None and lonely.count(where) == 1 and len(hosts.get(where, [])) == 1:
            said = hosts[where][0]
        found[url] = said or Outcome(UNTOLD, told=UNTOLD)
    return found


def fits(reason: str | None, reasons: tuple[str | None, ...]) -> bool:
    """Whether a reason is one of these, or begins as one that is open at its end."""
    return any(
        reason == one or (one is not None and one.endswith(":") and (reason or "").startswith(one)) for one in reasons
    )


def doubts(link: Link, outcome: Outcome, gets: int, output: str) -> list[str]:
    """What is not as the contract has it though the verdict is right."""
    found = []
    if link.reasons is not None and not fits(outcome.reason, link.reasons):
        found.append("reason " + " or ".join(reason or "null" for reason in link.reasons))
    if link.anchor == "missing" and outcome.anchor != "warning":
        found.append("CC305 as a warning")
    if link.anchor == "found" and outcome.anchor in ("warning", "error"):
        found.append("no CC305")
    if link.final and not outcome.final.endswith(link.final):
        found.append(f"final_url …{link.final}, not {outcome.final or 'null'}")
    if link.gets and gets > link.gets:
        found.append(f"at most {link.gets} GET, not {gets}")
    if link.number == 83 and SECRET in output:
        found.append("the password masked")
    return found


def line(link: Link, url: str, expected: str, got: str, mark: str) -> str:
    """One row of what went wrong."""
    return f"  {mark:7} {link.number:>2}  {link.manner:44.44}  expected {expected:40}  got {got:42}  {url}"


def judge(
    score: Score, cited: list[tuple[Link, str]], told: dict[str, Outcome], seen: dict[str, Any], output: str
) -> None:
    """Compare what was said with what is so."""
    found = matched([url for _, url in cited], told)
    exact = score.name == "citecheck"
    for link, url in cited:
        outcome = found[url]
        score.untold += outcome.kind == UNTOLD
        if link.crowd:
            if outcome.kind != "works":
                score.lost[link.crowd] = score.lost.get(link.crowd, 0) + 1
            continue
        right = outcome.kind == link.kind
        score.right[link.kind] = score.right.get(link.kind, 0) + right
        score.missed += link.kind == "broken" and outcome.kind == "works"
        score.false_broken += link.kind == "works" and outcome.kind == "broken"
        score.false_dead += outcome.verdict == "dead" and "dead" not in link.verdicts
        expected = " or ".join(link.verdicts) if exact else link.kind
        agreed = outcome.verdict in link.verdicts
        parts = urlsplit(url.partition("#")[0]) if link.gets else None
        asked = parts.path + (f"?{parts.query}" if parts.query else "") if parts else ""
        gets = seen["gets"].get((parts.hostname, asked), 0) if parts else 0
        missing = doubts(link, outcome, gets, output) if exact and agreed else []
        score.verdicts += agreed
        score.exact += agreed and not missing
        if not right:
            score.wrong.append(line(link, url, expected, outcome.told, "class"))
        elif exact and not agreed:
            score.wrong.append(line(link, url, expected, outcome.told, "verdict"))
        elif missing:
            score.wrong.append(line(link, url, f"{expected}, {', '.join(missing)}", outcome.told, "detail"))


def examine(name: str, path: str, root: Path, given: argparse.Namespace) -> Score:
    """Give a tool a fresh web, run it, and score it."""
    root.mkdir(parents=True)
    tls = importlib.util.find_spec("trustme") is not None
    odd, hosts = misbehaving(tls=tls)
    many, _ = crowds()
    trusted = None
    if tls:
        trusted = root / "certificates"
        trusted.mkdir()
        certificates(hosts, trusted)
    folder = Folder(root, given.timeout, trusted / "authority.pem" if trusted else None)
    with web("misbehaving", trusted) as (ports, told_odd), web("crowds", None) as (others, told_crowds):
        cited = [(link, link.url(ports)) for link in odd] + [(link, link.url(others)) for link in many]
        random.Random(93).shuffle(cited)
        write(folder, cited)
        tool = TOOLS[name]
        output, seconds, ended = call(tool.command(path, folder), folder, environment(folder), given.limit)
        seen, guarded = told_odd(), told_crowds()
    score = Score(name, seconds, ended)
    try:
        told = tool.read(output, folder, [url for _, url in cited]) if ended or name != "deadlink" else {}
    except (ValueError, KeyError) as fault:
        score.faults.append(f"{name}: its output could not be read ({fault!r}); it stands in the folder of --keep")
        told = {}
    score.bans, score.refused, score.busiest = guarded["bans"], guarded["refused"], guarded["busiest"]
    score.requests = seen["requests"] + guarded["requests"]
    score.faults += [f"the web itself failed: {fault}" for fault in seen["faults"] + guarded["faults"]]
    judge(score, cited, told, seen, output)
    return score


# The report ----------------------------------------------------------------------------------------------------------


def table(scores: list[Score], links: list[Link]) -> None:
    """One row for each tool."""
    scored = [link for link in links if not link.crowd]
    totals = {kind: sum(link.kind == kind for link in scored) for kind in KINDS}
    living = len(links) - len(scored)
    shares = ", ".join(f"{totals[kind]} {kind}" for kind in KINDS)
    print(f"{len(scored)} scored links ({shares}), {living} pages in crowds\n")
    heads: tuple[str, ...] = ("tool", *KINDS, "all right", "missed", "false broken", "false dead", "verdict", "exact")
    heads += ("bans", "refused", "pages lost", "untold", "requests", "seconds")
    rows = [heads]
    for score in scores:
        right = [f"{score.right.get(kind, 0)} ({score.right.get(kind, 0) / totals[kind]:.0%})" for kind in KINDS]
        every = sum(score.right.values())
        exact = score.name == "citecheck"
        row: tuple[str, ...] = (
            score.name,
            *right,
            f"{every} ({every / len(scored):.0%})",
            str(score.missed),
            str(score.false_broken),
        )
        row += (str(score.false_dead), str(score.verdicts), str(score.exact)) if exact else ("-", "-", "-")
        row += (str(len(score.bans)), str(score.refused), str(sum(score.lost.values())), str(score.untold))
        rows.append((*row, str(score.requests), f"{score.seconds:.1f}" + ("" if score.ended else ", stopped")))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def details(score: Score) -> None:
    """What went wrong, link by link and host by host."""
    print(f"\n{score.name}: {len(score.wrong)} links not as expected")
    for text in sorted(score.wrong, key=lambda text: (text.split()[0], int(text.split()[1]))):
        print(text)
    for row, name in enumerate(CROWDS):
        address = f"127.21.{row}.1"
        busiest, peak = score.busiest.get(address, (0, 0))
        print(
            f"  crowd    {name:48} lost {score.lost.get(name, 0):2}, at most {busiest} starts in a second, "
            f"{peak} in flight" + (f"; BANNED: {score.bans[address]}" if address in score.bans else "")
        )


def main() -> None:
    """Examine the tools that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    beside = Path(sys.executable).with_name("citecheck")
    default = str(beside) if beside.exists() else shutil.which("citecheck")
    parser.add_argument("--citecheck", default=default, metavar="PATH", help="default: %(default)s")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help=", ".join(list(TOOLS)[1:]))
    parser.add_argument("--timeout", type=float, default=3.0, help="for one try of a link, given to every tool")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds after which a tool is stopped")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep documents and outputs in this new folder")
    parser.add_argument("--verbose", action="store_true", help="each wrong link, each crowd")
    given = parser.parse_args()
    paths: dict[str, str] = {"citecheck": str(Path(given.citecheck).absolute())} if given.citecheck else {}
    for pair in given.peer:
        name, _, path = pair.partition("=")
        if name not in TOOLS or not path:
            parser.error(f"--peer {pair}: NAME is one of {', '.join(TOOLS)}")
        paths[name] = str(Path(path).absolute())
    if given.keep and given.keep.exists():
        parser.error(f"--keep {given.keep}: exists")
    if importlib.util.find_spec("trustme") is None:
        print("trustme is not installed: links with certificates are left out")
    scores = []
    with tempfile.TemporaryDirectory() as made:
        root = given.keep.absolute() if given.keep else Path(made)
        Path(made).chmod(0o755)  # linkchecker gives up its privileges before it reads
        for name in TOOLS:
            if name not in paths or not Path(paths[name]).exists():
                print(f"{name}: left out, no --peer {name}=PATH" if name not in paths else f"{name}: no {paths[name]}")
                continue
            scores.append(examine(name, paths[name], root / name, given))
    links = misbehaving(tls=importlib.util.find_spec("trustme") is not None)[0] + crowds()[0]
    table(scores, links)
    for score in scores:
        if given.verbose:
            details(score)
        for fault in score.faults:
            print(f"{score.name}: {fault}")


if __name__ == "__main__":
    main()
