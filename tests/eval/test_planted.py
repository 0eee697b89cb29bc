"""A regression that is planted on purpose is caught, and named.

Each test breaks one part of the product as a careless change might, asks the same questions
again, and looks at what the gate says.
"""

from dataclasses import replace

import pytest

import assistant.composer
import assistant.pipeline
import corpus.lines
import corpus.rows
import index.tokenizer
from assistant.pipeline import Assistant
from corpus.library import load_plan
from eval.compare import snapshot
from eval.gate import Outcome, judge_run
from tests.eval.conftest import HANGZHOU, asked, run_of, tasks_for

SET = "first"


@pytest.fixture(scope="module")
def before(home):
    run = asked(home, SET)
    assert sum(record.right for record in run.records) > 150
    return run


def verdict(before, after):
    return judge_run(after, snapshot(before))


def test_nothing_planted_nothing_found(before, home):
    said = verdict(before, asked(home, SET))
    assert (said.outcome, said.reasons, said.comparison.broke) == (Outcome.SAME, (), ())


@pytest.mark.slow
def test_a_broken_tokenizer(before, tmp_path, monkeypatch):
    token = index.tokenizer._Token

    def characters(self, text):
        return [token(n, n + 1, ch, han=True) for n, ch in enumerate(text) if not ch.isspace()]

    monkeypatch.setattr(index.tokenizer.Segmenter, "_cut", characters)
    said = verdict(before, asked(tmp_path, SET))
    assert said.outcome in {Outcome.WORSE, Outcome.BROKEN}
    assert any("全对" in reason for reason in said.reasons)
    assert len(said.comparison.broke) > 10


def test_a_shifted_page(before, tmp_path, monkeypatch):
    assign = corpus.lines.assign_pages

    def shifted(lines, printed):
        lines = assign(lines, printed)
        return [line if line.page is None else replace(line, page=line.page + 1) for line in lines]

    monkeypatch.setattr(corpus.lines, "assign_pages", shifted)
    said = verdict(before, run_of_tasks(tmp_path, tasks_for(SET, plan=load_plan(HANGZHOU))))
    assert said.outcome is Outcome.BROKEN
    named = [reason for reason in said.reasons if "page 写的是第22页，所列章节在第23" in reason]
    assert named
    assert "f032" in said.reasons[0] or "first/f" in said.reasons[0]


def test_a_dropped_qualifier(before, home, monkeypatch):
    say = assistant.composer.Draft.say

    def bare(self, text):
        for qualifier in ("左右", "以上", "超过", "突破", "力争"):
            text = text.replace(qualifier, "")
        return say(self, text)

    monkeypatch.setattr(assistant.composer.Draft, "say", bare)
    said = verdict(before, asked(home, SET))
    assert said.outcome is Outcome.BROKEN
    assert any("答案未通过核对而撤下" in reason for reason in said.reasons)
    monkeypatch.setattr(assistant.pipeline, "check", lambda *_: [])  # without the product's gates
    said = verdict(before, asked(home, SET))
    assert said.outcome is Outcome.BROKEN
    assert any("漏了“" in reason and "数字答错" in reason for reason in said.reasons)


def test_two_table_columns_swapped(before, home, monkeypatch):
    columns = corpus.rows.year_columns
    monkeypatch.setattr(corpus.rows, "year_columns", lambda box: columns(box)[::-1])
    said = verdict(before, asked(home, SET))
    assert said.outcome is Outcome.BROKEN
    assert any("数字答错" in reason for reason in said.reasons)


def test_a_misquote(before, home, monkeypatch):
    ask = Assistant.ask

    def misquoting(self, conversation, question, **options):
        answer = ask(self, conversation, question, **options)
        changed = [replace(c, quote=c.quote.replace("发展", "开发")) for c in answer.citations]
        return replace(answer, citations=tuple(changed))

    monkeypatch.setattr(Assistant, "ask", misquoting)
    said = verdict(before, asked(home, SET))
    assert said.outcome is Outcome.BROKEN
    assert any("引文与原文不符" in reason and "开发" in reason for reason in said.reasons)


def test_a_figure_from_nowhere_where_the_gates_are_down(before, home, monkeypatch):
    ask = Assistant.ask

    def inventing(self, conversation, question, **options):
        answer = ask(self, conversation, question, **options)
        return replace(answer, text=f"{answer.text}较上年增长 7.77%。")

    monkeypatch.setattr(assistant.pipeline, "check", lambda answer, plan: [])
    monkeypatch.setattr(Assistant, "ask", inventing)
    said = verdict(before, asked(home, SET))
    assert said.outcome is Outcome.BROKEN
    assert any("数字没有出处：7.77" in reason for reason in said.reasons)


def test_an_answer_withheld_by_the_products_own_gates(before, home, monkeypatch):
    cite = assistant.composer.Draft.say
    monkeypatch.setattr(
        assistant.composer.Draft, "say", lambda self, text: cite(self, f"{text}约 7.77%")
    )
    said = verdict(before, asked(home, SET))
    assert said.outcome is Outcome.BROKEN
    assert any("答案未通过核对而撤下" in reason for reason in said.reasons)


def test_a_crash(before, home, monkeypatch):
    route = Assistant.route

    def failing(self, conversation, question):
        if "专栏" in question:
            raise ZeroDivisionError("division by zero")
        return route(self, conversation, question)

    monkeypatch.setattr(Assistant, "route", failing)
    said = verdict(before, asked(home, SET))
    assert said.outcome is Outcome.BROKEN
    assert any("程序出错：ZeroDivisionError" in reason for reason in said.reasons)


def test_an_answer_that_changes_from_one_time_to_the_next(before, home, monkeypatch):
    ask = Assistant.ask
    times = iter(range(10**6))

    def wavering(self, conversation, question, **options):
        answer = ask(self, conversation, question, **options)
        return replace(answer, text=answer.text + "。" * (next(times) // 200))

    monkeypatch.setattr(Assistant, "ask", wavering)
    said = verdict(before, asked(home, SET, repeat=True))
    assert said.outcome is Outcome.BROKEN
    assert any("两次作答不同" in reason for reason in said.reasons)


def run_of_tasks(home, tasks):
    from assistant.settings import Settings
    from eval.runner import ask_all

    return run_of(ask_all(tasks, Settings(home=home)))
