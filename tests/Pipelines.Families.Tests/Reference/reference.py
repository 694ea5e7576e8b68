"""Runs a checkpoint folder's model plainly, in double precision, and answers with logits, loss and every gradient; and in single
precision, to tell how far rounding alone leads.

    reference.py FOLDER IN OUT

FOLDER holds config.json; IN the parameters by their checkpoint names, `ids` and `targets`; OUT gets `logits`, `loss` (summed over the
targets that are not -100), `grad.<parameter>` for those that the result depends on, and for each of these `rounding.<parameter>`: how
far the gradient in single precision is from it, as a share of its greatest value.
"""
import json
import os
import sys

import torch

import families
import tensor_file


def run(given, config, ids, targets):
    """Logits, loss and gradients in the precision of `given`."""
    weights = {name: tensor.clone().requires_grad_() for name, tensor in given.items()}
    logits = getattr(families, config["model_type"])(weights, config, ids)
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100, reduction="sum")
    loss.backward()
    return logits, loss, {name: weight.grad for name, weight in weights.items() if weight.grad is not None}


def main(folder, source, target):
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    given = tensor_file.read(source)
    ids, targets = given.pop("ids"), given.pop("targets")

    logits, loss, gradients = run({name: tensor.double() for name, tensor in given.items()}, config, ids, targets)
    _, _, single = run(given, config, ids, targets)

    answer = {"logits": logits, "loss": loss}
    for name, gradient in gradients.items():
        answer["grad." + name] = gradient
        answer["rounding." + name] = (single[name].double() - gradient).abs().max() / gradient.abs().max().clamp(min=1e-300)
    tensor_file.write(target, answer)


main(*sys.argv[1:])
