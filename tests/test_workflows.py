"""What people copy is valid and does what it says: the action's description, workflows, the README's examples."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import BAD, GOOD
from runner import ACTION, HOME, Runner, action

WORKFLOWS = sorted((HOME / "docs" / "workflows").glob("*.yml"))
OURS = "OWNER/citecheck@v1"
SCRIPTS = Path(sys.executable).parent
OUTPUTS = {"status", "errors", "warnings", "links", "dead", "report", "json", "sarif"}


@pytest.fixture(autouse=True)
def git_as_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the configuration of whoever runs the tests nor the repository they may be run in has a say."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def valid(schema: str, *paths: Path) -> None:
    command = [str(SCRIPTS / "check-jsonschema"), "--builtin-schema", schema, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def linted(folder: Path, workflow: dict[Any, Any]) -> None:
    """Let actionlint look at a workflow in a repository that has the action."""
    (folder / ".git").mkdir()
    path = folder / ".github" / "workflows" / "one.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(workflow, sort_keys=False), encoding="utf-8")
    shutil.copy(ACTION, folder)
    done = subprocess.run([str(SCRIPTS / "actionlint"), str(path)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# ---------------------------------------------------------------- what is written


def test_the_action_is_one_by_the_schema() -> None:
    valid("vendor.github-actions", ACTION)


def test_no_expression_stands_in_a_program() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "run" in step or re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", step["uses"])


def test_every_input_is_used_and_every_output_is_told() -> None:
    steps = json.dumps(action()["runs"])
    for name in action()["inputs"]:
        assert f"inputs.{name} " in steps, name
    assert set(action()["outputs"]) == OUTPUTS


def test_the_steps_of_the_action_pass_the_linter(tmp_path: Path) -> None:
    inputs = {name: {"type": "string"} for name in action()["inputs"]}
    job = {"runs-on": "ubuntu-latest", "steps": action()["runs"]["steps"]}
    linted(tmp_path, {"on": {"workflow_call": {"inputs": inputs}}, "permissions": {}, "jobs": {"one": job}})


def test_there_are_workflows() -> None:
    assert {path.stem for path in WORKFLOWS} >= {"nightly", "pull-request"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_workflows_pass_the_linter_and_give_inputs_that_the_action_has(path: Path, tmp_path: Path) -> None:
    valid("vendor.github-workflows", path)
    text = path.read_text(encoding="utf-8")
    assert OURS in text
    workflow = yaml.safe_load(text.replace(OURS, "./"))
    workflow["on"] = workflow.pop(True)  # YAML 1.1 takes `on` for a truth value
    linted(tmp_path, workflow)


def test_the_examples_of_the_readme_are_what_they_should_be(tmp_path: Path) -> None:
    blocks = re.findall(
        r"^```yaml\n(.*?)^```$", (HOME / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    hooks, workflow, pipeline = (tmp_path / name for name in ("hooks.yaml", "workflow.yml", "pipeline.yml"))
    for path, sign in ((hooks, "repos:"), (workflow, f"uses: {OURS}"), (pipeline, "codequality:")):
        (block,) = (each for each in blocks if sign in each)
        path.write_text(block, encoding="utf-8")
    valid("vendor.github-workflows", workflow)
    valid("vendor.gitlab-ci", pipeline)
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", str(hooks)], check=True)
    (used,) = yaml.safe_load(hooks.read_text(encoding="utf-8"))["repos"]
    known = yaml.safe_load((HOME / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in used["hooks"]] == [hook["id"] for hook in known]
    shown, whole = (
        yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]["citecheck"]["steps"][-1]
        for path in (workflow, HOME / "docs" / "workflows" / "pull-request.yml")
    )
    assert shown["with"]["args"] == whole["with"]["args"]


def test_the_command_of_the_readme_for_gitlab_writes_both_reports(tmp_path: Path) -> None:
    (block,) = re.findall(
        r"^    - (citecheck check .*\n(?:      .*\n)*)", (HOME / "README.md").read_text("utf-8"), re.MULTILINE
    )
    words = [word.replace("$CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD") for word in shlex.split(block)]
    runner = Runner(tmp_path)
    runner.write(good=GOOD)
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "As it was"]):
        git = ["git", "-c", "user.name=A. Editor", "-c", "user.email=editor@example.org", *command]
        subprocess.run(git, cwd=runner.workspace, check=True, capture_output=True)
    done = subprocess.run([SCRIPTS / words[0], *words[1:]], cwd=runner.workspace, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "good.txt" in done.stdout
    artifacts = ("gl-code-quality-report.json", "junit.xml")
    assert all((runner.workspace / name).stat().st_size for name in artifacts)


# ---------------------------------------------------------------- what is done


def test_the_recipe_for_pull_requests_reports_what_the_request_changes(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    who = ("-c", "user.name=A. Editor", "-c", "user.email=editor@example.org")

    def git(*arguments: str) -> None:
        subprocess.run(["git", *who, *arguments], cwd=runner.workspace, check=True, capture_output=True)

    runner.write(old=BAD, new=GOOD)
    git("init", "--quiet", "--initial-branch=main")
    git("add", "--all")
    git("commit", "--message", "As it was")
    git("checkout", "-b", "request")
    runner.write(new=BAD)
    git("commit", "--all", "--message", "The request")
    git("checkout", "main")
    git("merge", "--no-ff", "--message", "What GitHub makes of it", "request")
    workflow = yaml.safe_load((HOME / "docs" / "workflows" / "pull-request.yml").read_text(encoding="utf-8"))
    runner.inputs = workflow["jobs"]["citecheck"]["steps"][-1]["with"]
    runner.check()
    report = json.loads(Path(runner.outputs()["json"]).read_text(encoding="utf-8"))
    assert {finding["path"] for finding in report["findings"]} == {"new.txt"}
    assert runner.outputs()["errors"] == "1"


def test_the_nightly_recipe_commits_the_history_once(tmp_path: Path) -> None:
    workflow = yaml.safe_load((HOME / "docs" / "workflows" / "nightly.yml").read_text(encoding="utf-8"))
    keep = workflow["jobs"]["links"]["steps"][-1]["run"]
    origin, clone = tmp_path / "origin", tmp_path / "clone"

    def run(*command: str, where: Path = clone) -> str:
        done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    shell = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", keep)
    run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(origin), where=tmp_path)
    run("git", "clone", "--quiet", str(origin), str(clone), where=tmp_path)
    who = ("-c", "user.name=A. Editor", "-c", "user.email=editor@example.org")
    run("git", *who, "commit", "--allow-empty", "--message", "As it was")
    run("git", "push", "--quiet", "--set-upstream", "origin", "HEAD")
    run(*shell)
    assert run("git", "rev-list", "--count", "main", where=origin) == "1\n"
    (clone / "links.jsonl").write_text("{}\n", encoding="utf-8")
    run(*shell)
    run(*shell)
    assert run("git", "rev-list", "--count", "main", where=origin) == "2\n"
    assert run("git", "show", "main:links.jsonl", where=origin) == "{}\n"
