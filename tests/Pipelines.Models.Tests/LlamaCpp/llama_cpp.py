"""Answers questions about one GGUF model with llama.cpp's own library: a JSON object in a line each, both ways.

usage: llama_cpp.py FOLDER_OF_THE_LIBRARIES MODEL.gguf [--vocabulary]

The structures' offsets are those of llama.h in the pinned build that eng/setup installs.
"""
import base64
import ctypes
import glob
import json
import os
import sys
import time
from ctypes import POINTER, byref, c_bool, c_char_p, c_float, c_int32, c_int8, c_uint32, c_void_p

VOCABULARY_ONLY = 72                                                    # llama_model_params
CONTEXT_LENGTH, BATCH, MICRO_BATCH, OUTPUTS_OF_ONE = 0, 4, 8, 24        # llama_context_params
THREADS, BATCH_THREADS, POOLING, FLASH_ATTENTION = 28, 32, 44, 52
KEY_TYPE, VALUE_TYPE, EMBEDDINGS = 104, 108, 128
LEVEL_ERROR = 4
NO_VOCABULARY = 0


class Parameters(ctypes.Structure):
    """Either of the structures, and room behind it: it goes by value, in memory."""
    _fields_ = [("bytes", ctypes.c_ubyte * 256)]

    def put(self, offset, value, kind=c_int32):
        kind.from_buffer(self, offset).value = value


class Batch(ctypes.Structure):
    _fields_ = [("count", c_int32), ("tokens", POINTER(c_int32)), ("embeddings", POINTER(c_float)), ("positions", POINTER(c_int32)),
                ("sequence_counts", POINTER(c_int32)), ("sequences", POINTER(POINTER(c_int32))), ("outputs", POINTER(c_int8))]


