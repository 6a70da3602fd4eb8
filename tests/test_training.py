"""How the shipped model is made: nothing of the evaluation is trained on, runs repeat."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch")
pytest.importorskip("sentence_transformers")

from benchmarks.embedding.ablations import Runs
from benchmarks.embedding.writings import apart, digits_kept, overlapping
from kb.embedding.static import StaticEncoder
from kb.embedding.tokens import Vocabulary
from training.build import build, changed, prepare, trained
from training.evaluate import dev_sets
from training.export import quantised, save_model
from training.leaks import Forbidden, folded
from training.pretext import halves
from training.recipe import Recipe
from training.sources import DevSet, Material, Pair, read_everyday, read_material
from training.tasks import make_tasks
from training.vocabulary import choose_tokens, count_words, make_tokenizer, parts_of

FOLDER = Path(os.environ.get("KB_TRAINING_DIR", Path(__file__).parents[2] / "shared" / "training"))
needs_text = pytest.mark.skipif(not FOLDER.is_dir(), reason="no training text here")


@pytest.fixture(scope="module")
def everything() -> Material:
    """All that training reads; a minute on one core, so it is read once."""
    return read_material(FOLDER)


@needs_text
@pytest.mark.timeout(900)
def test_no_evaluation_text_is_trained_on(everything: Material) -> None:
    material = everything
    sides = [folded(text) for pair in material.pairs for text in (pair.q, pair.a)]
    seen = set(sides) | {folded(text) for text in material.text}
    sets = json.loads(gzip.decompress((FOLDER / "eval" / "retrieval.json.gz").read_bytes()))
    for name, data in sets.items():
        questions = {folded(question) for question, _ in data["queries"]}
        assert not questions & seen, name
        if name != "STARD-heldout":  # public statutes, which the laws' own text holds too
            passages = {folded(passage) for passage in data["docs"]}
            assert not passages & seen, name
    with gzip.open(FOLDER / "eval" / "similarity.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert not {folded(row[side]) for row in rows for side in "ab"} & seen


@needs_text
@pytest.mark.timeout(900)
def test_held_out_questions_are_not_trained_on(everything: Material) -> None:
    answers = {folded(pair.a) for pair in everything.pairs}
    for name, held in everything.dev.items():
        assert len(held.queries) > 100, name
        right = {folded(held.docs[place]) for _, places in held.queries for place in places}
        assert not right & answers, name


@pytest.mark.parametrize(("name", "column"), [("test.tsv", 1), ("others_test.tsv", 2)])
def test_no_test_question_is_among_the_everyday_sayings(name: str, column: int) -> None:
    file = Path(__file__).parent.parent / "benchmarks" / "questions" / name
    lines = file.read_text("utf-8").splitlines()
    asked = {folded(line.split("\t")[column]) for line in lines}
    sayings = read_everyday()
    assert len(asked) > 100
    assert len(sayings) > 7000
    assert not asked & {folded(pair.q) for pair in sayings}


def test_held_out_sets_are_thinned_without_losing_an_answer() -> None:
    docs = tuple(f"第{number}条" for number in range(6000))
    held = DevSet(docs, tuple((f"问{number}", (number, number + 1)) for number in range(900)))
    (thinned,) = dev_sets({"policy": held})
    assert (len(thinned.queries), len(thinned.docs)) == (500, 4000)
    for query, right in zip(thinned.queries, thinned.answers, strict=True):
        number = int(query.removeprefix("问"))
        assert {thinned.docs[place] for place in right} == {f"第{number}条", f"第{number + 1}条"}


def test_pairs_without_words_are_left_out(material: Material) -> None:
    coded = replace(
        material, pairs=[*material.pairs, Pair("2080105", "补贴", "x", "qa", "question")]
    )
    counts = count_words(material.text)
    tokenizer = make_tokenizer(choose_tokens(counts, 50, 1))
    tasks = {task.name: task for task in make_tasks(coded, counts, tokenizer, TINY)}
    assert len(tasks["question"].questions) == 2


def test_quotes_are_found_whatever_the_punctuation() -> None:
    passage = "用人单位应当自用工之日起三十日内为其职工办理社会保险登记，并按时足额缴纳保险费。"
    forbidden = Forbidden.of(["谁可以成为个体工商户？"], [passage])
    texts = [
        "谁可以 成为，个体工商户",
        "第五条：用人单位应当自用工之日起，三十日内为其职工办理社会保险登记。",
        "个体工商户可以起字号，也可以不起字号，由当事人决定",
        "",
    ]
    assert forbidden.met_by(texts).tolist() == [True, True, False, False]


@given(st.text(max_size=60))
def test_folding_is_idempotent(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.fixture(scope="module")
def material() -> Material:
    paragraphs = [
        "研究生租房可以申请补贴，硕士每月补贴一千元，由人社局发放。",
        "公务接待费用于接待来访人员，按规定标准执行，不得超支。",
        "公务用车实行定点维修，运行费用由单位承担，接受审计。",
    ] * 4
    pairs = [
        Pair("租房补贴多少", paragraphs[0], "hebei_gov", "qa_official", "question"),
        Pair("公务接待费标准", paragraphs[1], "hebei_gov", "qa_official", "question"),
        Pair("rent subsidy", "租房补贴", "Tatoeba", "en_zh", "english"),
        Pair("公务用车", paragraphs[2], "gloss", "definition", "definition"),
    ]
    terms = [("补贴", "subsidy"), ("公务", "official business")]
    return Material(pairs, {"policy": DevSet((), ())}, paragraphs, [("研究生", "硕士")], terms)


TINY = changed(
    Recipe(),
    [
        "dim=8", "batch=4", "epochs=2", "english_from=1", "threads=1", "hard_negatives=false",
        "shares.lawart=0", "shares.heading=0", "shares.dialogue=0", "shares.everyday=0",
    ],
)  # fmt: skip


def test_a_run_repeats_to_the_bit_and_serves(material: Material, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(material, TINY, tmp_path / name)
    one, two = (StaticEncoder.load(tmp_path / name) for name in ("one", "two"))
    assert one.revision == two.revision
    assert one.dim == 8
    assert np.isfinite(one.encode(["租房补贴", "rent subsidy"])).all()


def test_no_epoch_leaves_the_start_vectors(material: Material) -> None:
    prepared = prepare(material, TINY)
    untrained, other = (
        trained(prepared, changed(TINY, ["epochs=0", rate])) for rate in ("rate=1", "rate=2")
    )
    assert (untrained == other).all()
    assert not np.array_equal(untrained, trained(prepared, TINY))


def test_seeds_of_the_ablations_share_a_start_and_are_averaged(material: Material) -> None:
    runs = Runs(material, TINY, prepare(material, TINY))
    names = ("short run of the recipe", "seed 2", "seed 3")
    made = dict(pair for name in names for pair in runs.encoders(name))
    assert len(runs.starts) == 1
    tables = [made[name].embeddings for name in names]
    assert not np.array_equal(tables[0], tables[1])
    assert np.allclose(made["mean of the three seeds' vectors"].embeddings, np.mean(tables, 0))


def test_other_writings_reach_training_and_serving(material: Material) -> None:
    assert apart("公务员2025").split() == ["公", "务", "员", "2025"]
    assert overlapping("公务员").split() == ["公", "公务", "务", "务员", "员"]
    assert digits_kept("10元") == digits_kept("１０元") != digits_kept("11元")
    runs = Runs(material, TINY, prepare(material, TINY))
    (_, encoder), *_ = runs.encoders("digits kept")
    numbers = replace(material, text=[*material.text, "补贴1000元", "补贴2000元"] * 3)
    (_, telling), *_ = Runs(numbers, TINY, runs.shared).encoders("digits kept")
    assert np.array_equal(*encoder.encode(["补贴7元", "补贴8元"]))
    assert not np.array_equal(*telling.encode(["补贴1000元", "补贴2000元"]))


def test_settings_change_one_choice() -> None:
    recipe = changed(Recipe(), ["start=random", "shares.terms=0", "matryoshka=[64]"])
    assert (recipe.start, recipe.shares["terms"], recipe.matryoshka) == ("random", 0.0, (64,))
    assert recipe.shares["question"] == Recipe().shares["question"]


def test_made_up_questions_are_cut_out_of_their_answers() -> None:
    found = list(halves(["甲方负责施工，乙方负责验收，双方共同签字。", "没有分句"], 1, 0.0))
    assert len(found) == 1
    question, rest = found[0]
    assert sorted(question + rest) == sorted("甲方负责施工，乙方负责验收，双方共同签字。")


def test_quantised_rows_are_within_half_a_step() -> None:
    table = np.random.default_rng(1).normal(size=(20, 8)).astype(np.float32)
    table[0] = 0
    rows, scales = quantised(table)
    assert (np.abs(rows * scales[:, None] - table) <= scales[:, None] * 0.5001).all()
    assert not rows[0].any()


def test_runtime_and_tokenizer_cut_alike(material: Material, tmp_path: Path) -> None:
    tokens = choose_tokens(count_words(material.text), 50, 1)
    tokenizer = make_tokenizer(tokens)
    save_model(np.ones((tokenizer.get_vocab_size(), 4), np.float32), tokenizer, tmp_path)
    vocabulary = Vocabulary(tokenizer.get_vocab())
    for text in [*material.text, "未知字龘与 subsidies 2080105 ＡＢＣ", "公务，接待 费"]:
        assert vocabulary.ids(text) == tokenizer.encode(text).ids


def test_a_tokens_parts_are_the_tokens_inside_it() -> None:
    parts = parts_of(["[UNK]", "公务用车", "公务", "用车", "公", "car"])
    assert parts[1][0] == 1
    assert set(parts[1]) == {1, 2, 3, 4}
    assert parts[5] == [5]
