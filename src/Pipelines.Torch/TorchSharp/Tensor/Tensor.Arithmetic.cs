using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => aten("add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => aten("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar) => aten("add.Tensor", this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => aten("add.Tensor", this, scalar, alpha);
        public Tensor add_(Tensor target) => inplace("add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => inplace("add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => inplace("add_.Tensor", this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => inplace("add_.Tensor", this, scalar, alpha);

        public Tensor sub(Tensor target) => aten("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => aten("sub.Tensor", this, target);
        public Tensor sub_(Tensor target) => inplace("sub_.Tensor", this, target);
        public Tensor sub_(Scalar target) => inplace("sub_.Tensor", this, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor subtract_(Scalar target) => sub_(target);

        public Tensor mul(Tensor target) => aten("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => aten("mul.Tensor", this, target);
        public Tensor mul_(Tensor target) => inplace("mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => inplace("mul_.Tensor", this, target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? aten("div.Tensor", this, target)
            : aten("div.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? aten("div.Tensor", this, target)
            : aten("div.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? inplace("div_.Tensor", this, target)
            : inplace("div_.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? inplace("div_.Tensor", this, target)
            : inplace("div_.Tensor_mode", this, target, rounding_mode.ToString());
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor true_divide(Tensor other) => div(other);
        public Tensor true_divide(Scalar other) => div(other);
        public Tensor true_divide_(Tensor other) => div_(other);
        public Tensor true_divide_(Scalar other) => div_(other);
        public Tensor floor_divide(Tensor other) => div(other, RoundingMode.floor);
        public Tensor floor_divide(Scalar other) => div(other, RoundingMode.floor);
        public Tensor floor_divide_(Tensor other) => div_(other, RoundingMode.floor);
        public Tensor floor_divide_(Scalar other) => div_(other, RoundingMode.floor);

        public Tensor remainder(Tensor target) => aten("remainder.Tensor", this, target);
        public Tensor remainder(Scalar scalar) => aten("remainder.Scalar", this, scalar);
        public Tensor remainder_(Tensor target) => inplace("remainder_.Tensor", this, target);
        public Tensor remainder_(Scalar scalar) => inplace("remainder_.Scalar", this, scalar);
        public Tensor fmod(Tensor target) => aten("fmod.Tensor", this, target);
        public Tensor fmod(Scalar scalar) => aten("fmod.Scalar", this, scalar);
        public Tensor fmod_(Tensor target) => inplace("fmod_.Tensor", this, target);
        public Tensor fmod_(Scalar scalar) => inplace("fmod_.Scalar", this, scalar);

        public Tensor pow(Tensor exponent) => aten("pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => aten("pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => inplace("pow_.Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => inplace("pow_.Scalar", this, exponent);
        public Tensor float_power(Tensor target) => aten("float_power.Tensor_Tensor", this, target);
        public Tensor float_power_(Tensor target) => inplace("float_power_.Tensor", this, target);

        /// <summary>this + value · tensor1 · tensor2</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => aten("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => inplace("addcmul_", this, tensor1, tensor2, value);
        /// <summary>this + value · tensor1 / tensor2</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => aten("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => aten("addcdiv", this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => inplace("addcdiv_", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => inplace("addcdiv_", this, tensor1, tensor2);

        public Tensor lerp(Tensor end, Tensor weight) => aten("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => inplace("lerp_.Tensor", this, end, weight);
        public Tensor hypot(Tensor other) => aten("hypot", this, other);
        public Tensor logaddexp(Tensor other) => aten("logaddexp", this, other);
        public Tensor logaddexp2(Tensor other) => aten("logaddexp2", this, other);
        public Tensor xlogy(Tensor y) => aten("xlogy.Tensor", this, y);
        public Tensor xlogy(Scalar y) => aten("xlogy.Scalar_Other", this, y);
        public Tensor gcd(Tensor other) => aten("gcd", this, other);
        public Tensor lcm(Tensor other) => aten("lcm", this, other);
        public Tensor ldexp(Tensor other) => aten("ldexp.Tensor", this, other);
        public Tensor copysign(Tensor other) => aten("copysign.Tensor", this, other);
        public Tensor nextafter(Tensor other) => aten("nextafter", this, other);
        public Tensor heaviside(Tensor other) => aten("heaviside", this, other);
        public Tensor atan2(Tensor other) => aten("atan2", this, other);
        public Tensor atan2_(Tensor other) => inplace("atan2_", this, other);

        public Tensor bitwise_and(Tensor other) => aten("bitwise_and.Tensor", this, other);
        public Tensor bitwise_and_(Tensor other) => inplace("bitwise_and_.Tensor", this, other);
        public Tensor bitwise_or(Tensor other) => aten("bitwise_or.Tensor", this, other);
        public Tensor bitwise_or_(Tensor other) => inplace("bitwise_or_.Tensor", this, other);
        public Tensor bitwise_xor(Tensor other) => aten("bitwise_xor.Tensor", this, other);
        public Tensor bitwise_xor_(Tensor other) => inplace("bitwise_xor_.Tensor", this, other);
        public Tensor bitwise_not() => aten("bitwise_not", this);
        public Tensor bitwise_not_() => inplace("bitwise_not_", this);
        public Tensor bitwise_left_shift(Tensor other) => aten("bitwise_left_shift.Tensor", this, other);
        public Tensor bitwise_left_shift_(Tensor other) => inplace("bitwise_left_shift_.Tensor", this, other);
        public Tensor bitwise_right_shift(Tensor other) => aten("bitwise_right_shift.Tensor", this, other);
        public Tensor bitwise_right_shift_(Tensor other) => inplace("bitwise_right_shift_.Tensor", this, other);

        public Tensor logical_and(Tensor other) => aten("logical_and", this, other);
        public Tensor logical_and_(Tensor other) => inplace("logical_and_", this, other);
        public Tensor logical_or(Tensor other) => aten("logical_or", this, other);
        public Tensor logical_or_(Tensor other) => inplace("logical_or_", this, other);
        public Tensor logical_xor(Tensor other) => aten("logical_xor", this, other);
        public Tensor logical_xor_(Tensor other) => inplace("logical_xor_", this, other);
        public Tensor logical_not() => aten("logical_not", this);
        public Tensor logical_not_() => inplace("logical_not_", this);
    }
}
