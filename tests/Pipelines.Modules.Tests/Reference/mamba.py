"""Mamba-1, one token and one channel's recurrence at a time."""
import torch
from torch.nn.functional import silu, softplus


def forward(w, x, sizes):
    batch, time, _ = x.shape
    rank, n = sizes["dt_rank"], sizes["state"]
    joint = x @ w["in_proj.weight"].T + w.get("in_proj.bias", 0)
    u, z = joint.chunk(2, -1)
    u = convolve(w, u)
    dt, b, c = (u @ w["x_proj.weight"].T).split([rank, n, n], -1)
    if "eps" in sizes:
        dt, b, c = (norm(v, w[name + "_layernorm.weight"], sizes["eps"]) for v, name in ((dt, "dt"), (b, "b"), (c, "c")))
    dt = softplus(dt @ w["dt_proj.weight"].T + w["dt_proj.bias"])
    a = -w["A_log"].exp()

    state = torch.zeros(batch, *a.shape, dtype=x.dtype)
    outputs = []
    for t in range(time):
        step = dt[:, t, :, None]
        state = (step * a).exp() * state + step * b[:, t, None, :] * u[:, t, :, None]
        outputs.append((state * c[:, t, None, :]).sum(-1) + w["D"] * u[:, t])
    y = torch.stack(outputs, 1) * silu(z)
    return y @ w["out_proj.weight"].T + w.get("out_proj.bias", 0)


def convolve(w, x):
    taps = w["conv1d.weight"][:, 0]
    width = taps.shape[1]
    result = torch.zeros_like(x) + w.get("conv1d.bias", 0)
    for t in range(x.shape[1]):
        for i in range(width):
            if t - i >= 0:
                result[:, t] = result[:, t] + taps[:, width - 1 - i] * x[:, t - i]
    return silu(result)


def norm(x, weight, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight
