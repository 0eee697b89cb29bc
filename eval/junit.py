"""JUnit XML for CI: one suite a gold set, one case a question.

A question fails where it violates an invariant or is worse than the baseline; one that was wrong
in the baseline already is skipped, with that reason. Without a baseline every wrong one fails.
"""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from eval.checks import INVARIANTS
from eval.gate import Verdict, violations_of
from eval.metrics import METRICS
from eval.records import Record, Run

__all__ = ["junit_xml"]

# Characters XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(run: Run, verdict: Verdict | None = None) -> str:
    """The run as JUnit XML; questions made by rule only where they violate an invariant."""
    known: set[str] = set()  # wrong in the baseline as well
    if verdict is not None:
        found = verdict.comparison
        fresh = {*found.new, *found.rewritten, *(change.key for change in found.broke)}
        known = {record.key for record in run.records} - fresh
    shown = [record for record in run.records if not record.by_rule or violations_of(record)]
    root = ET.Element("testsuites", name="planqa eval")
    ordered = sorted(shown, key=lambda record: record.key)
    for name, group in groupby(ordered, key=lambda record: record.key.rpartition("/")[0]):
        suite = ET.SubElement(root, "testsuite", name=name)
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for record in group:
            counts["tests"] += 1
            outcome = _case(suite, record, known=record.key in known)
            if outcome:
                counts[outcome] += 1
        suite.attrib.update({name: str(count) for name, count in counts.items()})
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, record: Record, *, known: bool) -> str:
    """Add one case; returns which count it adds to, "" for a pass."""
    answer = record.answer or {}
    case = ET.SubElement(
        suite,
        "testcase",
        classname=record.kind,
        name=_plain(f"{record.key.rpartition('/')[2]} {' → '.join(record.turns)}"),
        time=f"{answer.get('latency_ms', 0) / 1000:.4f}",
    )
    violations = violations_of(record)
    if record.right and not violations:
        return ""
    low = [METRICS[name].title for name, score in record.scores.items() if score < 1]
    what = "；".join(f"{INVARIANTS[kind]}：{detail}" for kind, detail in violations)
    message = _plain(what or f"未达到：{'、'.join(low)}")
    if not violations and known:
        ET.SubElement(case, "skipped", message=_plain(f"基线中也未答对（{message}）"))
        return "skipped"
    crashed = any(kind == "crash" for kind, _ in violations)
    tag = "error" if crashed else "failure"
    ET.SubElement(case, tag, message=message).text = _plain(str(answer.get("text", "")))
    return f"{tag}s"


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
