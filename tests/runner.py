"""As much of GitHub's runner as the action needs: expressions, environment, outputs, and the shell of its steps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent.parent
ACTION = HOME / "action.yml"
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_OF_OTHERS = ("GITHUB_", "RUNNER_", "INPUT_", "GIT_", "CITECHECK")
_SHELL = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")


def action() -> dict[str, Any]:
    """The action's description."""
    found: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return found


@dataclass
class Runner:
    """A job that uses the action, in a folder with the documents; steps are run one by one, by their id or name."""

    folder: Path
    inputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    """The outputs of each step so far."""

    def __post_init__(self) -> None:
        self.workspace = self.folder / "workspace"
        self.temp = self.folder / "temp"
        self.summary = self.folder / "summary"
        for folder in (self.workspace, self.temp):
            folder.mkdir(parents=True, exist_ok=True)

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a step in the shell that GitHub would run it in."""
        step = next(each for each in action()["runs"]["steps"] if name in (each.get("id"), each["name"]))
        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        output = self.temp / "output"
        output.write_text("", encoding="utf-8")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(_OF_OTHERS)}
        kept = {key: value for key, value in kept.items() if not key.lower().endswith("_proxy")}
        environment = {
            **kept,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "LC_ALL": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(HOME),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            **{key: self.value(value) for key, value in step["env"].items()},
        }
        done = subprocess.run(
            [*_SHELL, str(script)], cwd=self.workspace, env=environment, capture_output=True, check=False
        )
        self.steps[name] = outputs_in(output.read_text(encoding="utf-8"))
        out, err = (each.decode("utf-8", "surrogateescape") for each in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def write(self, **documents: str) -> None:
        """Put texts into the workspace, by their names without `.txt`."""
        for name, text in documents.items():
            (self.workspace / f"{name}.txt").write_text(text, encoding="utf-8")

    def check(self) -> subprocess.CompletedProcess[str]:
        """Run the step that checks, which must not fail itself."""
        done = self.step("run")
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def result(self) -> int:
        """The exit status of the last step."""
        return self.step("Result").returncode

    def outputs(self) -> dict[str, str]:
        """The outputs of the action."""
        return {name: self.value(output["value"]) for name, output in action()["outputs"].items()}

    def value(self, text: str) -> str:
        """A value of the action with its expressions replaced."""
        return _EXPRESSION.sub(lambda match: self._context(match[1]), text)

    def _context(self, name: str) -> str:
        kind, _, rest = name.partition(".")
        if kind == "inputs":
            return self.inputs.get(rest, action()["inputs"][rest]["default"])
        if kind == "steps":
            step, _, output = rest.partition(".outputs.")
            assert any(each.get("id") == step for each in action()["runs"]["steps"])
            return self.steps.get(step, {}).get(output, "")
        raise KeyError(name)


def outputs_in(text: str) -> dict[str, str]:
    """What a step has told by its file, in either of its two forms."""
    found: dict[str, str] = {}
    lines = iter(re.split(r"\r\n|\r|\n", text))
    for line in lines:
        if "<<" in line.partition("=")[0]:
            name, _, end = line.partition("<<")
            value = []
            for each in lines:
                if each == end:
                    break
                value.append(each)
            found[name] = "\n".join(value)
        elif line:
            name, equals, value_ = line.partition("=")
            assert equals, f"the runner would refuse {line!r}"
            found[name] = value_
    return found


def obeyed(log: str) -> list[str]:
    """The lines of a log that the runner would take for commands, those that switch commands off and on left out."""
    found = []
    token = ""
    for line in re.split(r"\r\n|\r|\n", log):
        text = line.strip()
        if token:
            token = "" if text == f"::{token}::" else token
        elif text.startswith("::stop-commands::"):
            token = text.removeprefix("::stop-commands::")
        elif text.startswith("::") or re.match(r".*##\[", text):
            found.append(text)
    assert not token, "commands are never switched on again"
    return found
