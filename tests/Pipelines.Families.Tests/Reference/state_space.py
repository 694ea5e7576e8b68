"""State spaces by their recurrences: one token after the other."""
import torch
from torch.nn.functional import silu, softplus

from layers import dense, rms_norm


def convolve(w, p, x):
    """Each channel alone, over itself and the tokens before."""
    kernel = w[p + ".weight"][:, 0]                                   # [channels, taps]
    taps = kernel.shape[1]
    padded = torch.cat([x.new_zeros(x.shape[0], taps - 1, x.shape[2]), x], 1)
    out = sum(padded[:, tap:tap + x.shape[1]] * kernel[:, tap] for tap in range(taps))
    return out + w[p + ".bias"] if p + ".bias" in w else out


def mamba(w, p, x, *, eps=None):
    """Gu and Dao 2023, algorithm 2; with `eps`, Jamba's norms of step sizes, B and C."""
    inner, gate = dense(w, p + "in_proj", x).chunk(2, -1)
    inner = silu(convolve(w, p + "conv1d", inner))
    decay = -torch.exp(w[p + "A_log"])                                # [inner, state]
    state = decay.shape[1]
    projected = dense(w, p + "x_proj", inner)
    step, b, c = projected.split([projected.shape[-1] - 2 * state, state, state], -1)
    if eps is not None:
        step, b, c = (rms_norm(w, f"{p}{name}_layernorm", part, eps) for name, part in (("dt", step), ("b", b), ("c", c)))
    step = softplus(dense(w, p + "dt_proj", step))                    # [batch, time, inner]
    h, out = torch.zeros(x.shape[0], *decay.shape, dtype=x.dtype), []
    for t in range(x.shape[1]):
        h = torch.exp(step[:, t, :, None] * decay) * h + (step[:, t] * inner[:, t])[..., None] * b[:, t, None]
        out.append((h * c[:, t, None]).sum(-1))
    mixed = torch.stack(out, 1) + w[p + "D"] * inner
    return dense(w, p + "out_proj", mixed * silu(gate))


def mamba2(w, p, x, *, heads, head_dim, state, groups, eps):
    """Dao and Gu 2024, the recurrence that the duality starts from."""
    inner = heads * head_dim
    gate, mixed, step = dense(w, p + "in_proj", x).split([inner, inner + 2 * groups * state, heads], -1)
    values, b, c = silu(convolve(w, p + "conv1d", mixed)).split([inner, groups * state, groups * state], -1)
    step = softplus(step + w[p + "dt_bias"])                          # [batch, time, heads]
    decay = -torch.exp(w[p + "A_log"])                                # [heads]
    values = values.unflatten(-1, (heads, head_dim))
    b, c = (part.unflatten(-1, (groups, state)).repeat_interleave(heads // groups, 2) for part in (b, c))
    h, out = torch.zeros(x.shape[0], heads, head_dim, state, dtype=x.dtype), []
    for t in range(x.shape[1]):
        h = torch.exp(step[:, t] * decay)[..., None, None] * h + (step[:, t, :, None] * values[:, t])[..., None] * b[:, t, :, None]
        out.append((h * c[:, t, :, None]).sum(-1) + w[p + "D"][:, None] * values[:, t])
    return dense(w, p + "out_proj", rms_norm(w, p + "norm", torch.stack(out, 1).flatten(2) * silu(gate), eps))
