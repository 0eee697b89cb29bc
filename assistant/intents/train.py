"""Train the model that tells what a question about figures wants.

    python -m assistant.intents.train            # writes the model beside this file
    python -m assistant.intents.train --check    # accuracy on the sentences of a writer left out

Logistic regression over TF-IDF of character n-grams (sublinear, L2), as scikit-learn has them.
Each `sentences-*.jsonl` is by another writer; leaving one out shows what other wording costs.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from assistant.intents import Intent, grams

__all__ = ["accuracy", "main", "read_sentences"]

_FOLDER = Path(__file__).parent
_STRENGTH = 10.0  # inverse of regularisation, best of 3, 10, 30 on a writer left out
_SEEN = 2  # sentences an n-gram has to stand in


def read_sentences() -> dict[str, list[tuple[str, Intent]]]:
    """Sentences and their intents, by writer."""
    found = {}
    for path in sorted(_FOLDER.glob("sentences-*.jsonl")):
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        found[path.stem] = [(line["q"], Intent(line["intent"])) for line in lines]
    return found


def accuracy() -> dict[str, float]:
    """Share of right intents on each writer's sentences, trained on the others'."""
    written = read_sentences()
    found = {}
    for writer, sentences in written.items():
        rest = [pair for other, pairs in written.items() if other != writer for pair in pairs]
        vectors, model = _fit(rest)
        told = model.predict(vectors.transform([text for text, _ in sentences]))
        right = sum(a == b.value for a, (_, b) in zip(told, sentences, strict=True))
        found[writer] = right / len(sentences)
    return found


def _fit(sentences: list[tuple[str, Intent]]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    def analyse(text: str) -> list[str]:
        return list(grams(text).elements())

    vectors = TfidfVectorizer(analyzer=analyse, sublinear_tf=True, min_df=_SEEN)
    matrix = vectors.fit_transform([text for text, _ in sentences])
    model = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    model.fit(matrix, [intent.value for _, intent in sentences])
    return vectors, model


def main(arguments: list[str] | None = None) -> int:
    """Train on all sentences and write the model, or report the accuracy."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="accuracy with one writer left out")
    if parser.parse_args(arguments).check:
        for writer, share in accuracy().items():
            print(f"{writer}: {share:.3f}")  # noqa: T201
        return 0
    vectors, model = _fit([pair for pairs in read_sentences().values() for pair in pairs])
    order = [list(model.classes_).index(intent.value) for intent in Intent]
    weights = model.coef_[order].T.astype(np.float32)
    scales = np.abs(weights).max(axis=0) / 127
    _write("weights", np.round(weights / scales).astype(np.int8))
    _write("scales", np.stack([scales, model.intercept_[order]]).astype(np.float32))
    _write("frequencies", vectors.idf_.astype(np.float32))
    terms = vectors.get_feature_names_out()
    (_FOLDER / "grams.txt").write_text("\n".join(terms) + "\n", "utf-8")
    print(f"{len(terms)} n-grams, {len(order)} intents")  # noqa: T201
    return 0


def _write(name: str, array: np.ndarray[Any, Any]) -> None:
    np.save(_FOLDER / f"{name}.npy", array, allow_pickle=False)


if __name__ == "__main__":
    raise SystemExit(main())
