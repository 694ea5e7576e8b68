// Values to IValues and back, guided by what each argument of the operator's schema accepts.
#pragma once
#include "abi.h"

namespace pipelines {

enum class Kind : uint8_t {
  Any, Tensor, Int, Float, Number, Bool, Ints, Floats, Bools, Tensors, OptionalTensors, String, Device, Generator
};

struct Argument {
  Kind kind = Kind::Any;
  bool optional = false;
  bool has_default = false;
  int32_t repeat = 1;  // int[2] takes a single number twice
  c10::IValue default_value;
  std::string name;
};

Argument describe(const c10::Argument& argument);

// Throws std::invalid_argument when the value does not fit.
c10::IValue to_ivalue(const Argument& argument, const Value& value);

// Lists and strings of the result are malloc'ed: pipelines_free_buffer frees them.
void from_ivalue(c10::IValue&& value, Value& out);

}  // namespace pipelines
