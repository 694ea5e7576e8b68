"""Writes a small folder as Hugging Face keeps models, and the logits that the model gives, in plain numpy and double precision.

Tensor names, shapes and formulas are those of the model's published files. Usage: folders.py family folder logits.json ids
"""
import json
import math
import struct
import sys

import numpy as np

RANDOM = np.random.default_rng(11)
VOCAB, DIM, HIDDEN, LAYERS, HEADS, KV_HEADS, HEAD_DIM, CONTEXT = 53, 24, 40, 2, 4, 2, 8, 64


def weight(*shape):
    return (RANDOM.standard_normal(shape) * 0.2).astype(np.float32)


def scale(width):
    return (1 + RANDOM.standard_normal(width) * 0.1).astype(np.float32)


def write(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        raw = np.ascontiguousarray(tensor).tobytes()
        kind = {"float32": "F32", "bool": "BOOL"}[str(tensor.dtype)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def rms_norm(x, w, eps):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * w


def layer_norm(x, w, b, eps):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + eps) * w + b


def silu(x):
    return x / (1 + np.exp(-x))


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def frequencies(theta, scaling):
    inverse = theta ** (-np.arange(0, HEAD_DIM, 2) / HEAD_DIM)
    if scaling is None:
        return inverse
    stretched = []
    for f in inverse:
        length, original = 2 * math.pi / f, scaling["original_max_position_embeddings"]
        if length < original / scaling["high_freq_factor"]:
            stretched.append(f)
        elif length > original / scaling["low_freq_factor"]:
            stretched.append(f / scaling["factor"])
        else:
            share = (original / length - scaling["low_freq_factor"]) / (scaling["high_freq_factor"] - scaling["low_freq_factor"])
            stretched.append((1 - share) * f / scaling["factor"] + share * f)
    return np.array(stretched)


def turn(x, inverse):
    """x [time, heads, head_dim]: channel i turns with channel i + head_dim / 2."""
    angles = np.arange(x.shape[0])[:, None] * inverse
    cos, sin = np.cos(angles)[:, None, :], np.sin(angles)[:, None, :]
    first, second = x[..., : HEAD_DIM // 2], x[..., HEAD_DIM // 2:]
    return np.concatenate([first * cos - second * sin, second * cos + first * sin], -1)


def attend(q, k, v):
    """q [time, heads, d], k and v [time, kv_heads, d]; each key head serves the query heads that follow one another."""
    time, heads, width = q.shape
    out = np.zeros_like(q)
    for head in range(heads):
        key, value = k[:, head * k.shape[1] // heads], v[:, head * v.shape[1] // heads]
        scores = q[:, head] @ key.T / math.sqrt(width)
        scores[np.triu_indices(time, 1)] = -np.inf
        out[:, head] = softmax(scores) @ value
    return out.reshape(time, -1)


def llama_names(mixtral=False, fused=False):
    t = {"model.embed_tokens.weight": weight(VOCAB, DIM)}
    for i in range(LAYERS):
        p = f"model.layers.{i}."
        t[p + "input_layernorm.weight"] = scale(DIM)
        t[p + "self_attn.q_proj.weight"] = weight(HEADS * HEAD_DIM, DIM)
        t[p + "self_attn.k_proj.weight"] = weight(KV_HEADS * HEAD_DIM, DIM)
        t[p + "self_attn.v_proj.weight"] = weight(KV_HEADS * HEAD_DIM, DIM)
        t[p + "self_attn.o_proj.weight"] = weight(DIM, HEADS * HEAD_DIM)
        t[p + "post_attention_layernorm.weight"] = scale(DIM)
        if mixtral:
            t[p + "block_sparse_moe.gate.weight"] = weight(4, DIM)
            for j in range(4):
                t[p + f"block_sparse_moe.experts.{j}.w1.weight"] = weight(HIDDEN, DIM)
                t[p + f"block_sparse_moe.experts.{j}.w2.weight"] = weight(DIM, HIDDEN)
                t[p + f"block_sparse_moe.experts.{j}.w3.weight"] = weight(HIDDEN, DIM)
        else:
            t[p + "mlp.gate_proj.weight"] = weight(HIDDEN, DIM)
            t[p + "mlp.up_proj.weight"] = weight(HIDDEN, DIM)
            t[p + "mlp.down_proj.weight"] = weight(DIM, HIDDEN)
    t["model.norm.weight"] = scale(DIM)
    t["lm_head.weight"] = weight(VOCAB, DIM)
    return t


def llama_logits(t, ids, theta, scaling, eps, feed):
    w = {name: tensor.astype(np.float64) for name, tensor in t.items()}
    inverse = frequencies(theta, scaling)
    x = w["model.embed_tokens.weight"][ids]
    for i in range(LAYERS):
        p = f"model.layers.{i}."
        h = rms_norm(x, w[p + "input_layernorm.weight"], eps)
        q, k, v = ((h @ w[p + f"self_attn.{n}_proj.weight"].T).reshape(len(ids), -1, HEAD_DIM) for n in "qkv")
        x = x + attend(turn(q, inverse), turn(k, inverse), v) @ w[p + "self_attn.o_proj.weight"].T
        x = x + feed(w, p, rms_norm(x, w[p + "post_attention_layernorm.weight"], eps))
    return rms_norm(x, w["model.norm.weight"], eps) @ w["lm_head.weight"].T


def dense(w, p, h):
    gated = silu(h @ w[p + "mlp.gate_proj.weight"].T) * (h @ w[p + "mlp.up_proj.weight"].T)
    return gated @ w[p + "mlp.down_proj.weight"].T


def routed(w, p, h):
    out = np.zeros_like(h)
    scores = softmax(h @ w[p + "block_sparse_moe.gate.weight"].T)
    for token in range(len(h)):
        chosen = np.argsort(-scores[token])[:2]
        for j in chosen:
            e = p + f"block_sparse_moe.experts.{j}."
            gated = silu(h[token] @ w[e + "w1.weight"].T) * (h[token] @ w[e + "w3.weight"].T)
            out[token] += scores[token, j] / scores[token, chosen].sum() * (gated @ w[e + "w2.weight"].T)
    return out


def common(model, **more):
    return dict({"model_type": model, "vocab_size": VOCAB, "hidden_size": DIM, "intermediate_size": HIDDEN, "num_hidden_layers": LAYERS,
                 "num_attention_heads": HEADS, "num_key_value_heads": KV_HEADS, "head_dim": HEAD_DIM, "hidden_act": "silu",
                 "max_position_embeddings": CONTEXT, "rms_norm_eps": 1e-5, "tie_word_embeddings": False}, **more)


def llama(folder, ids):
    scaling = {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
               "original_max_position_embeddings": 16}
    t = llama_names()
    # Two shards, and a buffer that old files hold.
    t["model.layers.0.self_attn.rotary_emb.inv_freq"] = np.ones(HEAD_DIM // 2, np.float32)
    names = list(t)
    shards = {"model-00001-of-00002.safetensors": names[:7], "model-00002-of-00002.safetensors": names[7:]}
    for shard, part in shards.items():
        write(f"{folder}/{shard}", {name: t[name] for name in part})
    with open(f"{folder}/model.safetensors.index.json", "w") as file:
        json.dump({"metadata": {}, "weight_map": {name: shard for shard, part in shards.items() for name in part}}, file)
    return common("llama", rope_theta=5000.0, rope_scaling=scaling), llama_logits(t, ids, 5000.0, scaling, 1e-5, dense)


def mixtral(folder, ids):
    t = llama_names(mixtral=True)
    write(f"{folder}/model.safetensors", t)
    config = common("mixtral", num_local_experts=4, num_experts_per_tok=2, rope_theta=10000.0)
    return config, llama_logits(t, ids, 10000.0, None, 1e-5, routed)


def mixtral_fused(folder, ids):
    t = llama_names(mixtral=True)
    stored = {name: tensor for name, tensor in t.items() if "experts" not in name}
    for i in range(LAYERS):
        e = f"model.layers.{i}.block_sparse_moe.experts."
        both = [np.concatenate([t[f"{e}{j}.w1.weight"], t[f"{e}{j}.w3.weight"]]) for j in range(4)]
        stored[f"model.layers.{i}.mlp.experts.gate_up_proj"] = np.stack(both)
        stored[f"model.layers.{i}.mlp.experts.down_proj"] = np.stack([t[f"{e}{j}.w2.weight"] for j in range(4)])
    write(f"{folder}/model.safetensors", stored)
    config = common("mixtral", num_local_experts=4, num_experts_per_tok=2)
    config["rope_parameters"] = {"rope_type": "default", "rope_theta": 10000.0}
    return config, llama_logits(t, ids, 10000.0, None, 1e-5, routed)


def gpt2(folder, ids):
    t = {"wte.weight": weight(VOCAB, DIM), "wpe.weight": weight(CONTEXT, DIM)}
    for i in range(LAYERS):
        p = f"h.{i}."
        for norm in ("ln_1", "ln_2"):
            t[p + norm + ".weight"], t[p + norm + ".bias"] = scale(DIM), weight(DIM)
        for name, a, b in (("attn.c_attn", DIM, 3 * DIM), ("attn.c_proj", DIM, DIM), ("mlp.c_fc", DIM, 4 * DIM), ("mlp.c_proj", 4 * DIM, DIM)):
            t[p + name + ".weight"], t[p + name + ".bias"] = weight(a, b), weight(b)
    t["ln_f.weight"], t["ln_f.bias"] = scale(DIM), weight(DIM)
    # As the first published files: no prefix, and the causal mask as a buffer.
    write(f"{folder}/model.safetensors", dict(t, **{"h.0.attn.bias": np.tril(np.ones((1, 1, 4, 4), bool))}))
    w = {name: tensor.astype(np.float64) for name, tensor in t.items()}
    x = w["wte.weight"][ids] + w["wpe.weight"][: len(ids)]
    for i in range(LAYERS):
        p = f"h.{i}."
        h = layer_norm(x, w[p + "ln_1.weight"], w[p + "ln_1.bias"], 1e-5)
        q, k, v = np.split(h @ w[p + "attn.c_attn.weight"] + w[p + "attn.c_attn.bias"], 3, -1)
        mixed = attend(*(part.reshape(len(ids), HEADS, -1) for part in (q, k, v)))
        x = x + mixed @ w[p + "attn.c_proj.weight"] + w[p + "attn.c_proj.bias"]
        h = layer_norm(x, w[p + "ln_2.weight"], w[p + "ln_2.bias"], 1e-5)
        h = gelu_tanh(h @ w[p + "mlp.c_fc.weight"] + w[p + "mlp.c_fc.bias"])
        x = x + h @ w[p + "mlp.c_proj.weight"] + w[p + "mlp.c_proj.bias"]
    config = {"model_type": "gpt2", "vocab_size": VOCAB, "n_embd": DIM, "n_layer": LAYERS, "n_head": HEADS, "n_positions": CONTEXT,
              "n_ctx": CONTEXT, "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new"}
    return config, layer_norm(x, w["ln_f.weight"], w["ln_f.bias"], 1e-5) @ w["wte.weight"].T


if __name__ == "__main__":
    family, folder, target, ids = sys.argv[1:]
    config, logits = globals()[family](folder, [int(token) for token in ids.split(",")])
    with open(f"{folder}/config.json", "w") as file:
        json.dump(config, file)
    with open(target, "w") as file:
        json.dump(logits.tolist(), file)
