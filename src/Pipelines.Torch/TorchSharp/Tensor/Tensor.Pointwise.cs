using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => aten("abs", this);
        public Tensor abs_() => inplace("abs_", this);
        public Tensor ceil() => aten("ceil", this);
        public Tensor ceil_() => inplace("ceil_", this);
        public Tensor floor() => aten("floor", this);
        public Tensor floor_() => inplace("floor_", this);
        public Tensor trunc() => aten("trunc", this);
        public Tensor trunc_() => inplace("trunc_", this);
        public Tensor frac() => aten("frac", this);
        public Tensor frac_() => inplace("frac_", this);
        public Tensor sign() => aten("sign", this);
        public Tensor sign_() => inplace("sign_", this);
        public Tensor sgn() => aten("sgn", this);
        public Tensor sgn_() => inplace("sgn_", this);
        public Tensor neg() => aten("neg", this);
        public Tensor neg_() => inplace("neg_", this);
        public Tensor reciprocal() => aten("reciprocal", this);
        public Tensor reciprocal_() => inplace("reciprocal_", this);
        public Tensor sqrt() => aten("sqrt", this);
        public Tensor sqrt_() => inplace("sqrt_", this);
        public Tensor rsqrt() => aten("rsqrt", this);
        public Tensor rsqrt_() => inplace("rsqrt_", this);
        public Tensor exp() => aten("exp", this);
        public Tensor exp_() => inplace("exp_", this);
        public Tensor exp2() => aten("exp2", this);
        public Tensor exp2_() => inplace("exp2_", this);
        public Tensor expm1() => aten("expm1", this);
        public Tensor expm1_() => inplace("expm1_", this);
        public Tensor log() => aten("log", this);
        public Tensor log_() => inplace("log_", this);
        public Tensor log2() => aten("log2", this);
        public Tensor log2_() => inplace("log2_", this);
        public Tensor log10() => aten("log10", this);
        public Tensor log10_() => inplace("log10_", this);
        public Tensor log1p() => aten("log1p", this);
        public Tensor log1p_() => inplace("log1p_", this);
        public Tensor sin() => aten("sin", this);
        public Tensor sin_() => inplace("sin_", this);
        public Tensor cos() => aten("cos", this);
        public Tensor cos_() => inplace("cos_", this);
        public Tensor tan() => aten("tan", this);
        public Tensor tan_() => inplace("tan_", this);
        public Tensor asin() => aten("asin", this);
        public Tensor asin_() => inplace("asin_", this);
        public Tensor acos() => aten("acos", this);
        public Tensor acos_() => inplace("acos_", this);
        public Tensor atan() => aten("atan", this);
        public Tensor atan_() => inplace("atan_", this);
        public Tensor sinh() => aten("sinh", this);
        public Tensor sinh_() => inplace("sinh_", this);
        public Tensor cosh() => aten("cosh", this);
        public Tensor cosh_() => inplace("cosh_", this);
        public Tensor tanh() => aten("tanh", this);
        public Tensor tanh_() => inplace("tanh_", this);
        public Tensor asinh() => aten("asinh", this);
        public Tensor asinh_() => inplace("asinh_", this);
        public Tensor acosh() => aten("acosh", this);
        public Tensor acosh_() => inplace("acosh_", this);
        public Tensor atanh() => aten("atanh", this);
        public Tensor atanh_() => inplace("atanh_", this);
        public Tensor sinc() => aten("sinc", this);
        public Tensor sinc_() => inplace("sinc_", this);
        public Tensor erf() => aten("erf", this);
        public Tensor erf_() => inplace("erf_", this);
        public Tensor erfc() => aten("erfc", this);
        public Tensor erfc_() => inplace("erfc_", this);
        public Tensor erfinv() => aten("erfinv", this);
        public Tensor erfinv_() => inplace("erfinv_", this);
        public Tensor lgamma() => aten("lgamma", this);
        public Tensor lgamma_() => inplace("lgamma_", this);
        public Tensor digamma() => aten("digamma", this);
        public Tensor digamma_() => inplace("digamma_", this);
        public Tensor i0() => aten("i0", this);
        public Tensor i0_() => inplace("i0_", this);
        public Tensor deg2rad() => aten("deg2rad", this);
        public Tensor deg2rad_() => inplace("deg2rad_", this);
        public Tensor rad2deg() => aten("rad2deg", this);
        public Tensor rad2deg_() => inplace("rad2deg_", this);

        public Tensor absolute() => abs();
        public Tensor absolute_() => abs_();
        public Tensor fix() => trunc();
        public Tensor fix_() => trunc_();
        public Tensor negative() => neg();
        public Tensor positive() => alias();
        public Tensor square() => pow(2);
        public Tensor arcsin() => asin();
        public Tensor arccos() => acos();
        public Tensor arctan() => atan();
        public Tensor arcsinh() => asinh();
        public Tensor arccosh() => acosh();
        public Tensor arctanh() => atanh();
        public Tensor round(long decimals = 0L) => decimals == 0 ? aten("round", this) : aten("round.decimals", this, decimals);
        public Tensor round_(long decimals = 0L) => decimals == 0 ? inplace("round_", this) : inplace("round_.decimals", this, decimals);
        public Tensor signbit() => aten("signbit", this);
        public Tensor logit(double? eps = null) => aten("logit", this, eps);
        public Tensor logit_(double? eps = null) => inplace("logit_", this, eps);
        public Tensor nan_to_num(double nan = 0d, double? posinf = null, double? neginf = null) =>
            aten("nan_to_num", this, nan, posinf, neginf);
        public Tensor nan_to_num_(double nan = 0d, double? posinf = null, double? neginf = null) =>
            inplace("nan_to_num_", this, nan, posinf, neginf);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => aten("clamp", this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => aten("clamp.Tensor", this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => inplace("clamp_", this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => inplace("clamp_.Tensor", this, min, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor clamp_max(Scalar max) => aten("clamp_max", this, max);
        public Tensor clamp_max_(Scalar max) => inplace("clamp_max_", this, max);
        public Tensor clamp_min(Scalar min) => aten("clamp_min", this, min);
        public Tensor clamp_min_(Scalar min) => inplace("clamp_min_", this, min);

        public Tensor fill_(Scalar value) => inplace("fill_.Scalar", this, value);
        public Tensor zero_() => inplace("zero_", this);

        public Tensor real => aten("real", this);
        public Tensor imag => aten("imag", this);
        public Tensor conj() => aten("conj", this);
        public Tensor resolve_conj() => aten("resolve_conj", this);
        public Tensor resolve_neg() => aten("resolve_neg", this);
        public Tensor angle() => aten("angle", this);
        public Tensor view_as_complex() => aten("view_as_complex", this);
        public Tensor view_as_real() => aten("view_as_real", this);
    }
}
