"""The peer: the same operators from Python. Reads "name count" lines; answers each with the seconds that count calls took."""
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
a, b = torch.randn(4, 4), torch.randn(4, 4)
g = torch.randn(4, 4, requires_grad=True)
w, v = torch.randn(8, 4), torch.randn(8)
ids = torch.tensor([3, 1, 2])
linear = torch.nn.Linear(4, 8)

CASES = {
    "add": "a + b",
    "add.number": "a + 2.0",
    "add.grad": "g + b",
    "add.inplace": "a.add_(b, alpha=0)",
    "exp": "a.exp()",
    "matmul": "a @ b",
    "linear": "F.linear(a, w, v)",
    "module": "linear(a)",
    "softmax": "a.softmax(-1)",
    "sum.dim": "a.sum(1)",
    "cat": "torch.cat([a, b], 1)",
    "split": "a.split(2)",
    "view": "a.view(16)",
    "transpose": "a.transpose(0, 1)",
    "index": "a[1]",
    "slice": "a[:, 1:3]",
    "gather": "a[ids]",
    "empty": "torch.empty(4, 4)",
    "zeros": "torch.zeros(4, 4)",
    "to.bfloat16": "a.to(torch.bfloat16)",
    "shape": "a.shape",
    "item": "v[0].item()",
    "backward": "(g * b).sum().backward()",
}


def compiled(statement):
    scope = dict(globals())
    exec(f"def run(count):\n    for _ in range(count):\n        {statement}", scope)
    return scope["run"]


runs = {name: compiled(statement) for name, statement in CASES.items()}
for line in sys.stdin:
    name, count = line.split()
    start = time.perf_counter()
    runs[name](int(count))
    print(time.perf_counter() - start, flush=True)
