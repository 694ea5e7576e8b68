"""Writes a small folder as sentence-transformers keep a BERT, and the vectors of texts that it gives, in plain PyTorch and double precision.

Tensor names, shapes and formulas are those of the published files. Usage: sentences.py folder pooling ids.json vectors.json, where ids.json
has the tokens of each text, and the folder a tokenizer of 799 tokens.
"""
import json
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

RANDOM = np.random.default_rng(12)
VOCAB, DIM, HIDDEN, LAYERS, HEADS, CONTEXT, EPS = 799, 36, 60, 3, 4, 64, 1e-12


def weight(*shape):
    return (RANDOM.standard_normal(shape) * 0.15).astype(np.float32)


def norm(name):
    return {f"{name}.weight": 1 + weight(DIM), f"{name}.bias": weight(DIM)}


def dense(name, into, out):
    return {f"{name}.weight": weight(out, into), f"{name}.bias": weight(out)}


def tensors():
    made = {
        "embeddings.position_ids": np.arange(CONTEXT, dtype=np.int64)[None],
        "embeddings.word_embeddings.weight": weight(VOCAB, DIM),
        "embeddings.position_embeddings.weight": weight(CONTEXT, DIM),
        "embeddings.token_type_embeddings.weight": weight(2, DIM),
        **norm("embeddings.LayerNorm"),
        **dense("pooler.dense", DIM, DIM),
    }
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}"
        for part in "query", "key", "value":
            made |= dense(f"{layer}.attention.self.{part}", DIM, DIM)
        made |= dense(f"{layer}.attention.output.dense", DIM, DIM) | norm(f"{layer}.attention.output.LayerNorm")
        made |= dense(f"{layer}.intermediate.dense", DIM, HIDDEN)
        made |= dense(f"{layer}.output.dense", HIDDEN, DIM) | norm(f"{layer}.output.LayerNorm")
    return made


def write(path, made):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in made.items():
        raw = np.ascontiguousarray(tensor).tobytes()
        kind = {"float32": "F32", "int64": "I64"}[str(tensor.dtype)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def vector(made, ids, pooling):
    w = {name: torch.tensor(tensor).double() for name, tensor in made.items() if tensor.dtype == np.float32}

    def normed(name, x):
        return F.layer_norm(x, (DIM,), w[f"{name}.weight"], w[f"{name}.bias"], EPS)

    def through(name, x):
        return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

    places = torch.arange(len(ids))
    x = w["embeddings.word_embeddings.weight"][torch.tensor(ids)] + w["embeddings.position_embeddings.weight"][places]
    x = normed("embeddings.LayerNorm", x + w["embeddings.token_type_embeddings.weight"][0])
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}"
        q, k, v = (through(f"{layer}.attention.self.{part}", x).view(len(ids), HEADS, -1).transpose(0, 1) for part in ("query", "key", "value"))
        seen = torch.softmax(q @ k.transpose(1, 2) / (DIM // HEADS) ** 0.5, -1) @ v
        seen = through(f"{layer}.attention.output.dense", seen.transpose(0, 1).reshape(len(ids), DIM))
        x = normed(f"{layer}.attention.output.LayerNorm", x + seen)
        hidden = through(f"{layer}.output.dense", F.gelu(through(f"{layer}.intermediate.dense", x)))
        x = normed(f"{layer}.output.LayerNorm", x + hidden)
    return F.normalize(x.mean(0) if pooling == "mean_tokens" else x[0], dim=0).tolist()


def main(folder, pooling, ids, vectors):
    made = tensors()
    files = {
        "config.json": {
            "architectures": ["BertModel"], "model_type": "bert", "vocab_size": VOCAB, "hidden_size": DIM, "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS, "intermediate_size": HIDDEN, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1, "max_position_embeddings": CONTEXT, "type_vocab_size": 2, "initializer_range": 0.02,
            "layer_norm_eps": EPS, "pad_token_id": 0, "position_embedding_type": "absolute", "gradient_checkpointing": False,
            "transformers_version": "4.8.2", "use_cache": True,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": CONTEXT, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": DIM, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": False,
            "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False, f"pooling_mode_{pooling}": True,
        },
        "tokenizer_config.json": {
            "do_lower_case": True, "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]",
            "mask_token": "[MASK]", "tokenize_chinese_chars": True, "strip_accents": None, "tokenizer_class": "BertTokenizer",
        },
    }
    for name, content in files.items():
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        with open(os.path.join(folder, name), "w") as file:
            json.dump(content, file)
    write(os.path.join(folder, "model.safetensors"), made)
    with open(ids) as file:
        texts = json.load(file)
    with open(vectors, "w") as file:
        json.dump([vector(made, text, pooling) for text in texts], file)


main(*sys.argv[1:])
