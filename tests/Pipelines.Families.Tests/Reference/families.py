"""The families: a function each, named for its model_type, from parameters, configuration and ids to logits."""
import math

import torch
from torch.nn.functional import gelu, linear

from attention import attend, grouped, latent, rotary, rotate, split
from layers import dense, experts, gated, gelu_tanh, layer_norm, rms_norm, sigmoid_choice, softmax_choice
from state_space import mamba as mamba_mixer, mamba2 as mamba2_mixer


def pre_norm(w, c, ids, mix, feed, *, first="input_layernorm", second="post_attention_layernorm", last="norm"):
    """x + mix(norm(x)), then x + feed(norm(x)), in every block; mix and feed take the block's index, its prefix and a normed x."""
    x, eps = w["model.embed_tokens.weight"][ids], c["rms_norm_eps"]
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        x = x + mix(layer, p, rms_norm(w, p + first, x, eps))
        x = x + feed(layer, p, rms_norm(w, p + second, x, eps))
    return linear(rms_norm(w, "model." + last, x, eps), w.get("lm_head.weight", w["model.embed_tokens.weight"]))


def head_dim(c):
    return c.get("head_dim") or c["hidden_size"] // c["num_attention_heads"]


def llama(w, c, ids, feed=None, angles=None, **attention):
    angles = rotary(c, ids.shape[1], head_dim(c)) if angles is None else angles
    return pre_norm(
        w, c, ids,
        lambda layer, p, x: grouped(w, c, p + "self_attn.", x, angles=angles, **attention),
        feed or (lambda layer, p, x: gated(w, p + "mlp.", x)))


def mistral(w, c, ids):
    return llama(w, c, ids, window=c.get("sliding_window"))


def qwen2(w, c, ids):
    return llama(w, c, ids)


def qwen3(w, c, ids):
    return llama(w, c, ids, qk_norm=True)


def phi3(w, c, ids):
    """Rows of a joint matrix: those of queries, keys, values; those of gate, up."""
    heads, kv_heads, width, apart = c["num_attention_heads"], c["num_key_value_heads"], head_dim(c), dict(w)
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        rows = w[p + "self_attn.qkv_proj.weight"].split([heads * width, kv_heads * width, kv_heads * width])
        apart.update({f"{p}self_attn.{name}_proj.weight": part for name, part in zip("qkv", rows)})
        apart.update({f"{p}mlp.{name}_proj.weight": part for name, part in zip(("gate", "up"), w[p + "mlp.gate_up_proj.weight"].chunk(2))})
    angles = rotary(c, ids.shape[1], int(width * c.get("partial_rotary_factor", 1.0)))
    return llama(apart, c, ids, angles=angles, window=c["sliding_window"])


def mixtral(w, c, ids):
    def feed(layer, p, x):
        p += "block_sparse_moe."
        return experts(w, p, x, *softmax_choice(w, p + "gate", x, c["num_experts_per_tok"], True), names=("w1", "w3", "w2"))
    return llama(w, c, ids, feed, window=c.get("sliding_window"))


def qwen3_moe(w, c, ids):
    def feed(layer, p, x):
        p += "mlp."
        if layer in (c.get("mlp_only_layers") or []) or (layer + 1) % (c.get("decoder_sparse_step") or 1) != 0:
            return gated(w, p, x)
        return experts(w, p, x, *softmax_choice(w, p + "gate", x, c["num_experts_per_tok"], c["norm_topk_prob"]))
    return llama(w, c, ids, feed, qk_norm=True)


def gpt_oss(w, c, ids):
    """Experts apart, one after the other; every other layer has the window."""
    angles, limit = rotary(c, ids.shape[1], head_dim(c)), c["swiglu_limit"]

    def clamped(gate, up):
        gate = gate.clamp(max=limit)
        return (up.clamp(-limit, limit) + 1) * gate * torch.sigmoid(1.702 * gate)

    def mix(layer, p, x):
        window = c["sliding_window"] if c["layer_types"][layer] == "sliding_attention" else None
        return grouped(w, c, p + "self_attn.", x, angles=angles, window=window, sinks=w[p + "self_attn.sinks"])

    def feed(layer, p, x):
        best, chosen = dense(w, p + "mlp.router", x.flatten(0, 1)).topk(c["num_experts_per_tok"], -1)
        return experts(w, p + "mlp.", x, chosen, best.softmax(-1), product=clamped)
    return pre_norm(w, c, ids, mix, feed)


