"""The steps of the action for GitHub, run in the shell and the environment that a runner gives them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from command_line import BAD, GOOD
from runner import Runner, action, obeyed, outputs_in

from citecheck import __version__

OUTPUTS = {"status", "errors", "warnings", "links", "dead", "report", "json", "sarif"}


# ---------------------------------------------------------------- what is done


def test_a_clean_document_leaves_reports_and_status_0(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.write(good=GOOD)
    log = runner.check()
    outputs = runner.outputs()
    assert (outputs["status"], outputs["errors"], outputs["warnings"]) == ("0", "0", "0")
    assert (outputs["links"], outputs["dead"]) == ("0", "0")
    for name, suffix in (("report", "html"), ("json", "json"), ("sarif", "sarif")):
        assert Path(outputs[name]) == runner.temp / "citecheck" / f"report.{suffix}"
        assert Path(outputs[name]).stat().st_size
    assert json.loads(Path(outputs["json"]).read_text(encoding="utf-8"))["documents"][0]["path"] == "good.txt"
    assert "good.txt" in log.stdout
    assert runner.result() == 0


def test_findings_are_told_before_the_last_step_fails(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.write(bad=BAD)
    log = runner.check()
    assert "error[CC101]" in log.stdout
    assert (runner.outputs()["status"], runner.outputs()["errors"]) == ("1", "1")
    assert any("CC101" in each for each in obeyed(log.stderr))
    assert "CC101" in runner.summary.read_text(encoding="utf-8")
    assert runner.result() == 1


def test_what_cannot_be_read_is_status_2_with_the_rest_reported(tmp_path: Path) -> None:
    runner = Runner(tmp_path, {"paths": "bad.txt missing.txt"})
    runner.write(bad=BAD)
    assert "missing.txt: no such file" in runner.check().stderr
    assert (runner.outputs()["status"], runner.outputs()["errors"]) == ("2", "1")
    assert runner.result() == 2


def test_without_a_report_the_counts_are_empty(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.write(good=GOOD)
    runner.check()
    runner.inputs["args"] = "--no-such-option"
    assert "--no-such-option" in runner.check().stderr
    assert runner.outputs() == {name: "2" if name == "status" else "" for name in OUTPUTS}
    assert runner.result() == 2


def test_each_input_reaches_citecheck(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.write(bad=BAD)
    runner.inputs = {"fail-on": "never"}
    runner.check()
    assert (runner.outputs()["status"], runner.outputs()["errors"]) == ("0", "1")
    runner.inputs = {"args": "--ignore CC101 \\\n  --ignore 'CC1'"}
    runner.check()
    assert runner.outputs()["errors"] == "0"
    (runner.workspace / "strict.toml").write_text('ignore = ["CC1"]\n', encoding="utf-8")
    runner.inputs = {"config": "strict.toml"}
    runner.check()
    assert runner.outputs()["errors"] == "0"
    runner.inputs = {"args": "--write-baseline known.json"}
    runner.check()
    runner.inputs = {"baseline": "known.json"}
    runner.check()
    assert (runner.outputs()["status"], runner.outputs()["errors"]) == ("0", "0")


def test_words_are_split_as_in_a_shell(tmp_path: Path) -> None:
    runner = Runner(tmp_path, {"paths": "'one essay.txt'\n\"*.txt\"\n", "args": "--offline"})
    runner.write(**{"one essay": GOOD, "*": GOOD, "other": GOOD})
    runner.check()
    report = json.loads(Path(runner.outputs()["json"]).read_text(encoding="utf-8"))
    assert [document["path"] for document in report["documents"]] == ["one essay.txt", "*.txt"]


@pytest.mark.parametrize("name", ["paths", "args"])
def test_an_open_quotation_mark_is_said(name: str, tmp_path: Path) -> None:
    runner = Runner(tmp_path, {name: "'essay.txt"})
    assert obeyed(runner.check().stdout)[0].startswith(f"::error title=citecheck::{name}: a quotation mark")
    assert runner.outputs()["status"] == "2"
    assert runner.result() == 2


class _Gone(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404 if self.path == "/gone" else 200)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """A site with pages, one of which is gone."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Gone) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_links_are_counted_and_remembered(site: str, tmp_path: Path) -> None:
    runner = Runner(tmp_path, {"args": "--allow-private --retries 0", "history": "links.jsonl"})
    runner.write(links=GOOD.replace("Ledgers.", f"{site}/gone").replace("Court.", f"{site}/here"))
    runner.check()
    outputs = runner.outputs()
    assert (outputs["status"], outputs["links"], outputs["dead"]) == ("1", "2", "1")
    assert "/gone" in (runner.workspace / "links.jsonl").read_text(encoding="utf-8")
    (cached,) = {step["with"]["path"] for step in action()["runs"]["steps"] if "actions/cache/" in step.get("uses", "")}
    memory = runner.temp / cached.removeprefix("${{ runner.temp }}/")
    assert any(memory.iterdir())
    runner.check()
    report = json.loads(Path(outputs["json"]).read_text(encoding="utf-8"))
    assert {link["verdict"]: link["cached"] for link in report["links"]} == {"dead": False, "ok": True}
    runner.inputs["cache"] = "false"
    shutil.rmtree(memory)
    runner.check()
    assert not any(memory.iterdir())


