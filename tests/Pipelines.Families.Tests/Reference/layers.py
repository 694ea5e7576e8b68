"""What works on each token alone."""
import torch
from torch.nn.functional import gelu, layer_norm as torch_layer_norm, linear, silu, softmax


def dense(w, p, x):
    return linear(x, w[p + ".weight"], w.get(p + ".bias"))


def rms_norm(w, p, x, eps, offset=0):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * (offset + w[p + ".weight"])


def layer_norm(w, p, x, eps):
    return torch_layer_norm(x, x.shape[-1:], w[p + ".weight"], w[p + ".bias"], eps)


def gated(w, p, x, names=("gate_proj", "up_proj", "down_proj"), activation=silu, product=None):
    gate, up, down = (p + name for name in names)
    product = product or (lambda a, b: activation(a) * b)
    return dense(w, down, product(dense(w, gate, x), dense(w, up, x)))


def gelu_tanh(x):
    return gelu(x, approximate="tanh")


def experts(w, p, x, chosen, weights, names=("gate_proj", "up_proj", "down_proj"), product=None):
    """One token after the other: the weighted sum of the experts that were chosen for it."""
    flat, out = x.flatten(0, 1), []
    for token, picks, shares in zip(flat, chosen, weights):
        out.append(sum(share * gated(w, f"{p}experts.{int(pick)}.", token, names, product=product) for pick, share in zip(picks, shares)))
    return torch.stack(out).view_as(x)


def softmax_choice(w, router, x, top, normalize):
    """Probabilities of all experts; the greatest are kept, and divided by their sum where `normalize` says so."""
    weights, chosen = softmax(linear(x.flatten(0, 1), w[router + ".weight"]), -1).topk(top, -1)
    return chosen, weights / weights.sum(-1, keepdim=True) if normalize else weights


def sigmoid_choice(w, c, router, x):
    """DeepSeek-V3: groups first, by their two best; biases decide who is chosen but not the weights."""
    scores = linear(x.flatten(0, 1), w[router + ".weight"]).sigmoid()
    biased = scores + w.get(router + ".e_score_correction_bias", torch.zeros(1)).detach()
    groups = biased.view(len(scores), c["n_group"], -1)
    best = groups.topk(2, -1).values.sum(-1).topk(c["topk_group"], -1).indices
    open_groups = torch.zeros(groups.shape[:2], dtype=torch.bool).scatter_(1, best, True)
    chosen = groups.masked_fill(~open_groups[..., None], 0).flatten(1).topk(c["num_experts_per_tok"], -1).indices
    weights = scores.gather(1, chosen)
    if c.get("norm_topk_prob"):
        weights = weights / weights.sum(-1, keepdim=True)
    return chosen, weights * c["routed_scaling_factor"]
