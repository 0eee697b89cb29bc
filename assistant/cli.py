"""The `planqa` command.

Errors a person can act on are printed in Chinese and end with exit code 2. Heavy libraries are
imported by the command that needs them.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli_parser import Parser
from assistant.library_parser import add_library_commands
from corpus.errors import PlanQAError, SettingsError

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.settings import Settings

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 2 for an error a person can act on."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What the terminal's encoding cannot write is written as JSON would spell it.
        sys.stdout.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["eval"]:
        return _eval(words[1:])
    arguments = _parser().parse_args(words)
    run: Callable[[argparse.Namespace, Settings], int] = arguments.run
    try:
        from assistant.settings import Settings, read_settings

        # The doctor says itself what is wrong with the settings.
        return run(arguments, Settings() if run is _doctor else read_settings())
    except PlanQAError as error:
        print(f"错误：{error}", file=sys.stderr)  # noqa: T201 - the command line speaks here
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="planqa", description="规划问答：向规划提问，答案引自原文并注明出处。")
    commands = parser.add_subparsers(required=True, metavar="命令")

    ask = commands.add_parser("ask", help="提问；前面的问题作为对话的上文")
    ask.add_argument("turns", nargs="+", metavar="问题")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument("--plan", metavar="编号", help="规划编号")
    ask.set_defaults(run=_ask)

    batch = commands.add_parser("batch", help="批量提问：每行一个 JSON，逐行作答")
    batch.add_argument("source", type=Path, metavar="IN.jsonl")
    batch.add_argument("target", type=Path, metavar="OUT.jsonl")
    batch.set_defaults(run=_batch)

    outline = commands.add_parser("outline", help="章节目录，或某一节的原文和页码")
    outline.add_argument(
        "address", nargs="?", metavar="地址", help="如 3/4/2/1、三、（四）2.（1）、专栏9"
    )
    outline.add_argument("--json", action="store_true", help="输出 JSON")
    outline.add_argument("--plan", metavar="编号", help="规划编号")
    outline.set_defaults(run=_outline)

    indicators = commands.add_parser("indicators", help="指标表：规划中的数值及其年份、出处")
    form = indicators.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON")
    form.add_argument("--csv", action="store_true", help="输出 CSV，可用电子表格打开")
    indicators.add_argument("--audit", action="store_true", help="核对：前后不一之处和提示")
    indicators.add_argument("--plan", metavar="编号", help="规划编号")
    indicators.set_defaults(run=_indicators)

    entities = commands.add_parser("entities", help="规划点到的地名、园区、企业、项目等及其出处")
    entities.add_argument("--kind", metavar="类别", default="", help="如 town 或 小镇")
    entities.add_argument("--json", action="store_true", help="输出 JSON")
    entities.add_argument("--plan", metavar="编号", help="规划编号")
    entities.set_defaults(run=_entities)

    add_library_commands(commands)

    serve = commands.add_parser("serve", help="打开网页问答")
    serve.add_argument("--host", help="监听地址，默认 127.0.0.1")
    serve.add_argument("--port", help="端口，默认 7860")
    serve.add_argument("--plan", metavar="编号", help="规划编号")
    serve.set_defaults(run=_serve)

    doctor = commands.add_parser("doctor", help="检查安装、设置和语言模型，说明哪里不对、怎么办")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")
    doctor.set_defaults(run=_doctor)

    # Has a parser of its own; here for the help alone.
    commands.add_parser("eval", help="回归评测：用标准题检查作答有没有变差")
    return parser


def _eval(words: Sequence[str]) -> int:
    """Hand over to the evaluation, which stands above this layer and so is found by name."""
    run: Callable[[Sequence[str]], int] = importlib.import_module("eval.cli").main
    return run(words)


def _progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.across import Across
    from assistant.pipeline import build_assistant
    from assistant.question import parse_question
    from assistant.session import Streams, final_answer
    from assistant.shelf import Shelf

    for turn in arguments.turns:
        parse_question(turn)  # a bad question is said before anything is loaded
    gc.disable()  # collecting while everything loads costs a twentieth of the time
    try:
        asked: Streams
        if arguments.plan:
            asked = build_assistant(settings, plan_id=arguments.plan, progress=_progress)
        else:
            asked = Across(Shelf(settings, progress=_progress))
        *before, last = arguments.turns
        answer = final_answer(asked, asked.conversation(before), last)  # loads the rest
    finally:
        gc.enable()
    if arguments.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print(_readable(answer))  # noqa: T201
    return 0


def _readable(answer: Answer) -> str:
    """An answer for the terminal: the text, what is to be said of it, then the citations."""
    from assistant.generated import label_of

    beside = [f"（{words}）" for words in (label_of(answer), answer.note) if words]
    lines = [*filter(None, [answer.read_as]), answer.text, *beside, ""]
    for citation in answer.citations:
        page = f"第{citation.page}页" if citation.page is not None else ""
        where = "，".join(filter(None, (" › ".join(citation.heading), page)))
        aside = f"（{where}）" if where else ""
        lines.append(f"[{citation.n}] {citation.label}{aside}“{citation.quote}”")
    return "\n".join(lines).rstrip()


def _batch(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.batch import run_batch

    count, failed = run_batch(arguments.source, arguments.target, settings, _progress)
    _progress(f"已作答 {count} 题，其中 {failed} 题的输入有误；结果写入 {arguments.target}")
    return 0


def _outline(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.outline_view import outline_json, outline_text, section_json, section_text
    from corpus.addresses import resolve

    plan = settings.library.load(arguments.plan or settings.plan_id)
    if arguments.address:
        section = resolve(arguments.address, plan)
        shown = section_json(plan, section) if arguments.json else section_text(plan, section)
    else:
        shown = outline_json(plan) if arguments.json else outline_text(plan)
    if arguments.json:
        shown = json.dumps(shown, ensure_ascii=False, indent=1)
    print(shown)  # noqa: T201
    return 0


def _indicators(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.indicator_view import indicators_csv, indicators_json, indicators_text

    if arguments.audit:
        return _audit(arguments, settings)
    plan = settings.library.load(arguments.plan or settings.plan_id)
    if arguments.csv:
        # With a mark, by which spreadsheets tell UTF-8, whatever the terminal's encoding is.
        sys.stdout.flush()
        sys.stdout.buffer.write(indicators_csv(plan).encode("utf-8-sig"))
        sys.stdout.buffer.flush()
    elif arguments.json:
        print(json.dumps(indicators_json(plan), ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print(indicators_text(plan))  # noqa: T201
    return 0


def _audit(arguments: argparse.Namespace, settings: Settings) -> int:
    """The figures that contradict each other; names are compared by the plan's own words."""
    from assistant.audit import audit_json, audit_text
    from assistant.pipeline import build_assistant

    if arguments.csv:
        raise SettingsError("核对结果没有 CSV 形式。请去掉 --csv，或改用 --json。")
    assistant = build_assistant(settings, plan_id=arguments.plan, progress=_progress)
    findings = assistant.audit()
    if arguments.json:
        print(json.dumps(audit_json(assistant.plan, findings), ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print(audit_text(assistant.plan, findings))  # noqa: T201
    return 0


def _entities(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.entity_view import entities_json, entities_text, kind_named
    from assistant.pipeline import build_assistant

    kind = kind_named(arguments.kind) if arguments.kind else ""
    assistant = build_assistant(settings, plan_id=arguments.plan, progress=_progress)
    plan, found = assistant.plan, assistant.entities
    if arguments.json:
        print(json.dumps(entities_json(plan, found, kind), ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print(entities_text(plan, found, kind))  # noqa: T201
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from dataclasses import replace

    from assistant.settings import read_port

    port = settings.port if arguments.port is None else read_port(arguments.port, "--port")

    from app import serve

    if arguments.plan:
        settings = replace(settings, plan=arguments.plan)
    serve(settings, host=arguments.host or settings.host, port=port)
    return 0


def _doctor(arguments: argparse.Namespace, _: Settings) -> int:
    from assistant.checks import all_passed, checks_json, checks_text
    from assistant.doctor import examined

    checks = []
    for check in examined():
        checks.append(check)
        _progress(f"检查了：{check.name}")
    if arguments.json:
        print(json.dumps(checks_json(checks), ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print(checks_text(checks))  # noqa: T201
    return 0 if all_passed(checks) else 2


if __name__ == "__main__":
    sys.exit(main())