class Model:
    def __init__(self, folder, path, vocabulary_only):
        self.base = ctypes.CDLL(glob.glob(os.path.join(folder, "libggml-base*.so"))[0], mode=ctypes.RTLD_GLOBAL)
        ggml = ctypes.CDLL(glob.glob(os.path.join(folder, "libggml.*so"))[0], mode=ctypes.RTLD_GLOBAL)
        self.llama = ctypes.CDLL(glob.glob(os.path.join(folder, "libllama.*so"))[0])
        for name in ("llama_model_default_params", "llama_context_default_params"):
            getattr(self.llama, name).restype = Parameters
        for name in ("llama_model_load_from_file", "llama_model_get_vocab", "llama_init_from_model", "llama_get_memory"):
            getattr(self.llama, name).restype = c_void_p
        for name in ("llama_get_logits_ith", "llama_get_embeddings_ith"):
            getattr(self.llama, name).restype = POINTER(c_float)
        for name in ("llama_model_chat_template", "llama_vocab_get_text"):
            getattr(self.llama, name).restype = c_char_p
        for name in ("llama_vocab_get_add_bos", "llama_vocab_get_add_eos", "llama_vocab_is_control"):
            getattr(self.llama, name).restype = c_bool
        self.complaints = []
        self.listen = ctypes.CFUNCTYPE(None, c_int32, c_char_p, c_void_p)(self.hear)
        self.llama.llama_log_set(self.listen, None)
        ggml.ggml_backend_load_all_from_path(folder.encode())
        parameters = self.llama.llama_model_default_params()
        parameters.put(VOCABULARY_ONLY, vocabulary_only, c_bool)
        self.model = c_void_p(self.llama.llama_model_load_from_file(path.encode(), parameters))
        if not self.model:
            raise RuntimeError("llama.cpp does not load the model: " + " ".join(self.complaints))
        self.vocabulary = c_void_p(self.llama.llama_model_get_vocab(self.model))
        self.size = self.llama.llama_vocab_n_tokens(self.vocabulary)

    def hear(self, level, text, _):
        if level >= LEVEL_ERROR:
            self.complaints.append(text.decode(errors="replace").strip())

    def describe(self):
        template = self.llama.llama_model_chat_template(self.model, None)
        named = range(self.size) if self.llama.llama_vocab_type(self.vocabulary) != NO_VOCABULARY else ()
        return {
            "vocab_size": self.size,
            "bos": self.llama.llama_vocab_bos(self.vocabulary),
            "eos": self.llama.llama_vocab_eos(self.vocabulary),
            "eot": self.llama.llama_vocab_eot(self.vocabulary),
            "pad": self.llama.llama_vocab_pad(self.vocabulary),
            "add_bos": self.llama.llama_vocab_get_add_bos(self.vocabulary),
            "add_eos": self.llama.llama_vocab_get_add_eos(self.vocabulary),
            "control": [i for i in named if self.llama.llama_vocab_is_control(self.vocabulary, i)],
            "template": None if template is None else template.decode(),
        }

    def tokenize(self, text, template, special):
        utf8 = text.encode()
        room = len(utf8) + 16
        ids = (c_int32 * room)()
        count = self.llama.llama_tokenize(self.vocabulary, utf8, len(utf8), ids, room, c_bool(template), c_bool(special))
        return {"ids": ids[:count]}

    def detokenize(self, ids, special):
        tokens = (c_int32 * len(ids))(*ids)
        room = 64 * len(ids) + 64
        text = ctypes.create_string_buffer(room)
        count = self.llama.llama_detokenize(self.vocabulary, tokens, len(ids), text, room, c_bool(False), c_bool(special))
        return {"text": base64.b64encode(text.raw[:count]).decode()}

    def apply_template(self, template, roles, contents):
        pairs = [text.encode() for pair in zip(roles, contents) for text in pair]
        room = 4 * sum(map(len, pairs)) + 4096
        text = ctypes.create_string_buffer(room)
        messages = (c_char_p * len(pairs))(*pairs)
        count = self.llama.llama_chat_apply_template(template.encode(), messages, ctypes.c_size_t(len(roles)), c_bool(True), text, room)
        if count < 0:
            raise RuntimeError("llama.cpp does not know the template")
        return {"text": base64.b64encode(text.raw[:count]).decode()}

    def context(self, length, embeddings=False, threads=1):
        parameters = self.llama.llama_context_default_params()
        for field in (CONTEXT_LENGTH, BATCH, MICRO_BATCH, OUTPUTS_OF_ONE):
            parameters.put(field, length, c_uint32)
        parameters.put(THREADS, threads)         # two would spin where something else runs
        parameters.put(BATCH_THREADS, threads)
        parameters.put(FLASH_ATTENTION, 0)
        parameters.put(KEY_TYPE, 0)         # 32 bits: the cache is not to round what is compared
        parameters.put(VALUE_TYPE, 0)
        if embeddings:
            parameters.put(EMBEDDINGS, True, c_bool)
            parameters.put(POOLING, 0)
        context = c_void_p(self.llama.llama_init_from_model(self.model, parameters))
        if not context:
            raise RuntimeError("llama.cpp makes no context: " + " ".join(self.complaints))
        return context

    def decode(self, context, ids, first, all_outputs):
        count = len(ids)
        zero = (c_int32 * 1)(0)
        batch = Batch(
            count, (c_int32 * count)(*ids), None, (c_int32 * count)(*range(first, first + count)), (c_int32 * count)(*[1] * count),
            (POINTER(c_int32) * count)(*[ctypes.cast(zero, POINTER(c_int32))] * count),
            (c_int8 * count)(*[int(all_outputs or i == count - 1) for i in range(count)]))
        status = self.llama.llama_decode(context, batch)
        if status != 0:
            raise RuntimeError("llama_decode gives %d: %s" % (status, " ".join(self.complaints)))

    def rows(self, read, context, count, width):
        values = b"".join(ctypes.string_at(read(context, i), 4 * width) for i in range(count))
        return {"shape": [count, width], "values": base64.b64encode(values).decode()}

    def logits(self, ids):
        context = self.context(len(ids))
        self.decode(context, ids, 0, True)
        answer = self.rows(self.llama.llama_get_logits_ith, context, len(ids), self.size)
        self.llama.llama_free(context)
        return answer

    def embeddings(self, ids):
        context = self.context(len(ids), embeddings=True)
        self.decode(context, ids, 0, True)
        answer = self.rows(self.llama.llama_get_embeddings_ith, context, len(ids), self.llama.llama_model_n_embd(self.model))
        self.llama.llama_free(context)
        return answer

    def greedy(self, ids, count, threads=1):
        context = self.context(len(ids) + count, threads=threads)
        self.decode(context, ids, 0, False)
        made = []
        seconds = 0
        while len(made) < count:
            logits = self.llama.llama_get_logits_ith(context, -1)[:self.size]
            made.append(max(range(self.size), key=logits.__getitem__))
            begun = time.monotonic()
            self.decode(context, made[-1:], len(ids) + len(made) - 1, False)
            seconds += time.monotonic() - begun
        self.llama.llama_free(context)
        return {"ids": made, "seconds": seconds}


def answer_questions(kind):
    """Makes a model of this kind, of the program's arguments, and calls it as its input asks, until that ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)       # what the library prints goes elsewhere

    def answer(value):
        print(json.dumps(value), file=answers, flush=True)

    try:
        model = kind(sys.argv[1], sys.argv[2], "--vocabulary" in sys.argv[3:])
    except RuntimeError as error:
        answer({"error": str(error)})
        return
    answer(model.describe())
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer(getattr(model, question.pop("ask"))(**question))
        except RuntimeError as error:
            answer({"error": str(error)})


if __name__ == "__main__":
    answer_questions(Model)
