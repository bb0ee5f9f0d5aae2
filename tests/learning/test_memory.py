"""Visual memory: exact search in chunks, votes, files that change without their features being computed anew."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from image_generation.common.errors import UserError
from learning.knn import knn_scores, nearest, votes
from learning.memory import Entries, Memory, identity

ENCODER = {"arch": "tiny", "image_size": 8, "layer": None, "sha1": "abc", "source": "here"}


def entries(n=10, seed=0, classes=("a", "b", "c")) -> Entries:
    generator = np.random.default_rng(seed)
    features = generator.normal(size=(n, 5)).astype(np.float32)
    labels = np.arange(n) % len(classes)
    return Entries([features[:4], features[4:]], 5, labels, [f"{seed}/{k}" for k in range(n)], list(classes), ENCODER)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(1, 17), st.integers(1, 12), st.integers(0, 10**6))
def test_search_in_chunks_is_exact(n, chunk, k, seed):
    generator = np.random.default_rng(seed)
    k = min(k, n)
    references, queries = generator.normal(size=(n, 4)), generator.normal(size=(7, 4))
    chunks = [torch.from_numpy(references[start : start + chunk]) for start in range(0, n, chunk)]
    cosines, rows = nearest(torch.from_numpy(queries), chunks, k, query_chunk=3)
    exact = (queries / np.linalg.norm(queries, axis=1, keepdims=True)) @ (
        references / np.linalg.norm(references, axis=1, keepdims=True)
    ).T
    assert np.allclose(cosines.numpy(), -np.sort(-exact, 1)[:, :k], atol=1e-5)
    assert np.allclose(np.take_along_axis(exact, rows.numpy(), 1), cosines.numpy(), atol=1e-5)
    assert all(len(set(row)) == k for row in rows.tolist())


def test_too_few_references_are_refused():
    with pytest.raises(ValueError, match="3 references have no 4 nearest"):
        nearest(torch.randn(2, 4), [torch.randn(3, 4)], 4)


def test_weighted_votes_are_those_of_the_knn_probe():
    references, queries, labels = torch.randn(50, 6), torch.randn(9, 6), torch.randint(0, 4, (50,))
    cosines, rows = nearest(queries, references.split(7), 10)
    expected = knn_scores(queries, references, labels, 4, k=10, temperature=0.1)
    torch.testing.assert_close(votes(cosines, labels[rows], 4, 0.1), expected)


def test_majority_counts_and_breaks_ties_by_nearness():
    cosines = torch.tensor([[0.9, 0.8, 0.7, 0.1, -0.9], [0.9, 0.8, 0.5, 0.4, 0.3]])
    labels = torch.tensor([[2, 0, 0, 1, 1], [1, 2, 2, 1, 0]])
    scores = votes(cosines, labels, 3, None)
    # First: 0 and 1 have two votes each, 0 is nearer. Second: 1 and 2 have two, 1.3 for either: no winner is asked for.
    assert scores[0].argmax() == 0 and scores[0, 1] > scores[0, 2]
    assert scores[1, 0] < scores[1, 1] and scores[1, 0] < scores[1, 2]


def test_a_file_comes_back_as_it_was_written(tmp_path):
    entries().write(tmp_path / "m")
    memory = Memory(tmp_path / "m")
    assert len(memory) == 10 and memory.classes == ["a", "b", "c"] and memory.names[3] == "0/3"
    assert memory.encoder == ENCODER and memory.labels.tolist() == [k % 3 for k in range(10)]
    whole = np.concatenate(list(memory.chunks(3)))
    assert np.array_equal(whole, np.concatenate(list(entries().features)))


def test_removing_and_adding_is_building_from_the_rest(tmp_path):
    entries().write(tmp_path / "m")
    memory = Memory(tmp_path / "m")
    memory.select(memory.labels != 1).write(tmp_path / "less")
    less = Memory(tmp_path / "less")
    kept = np.flatnonzero(np.arange(10) % 3 != 1)
    assert less.classes == ["a", "c"] and less.names == [f"0/{k}" for k in kept]
    assert np.array_equal(np.concatenate(list(less.chunks())), np.concatenate(list(entries().features))[kept])
    less.joined(entries(4, 1, ("c", "d"))).write(tmp_path / "more")
    more = Memory(tmp_path / "more")
    assert more.classes == ["a", "c", "d"] and more.labels[-4:].tolist() == [1, 2, 1, 2]
    assert np.array_equal(next(more.chunks())[-4:], np.concatenate(list(entries(4, 1).features)))


def test_a_memory_may_be_written_over_itself(tmp_path):
    entries().write(tmp_path / "m")
    memory = Memory(tmp_path / "m")
    memory.select(np.arange(10) < 5).write(tmp_path / "m")
    assert len(Memory(tmp_path / "m")) == 5 and [path.name for path in tmp_path.iterdir()] == ["m"]


def test_identity_is_of_weights_layer_and_size():
    torch.manual_seed(0)
    module = nn.Linear(3, 2)
    one = identity("x", module, 32)
    assert one == identity("x", module, 32) != identity("x", module, 64)
    with torch.no_grad():
        module.bias[0] += 1e-6
    assert identity("x", module, 32)["sha1"] != one["sha1"]


@pytest.mark.parametrize(
    "key, value, said", [("arch", "other", "arch tiny"), ("sha1", "def", "other weights"), ("layer", "3", "layer None")]
)
def test_another_encoder_is_refused(tmp_path, key, value, said):
    entries().write(tmp_path / "m")
    with pytest.raises(UserError, match=rf"is of another encoder.*{said}.*built with \(here\)"):
        Memory(tmp_path / "m").check_encoder(ENCODER | {key: value})


@pytest.mark.parametrize("damage", [lambda b: b[:40], lambda b: b"x" * 100, lambda b: b[:-3]])
def test_damaged_files_are_one_line(tmp_path, damage):
    entries().write(tmp_path / "m")
    (tmp_path / "m").write_bytes(damage((tmp_path / "m").read_bytes()))
    with pytest.raises(UserError, match="damaged or no visual memory"):
        Memory(tmp_path / "m")


def test_other_safetensors_are_refused(tmp_path):
    from safetensors.numpy import save_file

    save_file({"x": np.zeros(3)}, tmp_path / "m")
    with pytest.raises(UserError, match="is no visual memory"):
        Memory(tmp_path / "m")
    with pytest.raises(UserError, match="no such file"):
        Memory(tmp_path / "n")
