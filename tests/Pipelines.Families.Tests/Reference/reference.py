"""Runs a checkpoint folder's model plainly, in double precision, and answers with logits, loss and every gradient.

    reference.py FOLDER IN OUT

FOLDER holds config.json; IN the parameters by their checkpoint names, `ids` and `targets`; OUT gets `logits`, `loss` (summed over the
targets that are not -100) and `grad.<parameter>` for those that the result depends on.
"""
import json
import os
import sys

import torch

import families
import tensor_file


def main(folder, source, target):
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    given = tensor_file.read(source)
    ids, targets = given.pop("ids"), given.pop("targets")
    weights = {name: tensor.double().requires_grad_() for name, tensor in given.items()}

    logits = getattr(families, config["model_type"])(weights, config, ids)
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100, reduction="sum")
    loss.backward()

    answer = {"logits": logits, "loss": loss}
    answer.update({"grad." + name: weight.grad for name, weight in weights.items() if weight.grad is not None})
    tensor_file.write(target, answer)


main(*sys.argv[1:])
