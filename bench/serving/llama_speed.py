"""Answers how long llama.cpp takes, a JSON object in a line each, both ways. Its settings are its own but for threads and lengths.

usage: llama_speed.py FOLDER_OF_THE_LIBRARIES MODEL.gguf
"""
import ctypes
import time
from ctypes import POINTER, c_int32, c_int8, c_uint32, c_void_p

import llama_cpp

SEQUENCES = 12      # of llama_context_params
MICRO_BATCH = 512


class Timed(llama_cpp.Model):
    def open(self, tokens, sequences, threads):
        parameters = self.llama.llama_context_default_params()
        parameters.put(llama_cpp.CONTEXT_LENGTH, tokens * sequences, c_uint32)
        parameters.put(llama_cpp.BATCH, max(MICRO_BATCH, sequences), c_uint32)
        parameters.put(SEQUENCES, sequences, c_uint32)
        parameters.put(llama_cpp.THREADS, threads)
        parameters.put(llama_cpp.BATCH_THREADS, threads)
        context = c_void_p(self.llama.llama_init_from_model(self.model, parameters))
        if not context:
            raise RuntimeError("llama.cpp makes no context: " + " ".join(self.complaints))
        return context

    def read(self, context, places):
        """Reads (token, position, sequence, whether logits are wanted) each, and waits until all is done."""
        count = len(places)
        tokens, positions, sequences, outputs = zip(*places)
        ids = [(c_int32 * 1)(sequence) for sequence in sequences]
        batch = llama_cpp.Batch(
            count, (c_int32 * count)(*tokens), None, (c_int32 * count)(*positions), (c_int32 * count)(*[1] * count),
            (POINTER(c_int32) * count)(*[ctypes.cast(one, POINTER(c_int32)) for one in ids]), (c_int8 * count)(*outputs))
        begun = time.monotonic()
        status = self.llama.llama_decode(context, batch)
        if status != 0:
            raise RuntimeError("llama_decode gives %d: %s" % (status, " ".join(self.complaints)))
        self.llama.llama_synchronize(context)
        return time.monotonic() - begun

    def prefill(self, prompt, threads):
        context = self.open(prompt, 1, threads)
        seconds = self.read(context, [(i % self.size, i, 0, int(i == prompt - 1)) for i in range(prompt)])
        self.llama.llama_free(context)
        return {"seconds": seconds}

    def steps(self, sequences, prompt, count, threads):
        context = self.open(prompt + count, sequences, threads)
        for sequence in range(sequences):
            self.read(context, [((sequence + i) % self.size, i, sequence, 0) for i in range(prompt)])
        seconds = sum(
            self.read(context, [((sequence + i) % self.size, i, sequence, 1) for sequence in range(sequences)])
            for i in range(prompt, prompt + count))
        self.llama.llama_free(context)
        return {"seconds": seconds}


llama_cpp.answer_questions(Timed)
