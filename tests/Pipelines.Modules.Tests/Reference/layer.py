"""Runs one layer's plain forward in double precision and answers with its result and every gradient.

    layer.py attentions|mamba|mamba2|moe IN OUT SIZES

IN holds the parameters, `x` and `upstream`; OUT gets `y`, and the gradients of the sum of y · upstream as `grad.x` and
`grad.<parameter>`; SIZES is JSON.
"""
import json
import sys

import torch

import attentions
import mamba
import mamba2
import moe
import tensor_file


def main(kind, source, target, sizes):
    given = tensor_file.read(source)
    upstream = given.pop("upstream").double()
    weights = {name: tensor.double().requires_grad_() for name, tensor in given.items()}

    y = {"attentions": attentions, "mamba": mamba, "mamba2": mamba2, "moe": moe}[kind].forward(weights, weights["x"], json.loads(sizes))
    (y * upstream).sum().backward()

    answer = {"y": y}
    answer.update({"grad." + name: weight.grad for name, weight in weights.items() if weight.grad is not None})
    tensor_file.write(target, answer)


main(*sys.argv[1:])
