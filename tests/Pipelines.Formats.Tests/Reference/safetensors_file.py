"""A second, independent reader and writer of safetensors, from the format's description: struct and json alone.

    safetensors_file.py read FILE     prints {name: {dtype, shape, hex}} and the metadata as JSON
    safetensors_file.py write FILE    writes the tensors of the JSON on standard input, same form, in the given order
"""
import json
import struct
import sys


def read(path):
    raw = open(path, "rb").read()
    (length,) = struct.unpack("<Q", raw[:8])
    assert length % 8 == 0, "the data begins unaligned"
    header = json.loads(raw[8:8 + length].decode("utf-8"))
    data = raw[8 + length:]
    metadata = header.pop("__metadata__", None)
    tensors = {
        name: {"dtype": t["dtype"], "shape": t["shape"], "hex": data[slice(*t["data_offsets"])].hex()}
        for name, t in header.items()
    }
    end = 0
    for t in header.values():
        assert t["data_offsets"][0] == end, "the header is not in the order of the data, or has a hole"
        end = t["data_offsets"][1]
    assert end == len(data), "bytes are left over"
    print(json.dumps({"metadata": metadata, "tensors": tensors}))


def write(path):
    given = json.load(sys.stdin)
    header, data = {"__metadata__": given["metadata"]}, b""
    for name, t in given["tensors"].items():
        raw = bytes.fromhex(t["hex"])
        header[name] = {"dtype": t["dtype"], "shape": t["shape"], "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode("utf-8")
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


{"read": read, "write": write}[sys.argv[1]](sys.argv[2])
