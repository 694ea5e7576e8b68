#include "values.h"

namespace pipelines {

static Kind kind_of(c10::TypePtr type, bool& optional) {
  if (auto inner = type->cast<c10::OptionalType>()) {
    optional = true;
    type = inner->getElementType();
  }
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::IntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::NumberType: return Kind::Number;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::StringType: return Kind::String;
    case c10::TypeKind::DeviceObjType: return Kind::Device;
    case c10::TypeKind::GeneratorType: return Kind::Generator;
    case c10::TypeKind::ListType: {
      bool optional_element = false;
      switch (kind_of(type->expectRef<c10::ListType>().getElementType(), optional_element)) {
        case Kind::Tensor: return optional_element ? Kind::OptionalTensors : Kind::Tensors;
        case Kind::Int: return Kind::Ints;
        case Kind::Float: return Kind::Floats;
        case Kind::Bool: return Kind::Bools;
        default: return Kind::Any;
      }
    }
    default: return Kind::Any;
  }
}

Argument describe(const c10::Argument& schema) {
  Argument a;
  a.kind = kind_of(schema.type(), a.optional);
  a.has_default = schema.default_value().has_value();
  if (a.has_default) a.default_value = *schema.default_value();
  if (schema.N()) a.repeat = *schema.N();
  a.name = schema.name();
  return a;
}

[[noreturn]] static void misfit(const Argument& argument, const Value& value) {
  throw std::invalid_argument("argument '" + argument.name + "' does not take a value of kind " + std::to_string(value.tag));
}

// A number beside a tensor takes part in type promotion as a number does, not as a tensor.
static at::Tensor wrapped(const at::Scalar& number) {
  auto tensor = c10::scalar_to_tensor(number);
  tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
  return tensor;
}

static c10::IValue number(const Argument& a, const Value& v, const at::Scalar& scalar) {
  switch (a.kind) {
    case Kind::Tensor: return wrapped(scalar);
    case Kind::Number:
    case Kind::Any: return scalar;
    default: misfit(a, v);
  }
}

static c10::IValue from_int(const Argument& a, const Value& v) {
  switch (a.kind) {
    case Kind::Int: return v.i;
    case Kind::Float: return static_cast<double>(v.i);
    case Kind::Bool: return v.i != 0;
    case Kind::Ints: return c10::IValue(std::vector<int64_t>(a.repeat, v.i));
    case Kind::Floats: return c10::IValue(std::vector<double>(a.repeat, static_cast<double>(v.i)));
    default: return number(a, v, v.i);
  }
}

static c10::IValue from_tensors(const Argument& a, const Value& v) {
  auto* handles = static_cast<void* const*>(v.p);
  if (a.kind == Kind::OptionalTensors) {
    c10::List<c10::optional<at::Tensor>> list;
    list.reserve(v.n);
    for (int k = 0; k < v.n; k++) list.push_back(handles[k] ? c10::optional<at::Tensor>(borrow(handles[k])) : c10::nullopt);
    return list;
  }
  if (a.kind != Kind::Tensors && a.kind != Kind::Any) misfit(a, v);
  c10::List<at::Tensor> list;
  list.reserve(v.n);
  for (int k = 0; k < v.n; k++) list.push_back(borrow(handles[k]));
  return list;
}