# ---------------------------------------------------------------- what hostile hands try


HOSTILE = "$(touch pwned) ; touch pwned2 `touch pwned3` & touch pwned4 | tee pwned5 > pwned6 ${IFS}\n touch pwned7 #"


@pytest.mark.parametrize("name", ["paths", "args", "config", "fail-on", "baseline", "history", "cache"])
def test_inputs_run_nothing(name: str, tmp_path: Path) -> None:
    runner = Runner(tmp_path, {name: HOSTILE})
    runner.write(good=GOOD)
    runner.check()
    runner.result()
    assert set(runner.outputs()) == OUTPUTS
    assert not list(tmp_path.rglob("pwned[0-9]")) + list(tmp_path.rglob("pwned"))


def test_a_path_is_no_option(tmp_path: Path) -> None:
    runner = Runner(tmp_path, {"paths": "--write-baseline=pwned"})
    runner.check()
    assert runner.outputs()["status"] == "2"
    assert not (runner.workspace / "pwned").exists()


@pytest.mark.parametrize("version", [HOSTILE, "--index-url=http://127.0.0.1:9/", "-e ."])
def test_a_version_runs_nothing_and_is_no_option(version: str, tmp_path: Path) -> None:
    runner = Runner(tmp_path, {"version": version})
    assert runner.step("install").returncode != 0
    assert "program" not in runner.steps["install"]
    assert not list(tmp_path.rglob("pwned[0-9]")) + list(tmp_path.rglob("pwned"))


def test_modules_beside_the_documents_are_not_imported(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.write(good=GOOD)
    for module in ("json", "shlex", "secrets", "subprocess", "citecheck", "typer"):
        (runner.workspace / f"{module}.py").write_text('open("pwned", "w").close()\n', encoding="utf-8")
    runner.check()
    assert runner.outputs()["status"] == "0"
    assert not (runner.workspace / "pwned").exists()


@pytest.mark.parametrize(
    "name",
    [
        "a\nstatus=0\nerrors=0\nreport=pwned\n.txt",
        "a\rstatus=0\r.txt",
        "status<<END\n0\nEND\n.txt",
        "\n::set-output name=status::0\n.txt",
        "::stop-commands::pwned.txt",
        "\r::add-mask::pwned.txt",
        "##[add-mask]pwned.txt",
    ],
)
@pytest.mark.parametrize("unreadable", [False, True])
def test_names_of_documents_inject_neither_outputs_nor_commands(name: str, *, unreadable: bool, tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    path = runner.workspace / name
    if unreadable:
        path.symlink_to("nowhere")
    else:
        path.write_text(BAD, encoding="utf-8")
    log = runner.check()
    told = runner.steps["run"]
    assert set(told) == OUTPUTS
    assert told["status"] == ("2" if unreadable else "1")
    assert told["errors"] == ("0" if unreadable else "1")
    assert Path(told["report"]).is_file()
    assert obeyed(log.stdout) == []
    for each in obeyed(log.stderr):
        assert re.match(r"::(error|warning|notice|group|endgroup)\b", each), each


def test_nothing_that_the_program_prints_is_obeyed(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(
        "#!/bin/sh\necho '::add-mask::pwned'\nprintf '##[add-mask]pwned\\n::stop-commands::x'\n", "utf-8"
    )
    program.chmod(0o755)
    runner = Runner(tmp_path, steps={"install": {"program": str(program)}})
    log = runner.check()
    assert "add-mask" in log.stdout
    assert obeyed(log.stdout) == []
    assert runner.outputs()["status"] == "0"


def test_the_file_of_outputs_is_read_as_the_runner_does() -> None:
    assert outputs_in("a=1\nb<<X\n2\na=3\nX\nc=<<\n") == {"a": "1", "b": "2\na=3", "c": "<<"}


# ---------------------------------------------------------------- from end to end


def test_the_action_installs_its_own_revision_and_checks_with_it(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.write(bad=BAD)
    installed = runner.step("install")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    assert f"citecheck {__version__}" in installed.stdout
    program = Path(runner.steps["install"]["program"])
    assert program.is_relative_to(runner.temp)
    runner.check()
    assert runner.outputs()["status"] == "1"
    assert runner.result() == 1
