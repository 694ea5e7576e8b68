using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => aten("add.Tensor", left, right);
        public static Tensor operator +(Tensor left, Scalar right) => aten("add.Tensor", left, right);
        public static Tensor operator +(Tensor left, int right) => aten("add.Tensor", left, right);
        public static Tensor operator +(Tensor left, long right) => aten("add.Tensor", left, right);
        public static Tensor operator +(Tensor left, float right) => aten("add.Tensor", left, right);
        public static Tensor operator +(Tensor left, double right) => aten("add.Tensor", left, right);
        public static Tensor operator +(Scalar left, Tensor right) => aten("add.Tensor", right, left);
        public static Tensor operator +(int left, Tensor right) => aten("add.Tensor", right, left);
        public static Tensor operator +(long left, Tensor right) => aten("add.Tensor", right, left);
        public static Tensor operator +(float left, Tensor right) => aten("add.Tensor", right, left);
        public static Tensor operator +(double left, Tensor right) => aten("add.Tensor", right, left);

        public static Tensor operator *(Tensor left, Tensor right) => aten("mul.Tensor", left, right);
        public static Tensor operator *(Tensor left, Scalar right) => aten("mul.Tensor", left, right);
        public static Tensor operator *(Tensor left, int right) => aten("mul.Tensor", left, right);
        public static Tensor operator *(Tensor left, long right) => aten("mul.Tensor", left, right);
        public static Tensor operator *(Tensor left, float right) => aten("mul.Tensor", left, right);
        public static Tensor operator *(Tensor left, double right) => aten("mul.Tensor", left, right);
        public static Tensor operator *(Scalar left, Tensor right) => aten("mul.Tensor", right, left);
        public static Tensor operator *(int left, Tensor right) => aten("mul.Tensor", right, left);
        public static Tensor operator *(long left, Tensor right) => aten("mul.Tensor", right, left);
        public static Tensor operator *(float left, Tensor right) => aten("mul.Tensor", right, left);
        public static Tensor operator *(double left, Tensor right) => aten("mul.Tensor", right, left);

        public static Tensor operator -(Tensor left, Tensor right) => aten("sub.Tensor", left, right);
        public static Tensor operator -(Tensor left, Scalar right) => aten("sub.Tensor", left, right);
        public static Tensor operator -(Tensor left, int right) => aten("sub.Tensor", left, right);
        public static Tensor operator -(Tensor left, long right) => aten("sub.Tensor", left, right);
        public static Tensor operator -(Tensor left, float right) => aten("sub.Tensor", left, right);
        public static Tensor operator -(Tensor left, double right) => aten("sub.Tensor", left, right);
        public static Tensor operator -(Scalar left, Tensor right) => aten("rsub.Scalar", right, left);
        public static Tensor operator -(int left, Tensor right) => aten("rsub.Scalar", right, left);
        public static Tensor operator -(long left, Tensor right) => aten("rsub.Scalar", right, left);
        public static Tensor operator -(float left, Tensor right) => aten("rsub.Scalar", right, left);
        public static Tensor operator -(double left, Tensor right) => aten("rsub.Scalar", right, left);

        public static Tensor operator /(Tensor left, Tensor right) => aten("div.Tensor", left, right);
        public static Tensor operator /(Tensor left, Scalar right) => aten("div.Tensor", left, right);
        public static Tensor operator /(Tensor left, int right) => aten("div.Tensor", left, right);
        public static Tensor operator /(Tensor left, long right) => aten("div.Tensor", left, right);
        public static Tensor operator /(Tensor left, float right) => aten("div.Tensor", left, right);
        public static Tensor operator /(Tensor left, double right) => aten("div.Tensor", left, right);
        public static Tensor operator /(Scalar left, Tensor right) => right.Under(left);
        public static Tensor operator /(int left, Tensor right) => right.Under(left);
        public static Tensor operator /(long left, Tensor right) => right.Under(left);
        public static Tensor operator /(float left, Tensor right) => right.Under(left);
        public static Tensor operator /(double left, Tensor right) => right.Under(left);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);
        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);
        public static Tensor operator %(Tensor left, int right) => left.remainder(right);
        public static Tensor operator %(Tensor left, long right) => left.remainder(right);
        public static Tensor operator %(Tensor left, float right) => left.remainder(right);
        public static Tensor operator %(Tensor left, double right) => left.remainder(right);

        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);
        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);
        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);
        public static Tensor operator ~(Tensor left) => left.bitwise_not();

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        // number / this
        private Tensor Under(Pipelines.Torch.Arg number)
        {
            using var inverse = reciprocal();
            return aten("mul.Tensor", inverse, number);
        }
    }
}
