"""Decodes the projections of a quantized folder with numpy alone: quantized.py <folder> <file for float32, path after path by name>."""
import json
import sys

import numpy as np

KINDS = {"I32": np.uint32, "I64": np.int64, "F16": np.float16, "F32": np.float32}


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    start = 8 + int.from_bytes(raw[:8], "little")
    found = {}
    for name, entry in json.loads(raw[8:start]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            found[name] = np.frombuffer(raw[start + begin:start + end], KINDS[entry["dtype"]]).reshape(entry["shape"])
    return found


def fields(packed, bits):
    """Each integer of the last axis as its fields, the lowest first."""
    shifts = np.arange(0, 32, bits, dtype=np.uint32)
    spread = (packed[..., None] >> shifts) & np.uint32(2 ** bits - 1)
    return spread.reshape(*packed.shape[:-1], -1).astype(np.int64)


def gptq(tensors, path):
    codes = fields(tensors[path + ".qweight"].T, 4)                     # [out, in]
    zeros = fields(tensors[path + ".qzeros"], 4) + 1                    # [groups, out]
    scales = tensors[path + ".scales"].astype(np.float32)               # [groups, out]
    group = tensors[path + ".g_idx"].astype(np.int64)                   # [in]
    return scales[group].T * (codes - zeros[group].T)


def eight(tensors, path):
    rows, columns = tensors[path + ".weight_shape"]
    codes = fields(tensors[path + ".weight_packed"], 8)[:, :columns] - 128
    assert codes.shape == (rows, columns)
    return tensors[path + ".weight_scale"].astype(np.float32) * codes


folder, answer = sys.argv[1:]
tensors = read(folder + "/model.safetensors")
with open(answer, "wb") as file:
    for name in sorted(tensors):
        path, _, part = name.rpartition(".")
        if part == "qweight":
            file.write(gptq(tensors, path).astype(np.float32).tobytes())
        elif part == "weight_packed":
            file.write(eight(tensors, path).astype(np.float32).tobytes())
