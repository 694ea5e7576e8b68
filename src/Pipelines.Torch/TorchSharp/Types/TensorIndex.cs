namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of <c>tensor[…]</c>: a number, a slice, a tensor, a truth value, a new dimension or the ellipsis.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Null,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        internal Kind kind;
        internal long? first; // the start of a slice, the number, or the truth value
        internal long? stop;
        internal long? step;
        internal Tensor? tensor;

        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };
        public static TensorIndex None = new() { kind = Kind.None };
        public static TensorIndex Null = new() { kind = Kind.Null };
        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, first = start, stop = stop, step = step };
        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, range.end);
        public static TensorIndex Slice(Range range) => Slice(Signed(range.Start), range.End.Equals(^0) ? null : Signed(range.End));
        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, first = value ? 1 : 0 };
        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, first = index };
        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(Signed(index));

        private static long Signed(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
