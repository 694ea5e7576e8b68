"""Softmax attention by its formula, with the whole time × time matrix in memory."""
import math

import torch


def attend(q, k, v, scale=None, causal=True, window=0, softcap=0, slopes=None, segments=None):
    """q [batch, heads, time, head_dim], k and v [batch, kv_heads, keys, head_dim]; consecutive heads share a kv head.

    A token at p sees s when s ≤ p (causal), |p − s| < window, and both are of one segment [batch, keys]."""
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)
    scores = q @ k.transpose(-1, -2) * (scale or 1 / math.sqrt(q.shape[-1]))
    if softcap:
        scores = softcap * torch.tanh(scores / softcap)
    distance = torch.arange(q.shape[-2])[:, None] - torch.arange(k.shape[-2])
    if slopes is not None:
        scores = scores - slopes[:, None, None] * distance.abs()
    hidden = torch.zeros_like(distance, dtype=torch.bool)
    if causal:
        hidden = hidden | (distance < 0)
    if window:
        hidden = hidden | (distance.abs() >= window)
    if segments is not None:
        hidden = hidden | (segments[:, None, :, None] != segments[:, None, None, :])
    return scores.masked_fill(hidden, -math.inf).softmax(-1) @ v


def slopes(heads):
    """Press et al. 2022, section 3, and their code for numbers of heads that are no power of two."""
    power = 2 ** math.floor(math.log2(heads))
    own = [2 ** (-8 * i / power) for i in range(1, power + 1)]
    between = [2 ** (-8 * i / (2 * power)) for i in range(1, 2 * power + 1, 2)]
    return torch.tensor((own + between)[:heads], dtype=torch.float64)


def split(x, heads):
    """[batch, time, heads · head_dim] → [batch, heads, time, head_dim]"""
    return x.view(*x.shape[:2], heads, -1).transpose(1, 2)


def join(x):
    """[batch, heads, time, head_dim] → [batch, time, heads · head_dim]"""
    return x.transpose(1, 2).flatten(2)
