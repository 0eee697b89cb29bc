"""Train the tagger that tells what the parts of a question are for.

    python -m assistant.slots.train            # writes the model beside this file
    python -m assistant.slots.train --check    # spans found, with one writer left out

A linear-chain conditional random field: the negative log-likelihood of the marked labels, by Adam
over shuffled batches, with weight decay. One writer left out shows what other wording costs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant import slots
from assistant.sentences import Sentence, read_sentences
from assistant.slots import LABELS, Span, features

__all__ = ["Scores", "accuracy", "main", "told_by_others", "train"]

_FOLDER = Path(__file__).parent
_SEEN = 3  # sentences a feature has to show in
_EPOCHS, _BATCH, _STEP, _DECAY = 12, 32, 0.02, 3e-3
_SEED = 20161113
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Scores:
    """How many spans are found exactly, of those found and of those marked, in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean; 0 where both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """What `assistant.slots` reads back."""

    listed: list[str]
    weights: np.ndarray[Any, Any]  # (features, labels) int8
    scales: np.ndarray[Any, Any]  # (labels,) float32
    moves: np.ndarray[Any, Any]  # (labels + 1, labels) float32


def labels_of(sentence: Sentence) -> list[int]:
    """The label of each character."""
    labels = ["O"] * len(sentence.text)
    for span in sentence.spans:
        labels[span.start : span.end] = [f"I-{span.slot.value}"] * (span.end - span.start)
        labels[span.start] = f"B-{span.slot.value}"
    return [LABELS.index(label) for label in labels]


def allowed() -> np.ndarray[Any, Any]:
    """0 where a label may follow another (last row: where it may begin), else -10,000."""
    moves = np.zeros((len(LABELS) + 1, len(LABELS)), dtype=np.float32)
    for to, label in enumerate(LABELS):
        for at, before in enumerate((*LABELS, "O")):
            if label[0] == "I" and before[1:] != label[1:]:
                moves[at, to] = _NEVER
    return moves


def train(sentences: Sequence[Sentence]) -> Model:
    """Fit the weights; the same sentences give the same model."""
    import torch

    shown = [features(sentence.text) for sentence in sentences]
    seen = Counter(f for each in shown for f in {f for char in each for f in char})
    listed = sorted(f for f, count in seen.items() if count >= _SEEN)
    places = {feature: place for place, feature in enumerate(listed)}
    ids = [[[places[f] for f in char if f in places] for char in each] for each in shown]
    gold = [labels_of(sentence) for sentence in sentences]
    torch.manual_seed(_SEED)
    bag = torch.nn.EmbeddingBag(len(listed), len(LABELS), mode="sum")
    torch.nn.init.zeros_(bag.weight)
    moves = torch.nn.Parameter(torch.zeros(len(LABELS) + 1, len(LABELS)))
    limits = torch.from_numpy(allowed())
    optimiser = torch.optim.AdamW([*bag.parameters(), moves], lr=_STEP, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, _EPOCHS)
    for _ in range(_EPOCHS):
        order = torch.randperm(len(ids)).tolist()
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            loss = _loss([ids[n] for n in batch], [gold[n] for n in batch], bag, moves + limits)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    weights = bag.weight.detach().numpy()
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    whole = (moves.detach() + limits).numpy().astype(np.float32)
    return Model(listed, np.round(weights / scales).astype(np.int8), scales, whole)


def _loss(
    ids: list[list[list[int]]],
    gold: list[list[int]],
    bag: Any,  # noqa: ANN401 - torch is imported where it is used
    moves: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Mean negative log-likelihood of a batch's labels."""
    import torch

    flat = [char for sentence in ids for char in sentence]
    offsets = np.cumsum([0, *(len(char) for char in flat)][:-1])
    scores = bag(torch.tensor([f for char in flat for f in char]), torch.tensor(offsets))
    lengths = [len(sentence) for sentence in ids]
    rows = torch.nn.utils.rnn.pad_sequence(list(torch.split(scores, lengths)), batch_first=True)
    labels = torch.nn.utils.rnn.pad_sequence([torch.tensor(g) for g in gold], batch_first=True)
    inside = torch.arange(rows.shape[1])[None] < torch.tensor(lengths)[:, None]
    each = rows.gather(2, labels[..., None])[..., 0]
    right = moves[-1][labels[:, 0]] + (each * inside).sum(1)
    right = right + (moves[labels[:, :-1], labels[:, 1:]] * inside[:, 1:]).sum(1)
    total = rows[:, 0] + moves[-1]
    for at in range(1, rows.shape[1]):
        further = torch.logsumexp(total[:, :, None] + moves[:-1], dim=1) + rows[:, at]
        total = torch.where(inside[:, at, None], further, total)
    return (torch.logsumexp(total, dim=1) - right).mean()


def told_by_others() -> dict[str, list[tuple[Span, ...]]]:
    """What a tagger trained on the other writers' sentences tells of each writer's."""
    written = read_sentences()
    found = {}
    for writer, sentences in written.items():
        model = train([s for other, each in written.items() if other != writer for s in each])
        with slots.using(model.listed, model.weights, model.scales, model.moves):
            found[writer] = [slots.slots_of(sentence.text) for sentence in sentences]
    return found


def accuracy() -> dict[str, Scores]:
    """Spans found in each writer's sentences, trained on the others'."""
    written = read_sentences()
    return {
        writer: score(told, [sentence.spans for sentence in written[writer]])
        for writer, told in told_by_others().items()
    }


def score(told: Sequence[Sequence[Span]], marked: Sequence[Sequence[Span]]) -> Scores:
    """Exact spans, over all sentences."""
    right = sum(len(set(a) & set(b)) for a, b in zip(told, marked, strict=True))
    return Scores(right / max(1, sum(map(len, told))), right / max(1, sum(map(len, marked))))


def main(arguments: list[str] | None = None) -> int:
    """Train on all sentences and write the model, or report what is found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="spans with one writer left out")
    if parser.parse_args(arguments).check:
        for writer, scores in accuracy().items():
            told = f"P {scores.precision:.3f}  R {scores.recall:.3f}  F1 {scores.f1:.3f}"
            print(f"{writer}: {told}")  # noqa: T201
        return 0
    model = train([s for each in read_sentences().values() for s in each])
    (_FOLDER / "features.txt").write_text("\n".join(model.listed), "utf-8")
    for name in ("weights", "scales", "moves"):
        np.save(_FOLDER / f"{name}.npy", getattr(model, name), allow_pickle=False)
    print(f"{len(model.listed)} features, {len(LABELS)} labels")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
