"""Mixtures of experts, token by token, with the routing of each family written out as its paper has it."""
import torch
from torch.nn.functional import silu


def forward(w, x, sizes):
    rows = x.flatten(0, 1)
    router, gate, up, down = sizes["names"]
    results = []
    for row in rows:
        logits = w[router + ".weight"] @ row
        mixed = torch.zeros_like(row)
        for expert, weight in ROUTES[sizes["family"]](logits, w.get(router + ".e_score_correction_bias"), sizes):
            mixed = mixed + weight * feed_forward(w, f"experts.{expert}.", row, gate, up, down)
        if "shared_experts.gate_proj.weight" in w:
            mixed = mixed + feed_forward(w, "shared_experts.", row, "gate_proj", "up_proj", "down_proj")
        results.append(mixed)
    return torch.stack(results).reshape(x.shape)


def feed_forward(w, p, x, gate, up, down):
    return w[p + down + ".weight"] @ (silu(w[p + gate + ".weight"] @ x) * (w[p + up + ".weight"] @ x))


def best(scores, count):
    return sorted(range(len(scores)), key=lambda i: -scores[i].item())[:count]


def mixtral(logits, bias, sizes):
    """The chosen compete among themselves, which is the same as a softmax over their logits alone."""
    chosen = best(logits, sizes["top_k"])
    weights = torch.softmax(logits[chosen], 0)
    return list(zip(chosen, weights))


def jamba(logits, bias, sizes):
    """The chosen keep their share of all experts' scores."""
    scores = logits.exp() / logits.exp().sum()
    return [(i, scores[i]) for i in best(scores, sizes["top_k"])]


def deepseek(logits, bias, sizes):
    """Groups by the sum of their two best biased scores, experts within them by biased score, weights without bias."""
    scores = 1 / (1 + (-logits).exp())
    biased = scores.detach() + bias
    size = len(logits) // sizes["groups"]
    groups = [range(g * size, (g + 1) * size) for g in range(sizes["groups"])]
    worth = torch.stack([sum(sorted((biased[i] for i in group), reverse=True)[:2]) for group in groups])
    allowed = [i for g in best(worth, sizes["top_groups"]) for i in groups[g]]
    chosen = sorted(allowed, key=lambda i: -biased[i].item())[:sizes["top_k"]]
    total = sum(scores[i] for i in chosen)
    return [(i, scores[i] / total * sizes["scale"]) for i in chosen]


ROUTES = {"mixtral": mixtral, "qwen3": mixtral, "jamba": jamba, "deepseek": deepseek}
