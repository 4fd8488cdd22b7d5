"""
Run every check on one installed plugin: `python -m tiltyard.testing.conformance ENTRY_POINT DISTRIBUTION`.

A line of JSON for each check as it is done, for `tiltyard plugins check`, which reads them: a plugin that ends this
process then hurts nobody else.
"""

from __future__ import annotations

import json
import sys

from tiltyard.host.discovery import discover
from tiltyard.testing.conformance.subject import Subject
from tiltyard.testing.conformance.suite import run_all


def main(name: str, distribution: str) -> None:
    """Check this plugin."""
    (found,) = (one for one in discover() if (one.name, one.distribution) == (name, distribution))
    out = sys.stdout
    sys.stdout = sys.stderr  # what the plugin prints must not be read as ours
    for report in run_all(Subject(found.load(), {})):
        told = {
            "check": report.check.name,
            "promise": report.check.promise,
            "result": report.result.value,
            "words": report.words or None,
        }
        print(json.dumps(told), file=out, flush=True)


main(*sys.argv[1:])