def deepseek_v3(w, c, ids):
    angles = rotary(c, ids.shape[1], c["qk_rope_head_dim"])

    def feed(layer, p, x):
        p += "mlp."
        if layer < c["first_k_dense_replace"]:
            return gated(w, p, x)
        return experts(w, p, x, *sigmoid_choice(w, c, p + "gate", x)) + gated(w, p + "shared_experts.", x)
    return pre_norm(w, c, ids, lambda layer, p, x: latent(w, c, p + "self_attn.", x, angles=angles), feed)


def gemma2(w, c, ids):
    def norm(name, x):
        return rms_norm(w, name, x, c["rms_norm_eps"], offset=1)

    angles, scale = rotary(c, ids.shape[1], head_dim(c)), c["query_pre_attn_scalar"] ** -0.5
    x = w["model.embed_tokens.weight"][ids] * math.sqrt(c["hidden_size"])
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        mixed = grouped(
            w, c, p + "self_attn.", norm(p + "input_layernorm", x), angles=angles, scale=scale,
            window=c["sliding_window"] if layer % 2 == 0 else None, softcap=c["attn_logit_softcapping"])
        x = x + norm(p + "post_attention_layernorm", mixed)
        fed = gated(w, p + "mlp.", norm(p + "pre_feedforward_layernorm", x), activation=gelu_tanh)
        x = x + norm(p + "post_feedforward_layernorm", fed)
    cap = c["final_logit_softcapping"]
    return cap * torch.tanh(linear(norm("model.norm", x), w["model.embed_tokens.weight"]) / cap)


def gemma3_text(w, c, ids):
    def norm(name, x):
        return rms_norm(w, name, x, c["rms_norm_eps"], offset=1)

    def mix(local, p, x):
        angles = rotary({"rope_theta": c["rope_local_base_freq"]} if local else c, ids.shape[1], head_dim(c))
        return grouped(
            w, c, p, x, angles=angles, scale=c["query_pre_attn_scalar"] ** -0.5, window=c["sliding_window"] if local else None,
            qk_norm=True, offset=1)

    x = w["model.embed_tokens.weight"][ids] * math.sqrt(c["hidden_size"])
    for layer, kind in enumerate(c["layer_types"]):
        p = f"model.layers.{layer}."
        mixed = mix(kind == "sliding_attention", p + "self_attn.", norm(p + "input_layernorm", x))
        x = x + norm(p + "post_attention_layernorm", mixed)
        fed = gated(w, p + "mlp.", norm(p + "pre_feedforward_layernorm", x), activation=gelu_tanh)
        x = x + norm(p + "post_feedforward_layernorm", fed)
    return linear(norm("model.norm", x), w["model.embed_tokens.weight"])


def olmo2(w, c, ids):
    """x + norm(f(x)); queries and keys are normalised before they are split into heads."""
    angles, eps = rotary(c, ids.shape[1], head_dim(c)), c["rms_norm_eps"]
    x = w["model.embed_tokens.weight"][ids]
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        q, k, v = (dense(w, f"{p}self_attn.{name}_proj", x) for name in "qkv")
        q, k = rms_norm(w, p + "self_attn.q_norm", q, eps), rms_norm(w, p + "self_attn.k_norm", k, eps)
        q, k, v = split(q, c["num_attention_heads"]), split(k, c["num_key_value_heads"]), split(v, c["num_key_value_heads"])
        mixed = attend(rotate(q, angles), rotate(k, angles), v, 1 / math.sqrt(q.shape[-1]))
        x = x + rms_norm(w, p + "post_attention_layernorm", dense(w, p + "self_attn.o_proj", mixed), eps)
        x = x + rms_norm(w, p + "post_feedforward_layernorm", gated(w, p + "mlp.", x), eps)
    return linear(rms_norm(w, "model.norm", x, eps), w["lm_head.weight"])


def smollm3(w, c, ids):
    angles = rotary(c, ids.shape[1], head_dim(c))
    return pre_norm(
        w, c, ids,
        lambda layer, p, x: grouped(w, c, p + "self_attn.", x, angles=angles if c["no_rope_layers"][layer] else None),
        lambda layer, p, x: gated(w, p + "mlp.", x))


def granite(w, c, ids):
    angles, eps, factor = rotary(c, ids.shape[1], head_dim(c)), c["rms_norm_eps"], c["residual_multiplier"]
    x = w["model.embed_tokens.weight"][ids] * c["embedding_multiplier"]
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        normed = rms_norm(w, p + "input_layernorm", x, eps)
        x = x + factor * grouped(w, c, p + "self_attn.", normed, angles=angles, scale=c["attention_multiplier"])
        x = x + factor * gated(w, p + "mlp.", rms_norm(w, p + "post_attention_layernorm", x, eps))
    head = w.get("lm_head.weight", w["model.embed_tokens.weight"])
    return linear(rms_norm(w, "model.norm", x, eps), head) / c["logits_scaling"]


