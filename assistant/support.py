"""Whether the best evidence answers a question that asks for no figure: signs, weighed.

Retrieval always finds something. What speaks for the best sentence, that it says the question's
words, that the learned order puts its section first, that nothing else comes near, is weighed as
`eval.train_support` has learned it from development questions, those that the plan does not answer
among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.evidence import Evidence, Findings
from assistant.figure_question import read_figure_question
from assistant.figure_table import FigureTable
from assistant.figures import asks_amount
from assistant.lexicon import Lexicon, squeeze
from assistant.question import Ask, Question
from assistant.weighing import weighing_of

__all__ = ["SIGNS", "SupportReader", "probability"]

# In the order of the numbers. "Share" is a share of the weight of the question's words, "subjects"
# are the words that carry it (`assistant.subjects`).
SIGNS: Mapping[str, str] = {
    "said": "share of the words that the sentence, its headings or what stands around it says",
    "letters": "… in its letters",
    "sentence": "share that the sentence alone says",
    "subjects": "share of the subjects that sentence, headings or what stands around it says",
    "subject_letters": "… in its letters",
    "subject_near": "… of them that sentence or headings say in its letters",
    "unsaid": "weight of the subjects that nothing says, as a share",
    "unknown": "weight of those that the plan holds nowhere, as a share",
    "heaviest": "how far the heaviest word is said in its letters",
    "elsewhere": "weight of the heaviest subject unsaid that the plan says elsewhere",
    "names": "names, of the question, that the plan does not speak of here",
    "places": "places among them",
    "weight": "weight of all words",
    "words": "number of words",
    "carrying": "number of subjects' words",
    "length": "characters of the question",
    "rank": "how likely the learned order holds the section for the one looked for",
    "score": "score of the sentence",
    "margin": "…, less that of the best of another section",
    "likeness": "cosine of the subjects and the sentence",
    "section_likeness": "cosine of the subjects and the section",
    "pairs": "share of the question's pairs of characters in sentence or headings",
    "subject_pairs": "share of the subjects' pairs of characters in them; -1 where none is told",
    "subject_characters": "share of the subjects' characters in them; -1 where none is told",
    "figure": "whether nothing but a figure answers",
    "amount": "whether an amount is asked for",
    "likely_figure": "how likely some observation is what is asked for; -1 where no figure is",
    "who": "whether it asks who",
    "where": "whether it asks where",
    "why": "whether it asks for a reason",
    "when": "whether it asks for a time",
    "which": "whether it asks for several things",
    "money": "whether it speaks of money",
    "particulars": "whether it asks for what only an office tells: names, numbers to call, papers",
    "now": "whether it asks how things are today",
}
_FORMS = {
    "who": re.compile(
        r"谁|哪位|哪家|哪个(?:公司|企业|单位|部门|局|机构|老总|领导)|叫什么名字|负责人"
    ),
    "where": re.compile(r"哪里|哪儿|在哪|何处|哪个区|哪些地方|啥地方"),
    "why": re.compile(r"为什么|为啥|凭啥|凭什么|图的|缘故|为何"),
    "when": re.compile(r"何时|什么时候|啥时候|哪年|几号|几月|日期|多久"),
    "which": re.compile(r"哪些|哪几|列|分别|逐"),
    "money": re.compile(r"钱|元|块|费|票价|价格|补贴|工资|奖励"),
    "particulars": re.compile(r"名单|姓名|电话|地址|网址|联系|官网|邮箱|证件|材料|流程|手续"),
    "now": re.compile(r"现在|目前|眼下|已经|去年|今年|昨天|最新|进展|完成了|实际"),
}
_OPENING = 400  # characters of a section that stand for it


def probability(signs: Mapping[str, float]) -> float:
    """How likely the evidence answers, in [0, 1]; `signs` as `SupportReader.signs` gives them."""
    return weighing_of("support").probability([signs[name] for name in SIGNS])


class SupportReader:
    """Reads what speaks for the evidence in one plan."""

    def __init__(self, lexicon: Lexicon, table: FigureTable) -> None:
        self._lexicon = lexicon
        self._table = table

    def signs(self, question: Question, findings: Findings) -> dict[str, float]:
        """What speaks for the best evidence, and against it; there must be some."""
        best = findings.evidence[0]
        others = (e.score for e in findings.evidence if e.section is not best.section)
        asked = read_figure_question(question)
        likeliest = self._table.likeliest(asked) if asked.asks else None
        told = {
            **self._words(findings),
            **self._letters(question, findings),
            **self._likenesses(question, findings, best),
            "rank": findings.ranks.get(best.section.path, 0.0),
            "score": best.score,
            "margin": best.score - next(others, 0.0),
            "figure": Ask.FIGURE in question.asks,
            "amount": asks_amount(question),
            "likely_figure": -1.0 if likeliest is None else likeliest,
            **{name: bool(form.search(question.raw)) for name, form in _FORMS.items()},
        }
        return {name: float(told[name]) for name in SIGNS}

    def _words(self, findings: Findings) -> dict[str, float]:
        """What the words of the question say for it."""
        lexicon, texts = self._lexicon, findings.texts
        subjects = findings.subjects
        words = findings.words
        carrying = subjects.carrying
        weights = {word: lexicon.weight(word) * subjects.shares[word] for word in words}
        total = sum(weights.values()) or 1.0
        unsaid, unknown = findings.unsaid, [w for w in carrying if lexicon.lacks(w)]
        heaviest = max(words, key=lambda word: (weights[word], word), default="")
        known = (lexicon.weight(w) for w in unsaid if lexicon.known(w))
        coverage, shares = lexicon.coverage, subjects.shares
        return {
            "said": coverage(words, texts, shares=shares),
            "letters": coverage(words, texts, literally=True, shares=shares),
            "sentence": coverage(words, texts[:1], shares=shares),
            "subjects": coverage(carrying, texts),
            "subject_letters": coverage(carrying, texts, literally=True),
            "subject_near": coverage(carrying, texts[:2], literally=True),
            "unsaid": sum(map(lexicon.weight, unsaid)) / total,
            "unknown": sum(map(lexicon.weight, unknown)) / total,
            "heaviest": max((lexicon.match(heaviest, t) for t in texts), default=0.0),
            "elsewhere": max(known, default=0.0),
            "names": len(findings.names_missing),
            "places": len(findings.places_missing),
            "weight": total,
            "words": len(words),
            "carrying": len(carrying),
        }

    @staticmethod
    def _letters(question: Question, findings: Findings) -> dict[str, float]:
        """What the characters of the question say for it."""
        near = findings.texts[:2]
        core = squeeze(question.core)
        subjects = squeeze("".join(findings.subjects.phrases))
        characters = set(subjects)
        held = [ch for ch in characters if any(ch in text for text in near)]
        return {
            "length": len(core),
            "pairs": _pairs_held(core, near) or 0.0,
            "subject_pairs": -1.0 if (p := _pairs_held(subjects, near)) is None else p,
            "subject_characters": len(held) / len(characters) if characters else -1.0,
        }

    def _likenesses(
        self, question: Question, findings: Findings, best: Evidence
    ) -> dict[str, float]:
        """How like in meaning the subjects and what was found are."""
        subjects = " ".join(findings.subjects.phrases) or question.core
        section = "".join(sentence.text for sentence in best.section.sentences)[:_OPENING]
        vector = self._lexicon.vector
        own, sentence, around = map(vector, (subjects, best.sentence.text, section or " "))
        return {
            "likeness": float((own * sentence).sum()),
            "section_likeness": float((own * around).sum()),
        }


def _pairs_held(text: str, near: tuple[str, ...]) -> float | None:
    """Share of the pairs of characters of a text that others hold; None where it has none."""
    pairs = {text[n : n + 2] for n in range(len(text) - 1)}
    held = sum(any(pair in other for other in near) for pair in pairs)
    return held / len(pairs) if pairs else None
