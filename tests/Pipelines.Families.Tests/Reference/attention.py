"""Attention by its formula: every score of the time × time matrix, one sequence after the other."""
import math

import torch
from torch.nn.functional import linear

from layers import dense, rms_norm


def grouped(w, c, p, x, *, angles, window=None, softcap=None, scale=None, qk_norm=False, offset=0, sinks=None):
    """Llama's projections. Angles are [time, pairs], or None where nothing turns."""
    heads, kv_heads = c["num_attention_heads"], c.get("num_key_value_heads") or c["num_attention_heads"]
    q, k, v = (split(dense(w, f"{p}{name}_proj", x), count) for name, count in (("q", heads), ("k", kv_heads), ("v", kv_heads)))
    if qk_norm:
        q, k = (rms_norm(w, p + name, heads_of, c["rms_norm_eps"], offset) for name, heads_of in (("q_norm", q), ("k_norm", k)))
    if angles is not None:
        q, k = rotate(q, angles), rotate(k, angles)
    return dense(w, p + "o_proj", attend(q, k, v, scale or 1 / math.sqrt(q.shape[-1]), window=window, softcap=softcap, sinks=sinks))


def latent(w, c, p, x, *, angles):
    """DeepSeek-V3's: heads are read out of latents, and a part of each turns, in pairs of neighbours."""
    heads, nope, rope, value = (c[key] for key in ("num_attention_heads", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim"))
    if c.get("q_lora_rank"):
        q = linear(rms_norm(w, p + "q_a_layernorm", linear(x, w[p + "q_a_proj.weight"]), 1e-6), w[p + "q_b_proj.weight"])
    else:
        q = linear(x, w[p + "q_proj.weight"])
    q = split(q, heads)
    latents, key = linear(x, w[p + "kv_a_proj_with_mqa.weight"]).split([c["kv_lora_rank"], rope], -1)
    read = split(linear(rms_norm(w, p + "kv_a_layernorm", latents, 1e-6), w[p + "kv_b_proj.weight"]), heads)
    k, v = read.split([nope, value], -1)
    neighbours = neighbours_apart if c.get("rope_interleave", True) else (lambda t: t)
    turned_q = rotate(neighbours(q[..., nope:]), angles)
    turned_k = rotate(neighbours(key[:, None]), angles).expand(-1, heads, -1, -1)
    scale = (nope + rope) ** -0.5
    scaling = c.get("rope_scaling") or {}
    if scaling.get("mscale_all_dim"):
        scale *= (0.1 * scaling["mscale_all_dim"] * math.log(scaling["factor"]) + 1) ** 2
    mixed = attend(torch.cat([q[..., :nope], turned_q], -1), torch.cat([k, turned_k], -1), v, scale)
    return linear(mixed, w[p + "o_proj.weight"])


def attend(q, k, v, scale, *, window=None, softcap=None, causal=True, sinks=None):
    """q [batch, heads, time, width], k and v [batch, kv_heads, time, …]; consecutive heads share one of k → [batch, time, heads · …]."""
    share = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(share, dim=1), v.repeat_interleave(share, dim=1)
    scores = q @ k.transpose(-1, -2) * scale
    if softcap:
        scores = softcap * torch.tanh(scores / softcap)
    if causal:
        back = torch.arange(q.shape[2])[:, None] - torch.arange(k.shape[2])
        hidden = (back < 0) if window is None else (back < 0) | (back >= window)
        scores = scores.masked_fill(hidden, -math.inf)
    if sinks is not None:
        scores = torch.cat([scores, sinks.view(1, -1, 1, 1).expand(*scores.shape[:3], 1)], -1)
        return (scores.softmax(-1)[..., :-1] @ v).transpose(1, 2).flatten(2)
    return (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)


def split(x, heads):
    """[batch, time, heads · width] → [batch, heads, time, width]"""
    return x.view(*x.shape[:2], heads, -1).transpose(1, 2)


def rotate(x, angles):
    """Complex multiplication of the pairs (i, i + half) of the channels that turn; the others stay. `angles` are complex numbers."""
    pairs = angles.shape[-1]
    together = torch.complex(x[..., :pairs], x[..., pairs:2 * pairs])
    turned = together * angles.to(together.dtype)
    return torch.cat([turned.real, turned.imag, x[..., 2 * pairs:]], -1)


def neighbours_apart(x):
    """Channels 0, 2, 4, … and then 1, 3, 5, …: pairs of neighbours become pairs half a head apart."""
    return torch.cat([x[..., 0::2], x[..., 1::2]], -1)


def rotary(c, time, width):
    """Unit complex numbers of position · frequency, [time, width / 2], stretched as the configuration says."""
    theta, scaling = c.get("rope_theta", 10000.0), c.get("rope_scaling") or {}
    frequency = theta ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    length = 1.0
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind == "linear":
        frequency = frequency / scaling["factor"]
    elif kind == "llama3":
        frequency = llama3(frequency, scaling)
    elif kind == "yarn":
        frequency, length = yarn(frequency, width, theta, scaling)
    elif kind == "longrope":
        frequency, length = longrope(frequency, c, scaling)
    angle = torch.arange(time, dtype=torch.float64)[:, None] * frequency
    return torch.polar(torch.full_like(angle, length), angle)


def llama3(frequency, s):
    """Waves that fit the old context often stay, those that hardly fit are stretched, those between in proportion."""
    turns = s["original_max_position_embeddings"] * frequency / (2 * math.pi)
    low, high = s["low_freq_factor"], s["high_freq_factor"]
    kept = ((turns - low) / (high - low)).clamp(0, 1)
    return kept * frequency + (1 - kept) * frequency / s["factor"]


def yarn(frequency, width, theta, s):
    """Peng et al. 2023, section 3.2 and 3.4."""
    def channel(turns):
        return width * math.log(s["original_max_position_embeddings"] / (turns * 2 * math.pi)) / (2 * math.log(theta))

    first, last = channel(s.get("beta_fast") or 32), channel(s.get("beta_slow") or 1)
    if s.get("truncate", True):
        first, last = math.floor(first), math.ceil(last)
    first, last = max(first, 0), min(last, width - 1)
    stretched = ((torch.arange(width // 2, dtype=torch.float64) - first) / ((last - first) or 0.001)).clamp(0, 1)

    def sharpness(by):
        return 0.1 * by * math.log(s["factor"]) + 1 if s["factor"] > 1 else 1.0

    length = s.get("attention_factor")
    if length is None:
        both = s.get("mscale") and s.get("mscale_all_dim")
        length = sharpness(s["mscale"]) / sharpness(s["mscale_all_dim"]) if both else sharpness(1)
    return stretched * frequency / s["factor"] + (1 - stretched) * frequency, length


def longrope(frequency, c, s):
    """Ding et al. 2024: a factor for each pair; the configured context decides which."""
    context, original = c["max_position_embeddings"], c["original_max_position_embeddings"]
    factors = torch.tensor(s["long_factor" if context > original else "short_factor"], dtype=torch.float64)
    longer = math.sqrt(1 + math.log(context / original) / math.log(original)) if context > original else 1.0
    return frequency / factors, s.get("attention_factor", longer)
