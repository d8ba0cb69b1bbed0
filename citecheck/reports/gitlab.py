"""GitLab's code quality report: an array of findings, shown beside the changes of a merge request.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

from citecheck.model import Report, Severity
from citecheck.reports.json import escaped
from citecheck.reports.plain import one_line

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """The report as a JSON array with a final line end."""
    seen: Counter[str] = Counter()
    rows = []
    for problem in report.problems:
        # GitLab drops what has the fingerprint of another: the same fault twice in one sentence, or in two documents.
        key = f"{problem.path}\n{problem.fingerprint}"
        seen[key] += 1
        fingerprint = sha256(f"{key}\n{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        rows.append(
            {
                "description": one_line(problem.sentence) or problem.name,
                "check_name": f"{problem.rule} {problem.name}",
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[problem.severity],
                "location": {
                    "path": one_line(problem.path).removeprefix("./") or "-",
                    "lines": {"begin": problem.place.line, "end": problem.place.end_line},
                },
            }
        )
    return escaped(json.dumps(rows, ensure_ascii=False, indent=1)) + "\n"
