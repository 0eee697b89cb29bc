"""Train the model that tells what a question about figures wants.

    python -m assistant.intents.train            # writes the model beside this file
    python -m assistant.intents.train --check    # accuracy on the sentences of a writer left out

Logistic regression over TF-IDF of character n-grams (sublinear, L2), as scikit-learn has them.
Each sentence is shown twice: with its parts as marked by hand, and as the tagger of
`assistant.slots` tells them that was trained without its writer, for that is what is met in use.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from assistant.intents import Intent, grams
from assistant.sentences import Sentence, read_sentences
from assistant.slots import Span
from assistant.slots.train import told_by_others

__all__ = ["accuracy", "main"]

_FOLDER = Path(__file__).parent
_STRENGTH = 10.0  # inverse of regularisation, best of 3, 10, 30 on a writer left out
_SEEN = 2  # sentences an n-gram has to stand in

_Shown = tuple[str, tuple[Span, ...]]
_Written = dict[str, list[tuple[Sentence, tuple[Span, ...]]]]


def _written() -> _Written:
    """Sentences by writer, with the spans that a tagger tells which has not seen the writer."""
    told = told_by_others()
    return {
        writer: list(zip(sentences, told[writer], strict=True))
        for writer, sentences in read_sentences().items()
    }


def accuracy(written: _Written) -> dict[str, float]:
    """Share of right intents on each writer's sentences, trained on the others'."""
    found = {}
    for writer, sentences in written.items():
        rest = [pair for other, pairs in written.items() if other != writer for pair in pairs]
        vectors, model = _fit(rest)
        told = model.predict(vectors.transform([(s.text, spans) for s, spans in sentences]))
        right = sum(a == s.intent.value for a, (s, _) in zip(told, sentences, strict=True))
        found[writer] = right / len(sentences)
    return found


def _fit(sentences: list[tuple[Sentence, tuple[Span, ...]]]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    def analyse(shown: _Shown) -> list[str]:
        return list(grams(*shown).elements())

    shown = [(s.text, told) for s, told in sentences] + [(s.text, s.spans) for s, _ in sentences]
    vectors = TfidfVectorizer(analyzer=analyse, sublinear_tf=True, min_df=2 * _SEEN - 1)
    matrix = vectors.fit_transform(shown)
    model = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    model.fit(matrix, [s.intent.value for s, _ in sentences] * 2)
    return vectors, model


def main(arguments: list[str] | None = None) -> int:
    """Train on all sentences and write the model, or report the accuracy."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="accuracy with one writer left out")
    if parser.parse_args(arguments).check:
        for writer, share in accuracy(_written()).items():
            print(f"{writer}: {share:.3f}")  # noqa: T201
        return 0
    vectors, model = _fit([pair for pairs in _written().values() for pair in pairs])
    order = [list(model.classes_).index(intent.value) for intent in Intent]
    weights = model.coef_[order].T.astype(np.float32)
    scales = np.abs(weights).max(axis=0) / 127
    _write("weights", np.round(weights / scales).astype(np.int8))
    _write("scales", np.stack([scales, model.intercept_[order]]).astype(np.float32))
    _write("frequencies", vectors.idf_.astype(np.float32))
    terms = vectors.get_feature_names_out()
    (_FOLDER / "grams.txt").write_text("\n".join(terms), "utf-8")
    print(f"{len(terms)} n-grams, {len(order)} intents")  # noqa: T201
    return 0


def _write(name: str, array: np.ndarray[Any, Any]) -> None:
    np.save(_FOLDER / f"{name}.npy", array, allow_pickle=False)


if __name__ == "__main__":
    raise SystemExit(main())
