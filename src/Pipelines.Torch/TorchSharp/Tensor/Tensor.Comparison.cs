using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => aten("eq.Tensor", this, target);
        public Tensor eq(Scalar target) => aten("eq.Scalar", this, target);
        public Tensor eq_(Tensor target) => inplace("eq_.Tensor", this, target);
        public Tensor eq_(Scalar target) => inplace("eq_.Scalar", this, target);
        public Tensor equal(Tensor target) => eq(target);

        public Tensor ne(Tensor target) => aten("ne.Tensor", this, target);
        public Tensor ne(Scalar target) => aten("ne.Scalar", this, target);
        public Tensor ne_(Tensor target) => inplace("ne_.Tensor", this, target);
        public Tensor ne_(Scalar target) => inplace("ne_.Scalar", this, target);
        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor lt(Tensor target) => aten("lt.Tensor", this, target);
        public Tensor lt(Scalar target) => aten("lt.Scalar", this, target);
        public Tensor lt_(Tensor target) => inplace("lt_.Tensor", this, target);
        public Tensor lt_(Scalar target) => inplace("lt_.Scalar", this, target);
        public Tensor less(Tensor target) => lt(target);

        public Tensor le(Tensor target) => aten("le.Tensor", this, target);
        public Tensor le(Scalar target) => aten("le.Scalar", this, target);
        public Tensor le_(Tensor target) => inplace("le_.Tensor", this, target);
        public Tensor le_(Scalar target) => inplace("le_.Scalar", this, target);
        public Tensor less_equal(Tensor target) => le(target);

        public Tensor gt(Tensor target) => aten("gt.Tensor", this, target);
        public Tensor gt(Scalar target) => aten("gt.Scalar", this, target);
        public Tensor gt_(Tensor target) => inplace("gt_.Tensor", this, target);
        public Tensor gt_(Scalar target) => inplace("gt_.Scalar", this, target);
        public Tensor greater(Tensor target) => gt(target);

        public Tensor ge(Tensor target) => aten("ge.Tensor", this, target);
        public Tensor ge(Scalar target) => aten("ge.Scalar", this, target);
        public Tensor ge_(Tensor target) => inplace("ge_.Tensor", this, target);
        public Tensor ge_(Scalar target) => inplace("ge_.Scalar", this, target);
        public Tensor greater_equal(Tensor target) => ge(target);

        /// <summary>Whether shape and all elements are equal.</summary>
        public bool Equals(Tensor target) => truth("equal", this, target);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            truth("allclose", this, target, rtol, atol, equal_nan);
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            aten("isclose", this, other, rtol, atol, nanEqual);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            aten("isin.Tensor_Tensor", this, test_elements, assumeUnique, invert);
        public Tensor isnan() => aten("isnan", this);
        public Tensor isinf() => aten("isinf", this);
        public Tensor isfinite() => aten("isfinite", this);
        public Tensor isposinf() => aten("isposinf", this);
        public Tensor isneginf() => aten("isneginf", this);
        public Tensor isreal() => aten("isreal", this);

        public Tensor maximum(Tensor other) => aten("maximum", this, other);
        public Tensor minimum(Tensor other) => aten("minimum", this, other);
        public Tensor max(Tensor other) => maximum(other);
        public Tensor min(Tensor other) => minimum(other);
        public Tensor fmax(Tensor other) => aten("fmax", this, other);
        public Tensor fmin(Tensor other) => aten("fmin", this, other);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            pair("sort.stable", this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => aten("argsort", this, dim, descending);
        public Tensor msort() => aten("msort", this);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            pair("topk", this, k, dim, largest, sorted);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            pair("kthvalue", this, k, dim ?? -1, keepdim);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            aten("bucketize.Tensor", this, boundaries, outInt32, right);
    }
}