def gpt2(w, c, ids):
    def conv(p, x):
        return x @ w[p + ".weight"] + w[p + ".bias"]

    eps = c["layer_norm_epsilon"]
    x = w["transformer.wte.weight"][ids] + w["transformer.wpe.weight"][:ids.shape[1]]
    for layer in range(c["n_layer"]):
        p = f"transformer.h.{layer}."
        q, k, v = (split(part, c["n_head"]) for part in conv(p + "attn.c_attn", layer_norm(w, p + "ln_1", x, eps)).chunk(3, -1))
        x = x + conv(p + "attn.c_proj", attend(q, k, v, 1 / math.sqrt(q.shape[-1])))
        x = x + conv(p + "mlp.c_proj", gelu_tanh(conv(p + "mlp.c_fc", layer_norm(w, p + "ln_2", x, eps))))
    return linear(layer_norm(w, "transformer.ln_f", x, eps), w["transformer.wte.weight"])


def state_spaces(w, c, ids, mix):
    x, eps = w["backbone.embeddings.weight"][ids], c["layer_norm_epsilon"]
    for layer in range(c["num_hidden_layers"]):
        p = f"backbone.layers.{layer}."
        x = x + mix(p + "mixer.", rms_norm(w, p + "norm", x, eps))
    return linear(rms_norm(w, "backbone.norm_f", x, eps), w.get("lm_head.weight", w["backbone.embeddings.weight"]))


def mamba(w, c, ids):
    return state_spaces(w, c, ids, lambda p, x: mamba_mixer(w, p, x))


def mamba2(w, c, ids):
    return state_spaces(w, c, ids, lambda p, x: mamba2_mixer(
        w, p, x, heads=c["num_heads"], head_dim=c["head_dim"], state=c["state_size"], groups=c["n_groups"],
        eps=c["layer_norm_epsilon"]))


def jamba(w, c, ids):
    def mix(layer, p, x):
        if layer % c["attn_layer_period"] == c["attn_layer_offset"]:
            return grouped(w, c, p + "self_attn.", x, angles=None)
        return mamba_mixer(w, p + "mamba.", x, eps=c["rms_norm_eps"])

    def feed(layer, p, x):
        p += "feed_forward."
        if c["num_experts"] == 1 or layer % c["expert_layer_period"] != c["expert_layer_offset"]:
            return gated(w, p, x)
        return experts(w, p, x, *softmax_choice(w, p + "router", x, c["num_experts_per_tok"], False))
    return pre_norm(w, c, ids, mix, feed, second="pre_ff_layernorm", last="final_layernorm")


def bamba(w, c, ids):
    angles = rotary(c, ids.shape[1], int(head_dim(c) * c.get("partial_rotary_factor", 0.5)))

    def mix(layer, p, x):
        if layer in (c["attn_layer_indices"] or []):
            return grouped(w, c, p + "self_attn.", x, angles=angles)
        return mamba2_mixer(
            w, p + "mamba.", x, heads=c["mamba_n_heads"], head_dim=c["mamba_d_head"], state=c["mamba_d_state"],
            groups=c["mamba_n_groups"], eps=c["rms_norm_eps"])
    return pre_norm(
        w, c, ids, mix, lambda layer, p, x: gated(w, p + "feed_forward.", x),
        second="pre_ff_layernorm", last="final_layernorm")


def bert(w, c, ids):
    """Every token sees every other; token types are all zero."""
    def norm(p, x):
        return layer_norm(w, p, x, c["layer_norm_eps"])

    e = "bert.embeddings."
    x = w[e + "word_embeddings.weight"][ids] + w[e + "position_embeddings.weight"][:ids.shape[1]] + w[e + "token_type_embeddings.weight"][0]
    x = norm(e + "LayerNorm", x)
    for layer in range(c["num_hidden_layers"]):
        p = f"bert.encoder.layer.{layer}."
        q, k, v = (split(dense(w, f"{p}attention.self.{name}", x), c["num_attention_heads"]) for name in ("query", "key", "value"))
        mixed = attend(q, k, v, 1 / math.sqrt(q.shape[-1]), causal=False)
        x = norm(p + "attention.output.LayerNorm", x + dense(w, p + "attention.output.dense", mixed))
        x = norm(p + "output.LayerNorm", x + dense(w, p + "output.dense", gelu(dense(w, p + "intermediate.dense", x))))
    h = "cls.predictions."
    x = norm(h + "transform.LayerNorm", gelu(dense(w, h + "transform.dense", x)))
    return linear(x, w["bert.embeddings.word_embeddings.weight"], w[h + "bias"])
