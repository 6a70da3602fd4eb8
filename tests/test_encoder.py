"""The shipped model and the seam that lets any other model take its place."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from support_encoder import HashingEncoder

from kb.embedding.static import StaticEncoder
from kb.encoder import default_model_folder, load_encoder
from kb.errors import MissingExtra, ModelError

TEXTS = [
    "研究生租房能补多少钱",
    "七、部门项目预算安排情况及绩效目标 人才绿卡专项费用绩效目标表 产出指标 成本指标 "
    "房租补贴所使用资金 1250/人/季度",
    "2080106 一般行政管理事务 １,７１５.00万元 A05010299 石财社〔2024〕95号",
    "how much is the rent subsidy for postgraduates?",
    "Ｆｕｌｌ－ｗｉｄｔｈ　ＡＢＣ，请客吃饭",
    "龘靐 𠀀 請客",
    "12345",
    "",
]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    loaded = load_encoder()
    assert isinstance(loaded, StaticEncoder)
    return loaded


def test_rows_are_normalised_and_unknown_text_is_zero(encoder: StaticEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dim)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1, 1, 1, 0, 0], abs=1e-6)
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_a_text_has_the_same_vector_in_any_batch(encoder: StaticEncoder) -> None:
    together = encoder.encode(TEXTS * 40)[: len(TEXTS)]
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-6


def test_numbers_codes_and_width_do_not_count(encoder: StaticEncoder) -> None:
    first, second, wide = encoder.encode(
        ["公务接待费 9.90 2080106", "公务接待费 1250 A05010299", "公务接待费　９.９０"]
    )
    assert first @ second == pytest.approx(1, abs=1e-6)
    assert first @ wide == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("said", "meant", "other"),
    [
        ("研究生", "硕士", "污水处理"),
        ("租房补助", "房租补贴", "公务用车购置"),
        ("请客吃饭", "公务接待", "社会保险基金"),
        ("看病救助", "医疗救助", "办公设备购置"),
        ("公车", "公务用车", "养老保险"),
        ("rent subsidy", "房租补贴", "公务接待费"),
        ("budget", "预算", "就业"),
        ("vehicle", "公务用车", "培训费"),
        ("pension", "养老金", "印刷费"),
    ],
)
def test_everyday_words_are_near_the_official_ones(
    encoder: StaticEncoder, said: str, meant: str, other: str
) -> None:
    one, two, three = encoder.encode([said, meant, other])
    assert one @ two > one @ three + 0.1


def test_agrees_with_sentence_transformers(encoder: StaticEncoder) -> None:
    library = pytest.importorskip("sentence_transformers")
    model = library.SentenceTransformer(str(default_model_folder()), device="cpu")
    assert np.abs(model.encode(TEXTS) - encoder.encode(TEXTS)).max() < 1e-6


def test_tokens_are_those_of_the_tokenizer_file(encoder: StaticEncoder) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer.from_file(str(default_model_folder() / "tokenizer.json"))
    for text in TEXTS:
        assert encoder.vocabulary.ids(text) == tokenizer.encode(text).ids


def test_opens_without_torch_and_in_time() -> None:
    script = (
        "import sys, time, numpy; start = time.perf_counter();"
        "from kb.encoder import load_encoder; load_encoder().encode(['公务接待费']);"
        "print(time.perf_counter() - start);"
        "assert not {'torch', 'tokenizers', 'sentence_transformers'} & set(sys.modules)"
    )
    runs = [
        float(
            subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
        )
        for _ in range(3)
    ]
    assert min(runs) < 0.5  # 0.1 s on an idle machine


def test_a_question_takes_less_than_a_millisecond(encoder: StaticEncoder) -> None:
    encoder.encode(TEXTS[:1])
    times = []
    for _ in range(50):
        start = time.perf_counter()
        encoder.encode(TEXTS[:1])
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001


def test_revision_is_of_the_weights(encoder: StaticEncoder, tmp_path: Path) -> None:
    for file in encoder.files:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert StaticEncoder.load(tmp_path).revision == encoder.revision
    vocabulary = tmp_path / "tokenizer.json"
    vocabulary.write_bytes(vocabulary.read_bytes() + b"\n")
    assert StaticEncoder.load(tmp_path).revision != encoder.revision


def test_a_damaged_model_is_a_model_error(encoder: StaticEncoder, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="读不出来"):
        StaticEncoder.load(tmp_path)
    for file in encoder.files:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="读不出来"):
        StaticEncoder.load(tmp_path)
    weights.write_bytes(encoder.files[1].read_bytes())
    short = {"model": {"vocab": {"公": 0}}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(short), encoding="utf-8")
    with pytest.raises(ModelError, match="不一致"):
        StaticEncoder.load(tmp_path)


@pytest.fixture(scope="module")
def tiny_transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers with random weights, saved as people's models are."""
    library = pytest.importorskip("sentence_transformers")
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    place = tmp_path_factory.mktemp("models")
    characters = sorted(set("研究生租房能补多少钱公务接待费预算"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    (place / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    transformers.BertModel(config).save_pretrained(place / "bert")
    vocabulary = {word: number for number, word in enumerate(words)}
    transformers.BertTokenizer(vocab=vocabulary).save_pretrained(place / "bert")
    modules = library.sentence_transformer.modules
    word = modules.Transformer(str(place / "bert"))
    pooling = modules.Pooling(word.get_embedding_dimension())
    library.SentenceTransformer(modules=[word, pooling], device="cpu").save(str(place / "tiny"))
    return place / "tiny"


def test_any_sentence_transformers_folder_serves(tiny_transformer: Path) -> None:
    encoder = load_encoder(str(tiny_transformer))
    vectors = encoder.encode(["公务接待费预算", "研究生租房能补多少钱"])
    assert vectors.shape == (2, encoder.dim) == (2, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert encoder.encode([]).shape == (0, 32)
    assert encoder.name == str(tiny_transformer)
    assert encoder.revision == load_encoder(str(tiny_transformer)).revision
    assert encoder.revision != load_encoder().revision


def test_the_shipped_folder_serves_through_sentence_transformers_too() -> None:
    pytest.importorskip("sentence_transformers")
    other = load_encoder(str(default_model_folder()))
    assert np.abs(other.encode(TEXTS) - load_encoder().encode(TEXTS)).max() < 1e-6


def test_a_folder_without_a_model_is_a_model_error(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(ModelError, match="载入失败"):
        load_encoder(str(tmp_path))


def test_missing_sentence_transformers_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"pip install"):
        load_encoder("BAAI/bge-small-zh-v1.5")


def test_the_stub_of_the_tests_knows_shared_characters() -> None:
    stub = HashingEncoder()
    one, again, near, far = stub.encode(["公务接待费", "公务接待费", "公务接待", "养老保险"])
    assert (one == again).all()
    assert one @ near > one @ far
    assert stub.encode([]).shape == (0, stub.dim)
