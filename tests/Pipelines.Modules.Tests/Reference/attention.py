"""Causal softmax attention by its formula, with the whole time × time matrix in memory."""
import math

import torch


def attend(q, k, v):
    """q [batch, heads, time, head_dim], k and v [batch, kv_heads, time, head_dim]; consecutive heads share a kv head."""
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    future = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return scores.masked_fill(future, -math.inf).softmax(-1) @ v


def split(x, heads):
    """[batch, time, heads · head_dim] → [batch, heads, time, head_dim]"""
    return x.view(*x.shape[:2], heads, -1).transpose(1, 2)


def join(x):
    """[batch, heads, time, head_dim] → [batch, time, heads · head_dim]"""
    return x.transpose(1, 2).flatten(2)
