"""Quantizes a GGUF file with llama.cpp's own library.

usage: llama_quantize.py FOLDER_OF_THE_LIBRARIES IN.gguf OUT.gguf FILE_TYPE...

Writes OUT.gguf.N for each number N of llama.h's file types. The structure's offsets are those of llama.h in the pinned build that
eng/setup installs.
"""
import ctypes
import glob
import os
import sys

THREADS, FILE_TYPE = 0, 4  # llama_model_quantize_params


class Parameters(ctypes.Structure):
    """The structure, and room behind it: it goes by value, in memory."""
    _fields_ = [("bytes", ctypes.c_ubyte * 256)]


folder, source, target, *types = sys.argv[1:]
for pattern in ("libggml-base*.so", "libggml.*so"):
    library = ctypes.CDLL(glob.glob(os.path.join(folder, pattern))[0], mode=ctypes.RTLD_GLOBAL)
library.ggml_backend_load_all_from_path(folder.encode())
llama = ctypes.CDLL(glob.glob(os.path.join(folder, "libllama.*so"))[0])
llama.llama_model_quantize_default_params.restype = Parameters
for file_type in types:
    parameters = llama.llama_model_quantize_default_params()
    ctypes.c_int32.from_buffer(parameters, THREADS).value = 1
    ctypes.c_int32.from_buffer(parameters, FILE_TYPE).value = int(file_type)
    if llama.llama_model_quantize(source.encode(), f"{target}.{file_type}".encode(), ctypes.byref(parameters)) != 0:
        sys.exit(f"llama.cpp does not quantize to file type {file_type}")
