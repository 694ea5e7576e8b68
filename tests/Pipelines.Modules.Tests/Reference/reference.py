"""Runs a model's plain forward in double precision and answers with logits, loss and every gradient.

    reference.py llama|gpt2|gemma2|latent|bert IN OUT SIZES

IN holds the parameters, `ids` and `targets`; OUT gets `logits`, `loss` (summed) and `grad.<parameter>`; SIZES is JSON.
"""
import json
import sys

import torch

import bert
import gemma2
import gpt2
import latent
import llama
import tensor_file


def main(family, source, target, sizes):
    given = tensor_file.read(source)
    ids, targets = given.pop("ids"), given.pop("targets")
    weights = {name: tensor.double().requires_grad_() for name, tensor in given.items()}

    families = {"llama": llama, "gpt2": gpt2, "gemma2": gemma2, "latent": latent, "bert": bert}
    logits = families[family].forward(weights, ids, json.loads(sizes))
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100, reduction="sum")
    loss.backward()

    answer = {"logits": logits, "loss": loss}
    answer.update({"grad." + name: weight.grad for name, weight in weights.items()})
    tensor_file.write(target, answer)


main(*sys.argv[1:])
