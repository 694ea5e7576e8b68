"""Prints what ggml's own reader sees in each GGUF file of a folder: a JSON object in a line each, null where it refuses the file.

usage: ggml_reads.py FOLDER_OF_THE_LIBRARIES FOLDER_OF_THE_FILES
"""
import ctypes
import glob
import json
import os
import sys
from ctypes import POINTER, c_bool, c_char_p, c_int64, c_size_t, c_uint32, c_void_p


class Parameters(ctypes.Structure):
    _fields_ = [("no_alloc", c_bool), ("context", c_void_p)]


ggml = ctypes.CDLL(glob.glob(os.path.join(sys.argv[1], "libggml-base*.so"))[0])
for name, result in {
        "gguf_init_from_file": c_void_p, "gguf_get_n_kv": c_int64, "gguf_get_key": c_char_p, "gguf_get_n_tensors": c_int64,
        "gguf_get_tensor_name": c_char_p, "gguf_get_tensor_type": c_uint32, "gguf_get_tensor_ne": POINTER(c_int64),
        "gguf_get_tensor_offset": c_size_t, "gguf_get_tensor_size": c_size_t, "gguf_get_data_offset": c_size_t}.items():
    getattr(ggml, name).restype = result


def seen(path):
    file = c_void_p(ggml.gguf_init_from_file(path.encode(), Parameters(True, None)))
    if not file:
        return None
    found = {
        "keys": [ggml.gguf_get_key(file, c_int64(i)).decode() for i in range(ggml.gguf_get_n_kv(file))],
        "data": ggml.gguf_get_data_offset(file),
        "tensors": [{
            "name": ggml.gguf_get_tensor_name(file, c_int64(i)).decode(),
            "type": ggml.gguf_get_tensor_type(file, c_int64(i)),
            "sizes": ggml.gguf_get_tensor_ne(file, c_int64(i))[:4],
            "begin": ggml.gguf_get_tensor_offset(file, c_int64(i)),
            "bytes": ggml.gguf_get_tensor_size(file, c_int64(i)),
        } for i in range(ggml.gguf_get_n_tensors(file))],
    }
    ggml.gguf_free(file)
    return found


for path in sorted(glob.glob(os.path.join(sys.argv[2], "*.gguf"))):
    print(json.dumps(seen(path)))