c10::IValue to_ivalue(const Argument& a, const Value& v) {
  switch (v.tag) {
    case kNone:
      if (a.kind == Kind::Tensor && !a.optional) return at::Tensor();
      if (a.optional || a.kind == Kind::Any) return {};
      misfit(a, v);
    case kTensor:
      if (a.kind == Kind::Tensor || a.kind == Kind::Any) return required(v.p);
      if (a.kind == Kind::Number) return required(v.p).item();
      misfit(a, v);
    case kInt: return from_int(a, v);
    case kDouble:
      if (a.kind == Kind::Float) return v.d;
      if (a.kind == Kind::Floats) return c10::IValue(std::vector<double>(a.repeat, v.d));
      return number(a, v, v.d);
    case kBool:
      if (a.kind == Kind::Bool) return v.i != 0;
      if (a.kind == Kind::Int) return static_cast<int64_t>(v.i != 0);
      return number(a, v, v.i != 0);
    case kComplex: {
      auto* parts = static_cast<const double*>(v.p);
      return number(a, v, c10::complex<double>(parts[0], parts[1]));
    }
    case kInts: {
      auto* numbers = static_cast<const int64_t*>(v.p);
      if (a.kind == Kind::Floats) return c10::IValue(std::vector<double>(numbers, numbers + v.n));
      if (a.kind != Kind::Ints && a.kind != Kind::Any) misfit(a, v);
      return c10::IValue(c10::IntArrayRef(numbers, v.n));
    }
    case kDoubles:
      if (a.kind != Kind::Floats && a.kind != Kind::Any) misfit(a, v);
      return c10::IValue(c10::ArrayRef<double>(static_cast<const double*>(v.p), v.n));
    case kBools: {
      if (a.kind != Kind::Bools && a.kind != Kind::Any) misfit(a, v);
      c10::List<bool> list;
      list.reserve(v.n);
      for (int k = 0; k < v.n; k++) list.push_back(static_cast<const uint8_t*>(v.p)[k] != 0);
      return list;
    }
    case kTensors: return from_tensors(a, v);
    case kString:
      if (a.kind != Kind::String && a.kind != Kind::Any) misfit(a, v);
      return std::string(static_cast<const char*>(v.p), v.n);
    case kDevice:
      if (a.kind != Kind::Device && a.kind != Kind::Any) misfit(a, v);
      return c10::Device(static_cast<c10::DeviceType>(v.i & 0xffffffff), static_cast<c10::DeviceIndex>(v.i >> 32));
    case kGenerator:
      if (a.kind != Kind::Generator && a.kind != Kind::Any) misfit(a, v);
      return *static_cast<at::Generator*>(v.p);
    default: misfit(a, v);
  }
}

template <class T>
static T* buffer(size_t count) {
  auto* memory = static_cast<T*>(malloc(sizeof(T) * (count ? count : 1)));
  if (!memory) throw std::bad_alloc();
  return memory;
}

// What freeing the tensor would give back, in KiB: nothing for a view of a part.
static int32_t kibibytes(const at::Tensor& tensor) {
  if (!tensor.defined() || !tensor.has_storage()) return 0;
  auto bytes = static_cast<int64_t>(tensor.numel() * tensor.dtype().itemsize());
  if (static_cast<int64_t>(tensor.storage().nbytes()) != bytes) return 0;
  return static_cast<int32_t>(std::min<int64_t>(bytes >> 10, INT32_MAX));
}

void from_ivalue(c10::IValue&& v, Value& out) {
  out.n = 0;
  out.i = 0;
  if (v.isTensor()) {
    auto tensor = std::move(v).toTensor();
    out.n = kibibytes(tensor);
    out.p = own(std::move(tensor));
    out.tag = out.p ? kTensor : kNone;
  } else if (v.isNone()) {
    out.tag = kNone;
  } else if (v.isBool()) {
    out.tag = kBool;
    out.i = v.toBool();
  } else if (v.isInt()) {
    out.tag = kInt;
    out.i = v.toInt();
  } else if (v.isDouble()) {
    out.tag = kDouble;
    out.d = v.toDouble();
  } else if (v.isTensorList()) {
    auto list = std::move(v).toTensorVector();
    auto* handles = buffer<void*>(list.size());
    for (size_t k = 0; k < list.size(); k++) handles[k] = own(std::move(list[k]));
    out.tag = kTensors;
    out.n = static_cast<int32_t>(list.size());
    out.p = handles;
  } else if (v.isIntList()) {
    auto list = v.toIntVector();
    auto* numbers = buffer<int64_t>(list.size());
    std::copy(list.begin(), list.end(), numbers);
    out.tag = kInts;
    out.n = static_cast<int32_t>(list.size());
    out.p = numbers;
  } else if (v.isString()) {
    const auto& text = v.toStringRef();
    auto* bytes = buffer<char>(text.size());
    memcpy(bytes, text.data(), text.size());
    out.tag = kString;
    out.n = static_cast<int32_t>(text.size());
    out.p = bytes;
  } else if (v.isScalar() || v.isComplexDouble()) {
    auto c = v.toComplexDouble();
    auto* parts = buffer<double>(2);
    parts[0] = c.real();
    parts[1] = c.imag();
    out.tag = kComplex;
    out.n = 2;
    out.p = parts;
  } else {
    out.tag = kOther;
  }
}

}  // namespace pipelines
