"""`planqa eval` and `python -m eval`: run the gold questions, compare, report, gate.

Exit codes: 0 done or passed, 1 the gate did not pass, 2 an error a person can act on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.cli_parser import Parser
from assistant.settings import Settings, read_settings
from corpus.errors import PlanQAError, reason_of
from eval.baseline import BASELINE, raise_baseline, read_baseline
from eval.compare import Snapshot, compare, snapshot
from eval.gate import Verdict, judge_run
from eval.gold_types import HALVES, KINDS
from eval.history import HISTORY, append_summary, read_history
from eval.junit import junit_xml
from eval.noise import SEED
from eval.provenance import code_digest, commit, versions
from eval.records import Run, RunError, RunInfo, read_run, write_run
from eval.report import html_report, markdown_report, terminal_report
from eval.runner import ask_all
from eval.sets import Slice, find_sets, tasks_of
from eval.steps import STEPS
from eval.ways import WAYS, settings_for, ways_report

__all__ = ["main"]

_COMMANDS = ("run", "compare", "report", "gate", "baseline", "check", "draft")
_MOST_WRONG = 40  # wrong answers told in the terminal
_GATED = 4  # the gate writes each question in one in so many kinds of noise


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0].startswith("-") and words[0] not in {"-h", "--help"}):
        words.insert(0, "run")
    arguments = _parser().parse_args(words)
    run: Callable[[argparse.Namespace, Settings], int] = arguments.run
    try:
        with _quiet():
            return run(arguments, read_settings())
    except PlanQAError as error:
        sys.stderr.write(f"错误：{error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("已停止。加 --resume 可以接着跑。\n")
        return 2


@contextmanager
def _quiet() -> Iterator[None]:
    """Log no withheld answers meanwhile: they are in the result."""
    logger = logging.getLogger("planqa")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="planqa eval", description="回归评测：用标准题检查作答有没有变差。")
    commands = parser.add_subparsers(required=True, metavar="命令")

    run = commands.add_parser("run", help="评测；不写命令时就是它")
    _add_selection(run)
    _add_running(run)
    run.add_argument("--step", choices=STEPS, default="all", help="只测一步，默认全部")
    run.add_argument("--noise", action="store_true", help="加上按规则生成的干扰题")
    run.add_argument("--repeat", action="store_true", help="每题问两遍，查作答是否稳定")
    run.add_argument(
        "--with",
        dest="ways",
        nargs="+",
        choices=WAYS,
        default=["extractive"],
        metavar="方式",
        help=f"{'、'.join(f'{way} {title}' for way, title in WAYS.items())}；多种时各跑一遍并比较",
    )
    run.add_argument("--wrong", action="store_true", help="列出没答对的题")
    run.set_defaults(run=_run)

    gate = commands.add_parser("gate", help="评测全部题目，与基线比较，不通过则退出码为 1")
    gate.add_argument("result", nargs="?", type=Path, metavar="结果.jsonl", help="已有的评测结果")
    _add_selection(gate)
    _add_running(gate)
    _add_reports(gate)
    gate.set_defaults(run=_gate)

    comparing = commands.add_parser("compare", help="比较两次评测结果")
    comparing.add_argument("before", type=Path, metavar="前.jsonl")
    comparing.add_argument("after", type=Path, metavar="后.jsonl")
    comparing.set_defaults(run=_compare)

    report = commands.add_parser("report", help="由评测结果生成报告")
    report.add_argument("result", type=Path, metavar="结果.jsonl")
    _add_reports(report)
    report.set_defaults(run=_report)

    baseline = commands.add_parser("baseline", help="把一次评测结果定为基线")
    baseline.add_argument("result", type=Path, metavar="结果.jsonl")
    baseline.add_argument("--baseline", type=Path, default=BASELINE, metavar="FILE")
    baseline.add_argument("--history", type=Path, default=HISTORY, metavar="FILE")
    baseline.add_argument("--reason", default="", help="有指标降低、题目增减改动时，写明理由")
    baseline.set_defaults(run=_baseline)

    check = commands.add_parser("check", help="只检查题目文件，不作答")
    check.add_argument("gold", nargs="*", type=Path, metavar="FILE")
    check.add_argument("--plan", metavar="编号")
    check.set_defaults(run=_check)

    draft = commands.add_parser("draft", help="把问答页面上标为“有误”的问题写成待填的题目")
    draft.add_argument("--out", type=Path, default=Path("draft.yaml"), metavar="FILE")
    draft.add_argument("--plan", metavar="编号")
    draft.set_defaults(run=_draft)
    return parser


def _add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gold", nargs="+", type=Path, default=[], metavar="FILE", help="题目文件")
    parser.add_argument("--plan", metavar="编号", help="规划编号；默认自带的全部题目")
    parser.add_argument("--half", choices=HALVES, help="只测开发集或测试集")
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=[], help="只测这些题型")
    parser.add_argument("--tag", nargs="+", default=[], metavar="标签")
    parser.add_argument("--id", nargs="+", default=[], metavar="题号")


def _add_running(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", help="评测结果写到这里（JSONL）")
    parser.add_argument("--resume", action="store_true", help="接着上次停下的地方跑")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")


def _add_reports(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="基线，默认自带的")
    parser.add_argument("--html", type=Path, metavar="FILE", help="网页报告")
    parser.add_argument("--md", type=Path, metavar="FILE", help="Markdown 报告")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="JUnit XML")


# --- commands -------------------------------------------------------------------------------------


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    runs = [_run_with(way, arguments, settings) for way in dict.fromkeys(arguments.ways)]
    if len(runs) > 1:
        _say(ways_report({WAYS[run.info.way]: run for run in runs}))
    return 0


def _run_with(way: str, arguments: argparse.Namespace, settings: Settings) -> Run:
    """Ask all that is wanted one way, and say what came of it."""
    seed = SEED if arguments.noise else None
    settings = settings_for(way, settings)
    arguments = argparse.Namespace(**vars(arguments))
    if arguments.out is not None and len(set(arguments.ways)) > 1:
        arguments.out = arguments.out.with_name(f"{arguments.out.stem}-{way}.jsonl")
    run = _execute(arguments, settings, arguments.step, seed=seed, repeat=arguments.repeat, way=way)
    for record in [r for r in run.clean() if not r.right][:_MOST_WRONG] if arguments.wrong else ():
        answer = record.answer or {"status": "", "text": ""}
        low = " ".join(name for name, score in record.scores.items() if score < 1)
        broken = "".join(f"\n  ！{kind} {detail}" for kind, detail in record.violations)
        text = answer["text"].replace("\n", " ")[:160]
        _say(f"{record.key} {' → '.join(record.turns)}")
        _say(f"  [{answer['status']}] {text}\n  {low}{broken}")
    _say(terminal_report(run))
    broken_count = sum(bool(record.violations) for record in run.records)
    _say(f"违反底线 {broken_count} 题；用时 {run.info.seconds:.0f} 秒，每题 {run.latency()} ms")
    return run


def _gate(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.result is not None:
        run = read_run(arguments.result)
    else:
        alone = settings_for("extractive", settings)
        run = _execute(arguments, alone, "all", seed=SEED, repeat=True, every=_GATED)
    standing = _standing(arguments)
    # Of the baseline kept here, which is of all sets, only what was asked can be missed; a
    # baseline of one's own is of one's own questions.
    others = (arguments.gold or arguments.plan) and arguments.baseline is None
    part = not _slice(arguments).is_whole or others
    if standing is not None:  # a baseline may hold more kinds of noise than the gate asks
        keys = {record.key for record in run.records}
        asked_in_part = bool(part) and arguments.result is None
        standing = {
            key: held
            for key, held in standing.items()
            if key in keys or not (asked_in_part or held.noise)
        }
    verdict = judge_run(run, standing or {})
    _write_reports(arguments, settings, run, verdict)
    _say(terminal_report(run))
    _say(f"\n{verdict.title}")
    for reason in verdict.reasons:
        _say(f"- {reason}")
    _say_changes(verdict)
    return 0 if verdict.outcome.passes else 1


def _compare(arguments: argparse.Namespace, settings: Settings) -> int:
    before, after = snapshot(read_run(arguments.before)), snapshot(read_run(arguments.after))
    comparison = compare(before, after)
    _say(
        f"可比的 {comparison.shared} 题；只在前者 {len(comparison.gone)}，"
        f"只在后者 {len(comparison.new)}，标准答案不同 {len(comparison.rewritten)}"
    )
    for change in comparison.metrics:
        mark = "变差" if change.is_worse else "变好" if change.is_better else ""
        _say(
            f"{change.title}：{change.before:.1%} → {change.after:.1%}（{change.count} 题，"
            f"差的 95% 区间 {change.low:+.1%} 至 {change.high:+.1%}）{mark}"
        )
    for title, changes in (("变差", comparison.broke), ("变好", comparison.healed)):
        for one in changes:
            _say(f"{title} {one.key} {one.question}")
            _say(f"  前：{one.before[:120]!r}\n  后：{one.after[:120]!r}")
    for one in comparison.moved:
        fell, rose = ("、".join(names) or "无" for names in (one.lower, one.higher))
        _say(f"有变化 {one.key} 降：{fell}；升：{rose}")
    return 0


def _report(arguments: argparse.Namespace, settings: Settings) -> int:
    run = read_run(arguments.result)
    standing = _standing(arguments)
    verdict = judge_run(run, standing) if standing is not None else None
    if not (arguments.html or arguments.md or arguments.junit):
        _say(markdown_report(run, verdict))
    _write_reports(arguments, settings, run, verdict)
    return 0


def _baseline(arguments: argparse.Namespace, settings: Settings) -> int:
    run = read_run(arguments.result)
    comparison = raise_baseline(run, arguments.baseline, reason=arguments.reason)
    append_summary(run, arguments.history)
    _say(
        f"基线已写入 {arguments.baseline}：{len(run.clean())} 题，变好 {len(comparison.healed)}，"
        f"变差 {len(comparison.broke)}，新增 {len(comparison.new)}。请一并提交。"
    )
    return 0


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    from eval.gold import load_gold

    for held in find_sets(settings, arguments.gold, arguments.plan):
        questions = load_gold(held.path, held.plan)
        _say(f"{held.name}：{len(questions)} 题，与规划原文相符。")
    return 0


def _draft(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.database.store import open_store
    from eval.draft import write_draft

    plan_id = arguments.plan or settings.plan_id
    with closing(open_store(settings.home, settings.database)) as store:
        given = store.feedback.given()
    wrong = [one for one in given if one.plan == plan_id and not one.useful]
    count = write_draft(wrong, arguments.out)
    _say(f"写出 {count} 道待填的题目：{arguments.out}。填好后用 planqa eval check 检查。")
    return 0


# --- running --------------------------------------------------------------------------------------


def _slice(arguments: argparse.Namespace) -> Slice:
    return Slice(
        half=arguments.half,
        kinds=frozenset(arguments.kind),
        tags=frozenset(arguments.tag),
        ids=frozenset(arguments.id),
    )


def _execute(
    arguments: argparse.Namespace,
    settings: Settings,
    step: str,
    *,
    seed: int | None,
    repeat: bool,
    every: int = 1,
    way: str = "extractive",
) -> Run:
    """Ask all that is wanted, keep the result where --out says and its summary in the history."""
    from tqdm import tqdm

    sets = find_sets(settings, arguments.gold, arguments.plan)
    wanted = _slice(arguments)
    tasks = tasks_of(sets, wanted, seed=seed, every=every)
    if not tasks:
        raise PlanQAError("没有符合条件的题目。请放宽 --half、--kind、--tag、--id。")
    began, started = time.perf_counter(), dt.datetime.now(dt.UTC)
    info = RunInfo(
        step=step,
        started=started.isoformat(timespec="seconds"),
        commit=commit(),
        code=code_digest(),
        versions=versions(),
        plans={held.plan.plan_id: held.plan.digest for held in sets},
        gold={held.name: held.digest for held in sets},
        seed=seed,
        way=way,
    )
    partial = _partial(arguments, info)
    again = sum(not task.by_rule for task in tasks) if repeat else 0
    with tqdm(total=len(tasks) + again, unit="题", disable=None, leave=False) as bar:
        records = ask_all(
            tasks,
            settings,
            step=step,
            workers=max(1, arguments.workers) if len(tasks) > 1 else 1,
            repeat=repeat,
            partial=partial,
            progress=bar.update,
        )
    info = replace(info, seconds=round(time.perf_counter() - began, 1))
    run = Run(info, tuple(records))
    if arguments.out is not None:
        write_run(run, arguments.out)
    if partial is not None:
        partial.unlink(missing_ok=True)
    if step == "all" and wanted.is_whole and way == "extractive":
        append_summary(run, _local_history(settings))
    return run


def _partial(arguments: argparse.Namespace, info: RunInfo) -> Path | None:
    """Where results go as they come; a run of other code, gold or step never goes on from it."""
    if arguments.out is None:
        return None
    gold = hashlib.sha256("".join(sorted(info.gold.values())).encode()).hexdigest()
    mark = f"{info.step}-{info.code[:8]}-{gold[:8]}-{info.seed or 0}-{info.way}"
    path: Path = arguments.out.with_name(f".{arguments.out.name}.{mark}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not arguments.resume:
        path.unlink(missing_ok=True)
    return path


def _standing(arguments: argparse.Namespace) -> Snapshot | None:
    """The baseline given, else the one kept here unless other gold was given; None for none."""
    given: Path | None = arguments.baseline
    if given is None and (getattr(arguments, "gold", None) or not BASELINE.is_file()):
        return None
    return read_baseline(given or BASELINE).standing


def _local_history(settings: Settings) -> Path:
    return settings.home / "eval" / "history.jsonl"


def _write_reports(
    arguments: argparse.Namespace, settings: Settings, run: Run, verdict: Verdict | None
) -> None:
    made: list[tuple[Path | None, Callable[[], str]]] = [
        (arguments.html, lambda: html_report(run, verdict, _history(settings))),
        (arguments.md, lambda: markdown_report(run, verdict)),
        (arguments.junit, lambda: junit_xml(run, verdict)),
    ]
    for path, make in made:
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(make(), "utf-8", errors="backslashreplace")
            except OSError as error:
                raise RunError(f"写不了报告：{path}（{reason_of(error)}）。") from error
            _say(f"报告：{path}")


def _history(settings: Settings) -> list[dict[str, Any]]:
    return read_history(HISTORY, _local_history(settings))


def _say_changes(verdict: Verdict) -> None:
    comparison = verdict.comparison
    for title, changes in (("变差", comparison.broke), ("变好", comparison.healed)):
        for change in changes[:_MOST_WRONG]:
            _say(f"{title} {change.key} {change.question}")
    if comparison.moved:
        _say(f"另有 {len(comparison.moved)} 题得分有变化，见报告。")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
