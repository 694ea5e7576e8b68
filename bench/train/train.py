"""The peer: training steps of the bench model, written well in PyTorch 1.13, which has its fused attention under a private name.

For each "step N" read: runs N steps and prints the seconds of each, the last loss and the peak of resident memory in bytes.
"""
import os
import resource
import sys
import time

import torch
import torch.nn.functional as F

VOCAB, DIM, LAYERS, HEADS, KV_HEADS, HIDDEN, BATCH, TIME = 8192, 256, 4, 8, 4, 688, 8, 256
HEAD_DIM, EPS, THETA = DIM // HEADS, 1e-5, 10000.0


class RMSNorm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(DIM))

    def forward(self, x):
        wide = x.float()
        return (self.weight * wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + EPS)).to(x.dtype)


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat((-b, a), -1) * sin


class Attention(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.q_proj = torch.nn.Linear(DIM, HEADS * HEAD_DIM, bias=False)
        self.k_proj = torch.nn.Linear(DIM, KV_HEADS * HEAD_DIM, bias=False)
        self.v_proj = torch.nn.Linear(DIM, KV_HEADS * HEAD_DIM, bias=False)
        self.o_proj = torch.nn.Linear(HEADS * HEAD_DIM, DIM, bias=False)

    def forward(self, x, cos, sin):
        q = rotate(self.q_proj(x).view(BATCH, TIME, HEADS, HEAD_DIM).transpose(1, 2), cos, sin)
        k = rotate(self.k_proj(x).view(BATCH, TIME, KV_HEADS, HEAD_DIM).transpose(1, 2), cos, sin)
        v = self.v_proj(x).view(BATCH, TIME, KV_HEADS, HEAD_DIM).transpose(1, 2)
        k, v = k.repeat_interleave(HEADS // KV_HEADS, 1), v.repeat_interleave(HEADS // KV_HEADS, 1)
        out = F._scaled_dot_product_attention(q, k, v, is_causal=True)[0]
        return self.o_proj(out.transpose(1, 2).reshape(BATCH, TIME, HEADS * HEAD_DIM))


class Mlp(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gate_proj = torch.nn.Linear(DIM, HIDDEN, bias=False)
        self.up_proj = torch.nn.Linear(DIM, HIDDEN, bias=False)
        self.down_proj = torch.nn.Linear(HIDDEN, DIM, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.input_layernorm, self.post_attention_layernorm = RMSNorm(), RMSNorm()
        self.self_attn, self.mlp = Attention(), Mlp()

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed_tokens = torch.nn.Embedding(VOCAB, DIM)
        self.layers = torch.nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = RMSNorm()
        self.lm_head = torch.nn.Linear(DIM, VOCAB, bias=False)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                into_residual = name.endswith(("o_proj.weight", "down_proj.weight"))
                torch.nn.init.normal_(p, 0, 0.02 / (2 * LAYERS) ** 0.5 if into_residual else 0.02)
        angles = torch.outer(torch.arange(TIME).float(), THETA ** (-torch.arange(0, HEAD_DIM, 2).float() / HEAD_DIM))
        self.register_buffer("cos", angles.cos().repeat(1, 2))
        self.register_buffer("sin", angles.sin().repeat(1, 2))

    def forward(self, ids, compute):
        x = self.embed_tokens(ids).to(compute)
        cos, sin = self.cos.to(compute), self.sin.to(compute)
        for layer in self.layers:
            x = layer(x, cos, sin)
        return self.lm_head(self.norm(x))


def main(precision):
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    torch.manual_seed(0)
    model = Llama()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1, foreach=True)
    ids = torch.randint(VOCAB, (BATCH, TIME + 1))
    inputs, targets = ids[:, :-1].contiguous(), ids[:, 1:].reshape(-1).contiguous()
    bf16 = precision == "bf16"
    compute = torch.bfloat16 if bf16 else torch.float32

    def step():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            logits = model(inputs, compute)
            loss = F.cross_entropy(logits.view(-1, VOCAB), targets)
        del logits
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item()

    for line in sys.stdin:
        times = []
        for _ in range(int(line.split()[1])):
            start = time.perf_counter()
            loss = step()
            times.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(" ".join(f"{t:.6f}" for t in times), f"{loss:.6f}", peak, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
