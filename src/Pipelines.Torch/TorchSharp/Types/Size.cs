using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A shape.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[] dims;

        public static Size Empty = new(Array.Empty<long>());

        public Size(long[] shape) => dims = (long[])shape.Clone();
        public Size(IEnumerable<long> shape) => dims = [.. shape];
        public Size(int[] shape) => dims = Array.ConvertAll(shape, d => (long)d);
        public Size(long size) => dims = [size];
        public Size((long, long) size) => dims = [size.Item1, size.Item2];
        public Size((long, long, long) size) => dims = [size.Item1, size.Item2, size.Item3];
        public Size((long, long, long, long) size) => dims = [size.Item1, size.Item2, size.Item3, size.Item4];

        public static implicit operator Size(long size) => new(size);
        public static implicit operator Size((long, long) size) => new(size);
        public static implicit operator Size((long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long) size) => new(size);
        public static implicit operator Size(long[] size) => new(size);

        public static Size operator +(Size left, Size right) => new(left.Shape.Concat(right.Shape));
        public static Size operator +(Size left, IEnumerable<long> right) => new(left.Shape.Concat(right));
        public static bool operator ==(Size left, Size right) => left.Shape.SequenceEqual(right.Shape);
        public static bool operator !=(Size left, Size right) => !(left == right);

        public readonly long[] Shape => dims ?? [];
        public readonly int Length => Shape.Length;
        public readonly bool IsEmpty => Length == 0;
        public readonly bool IsScalar => IsEmpty;
        public readonly long this[int idx] => Shape[idx];
        public readonly long this[long idx] => Shape[idx];

        public readonly Size Slice(int first, int next) => new(Shape[first..next]);
        public readonly IEnumerable<long> Take(int i) => Shape.Take(i);
        public readonly long numel() => Shape.Aggregate(1L, (product, d) => product * d);

        public readonly IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();
        readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override readonly bool Equals(object? obj) => obj is Size other && this == other;
        public override readonly int GetHashCode() => Shape.Aggregate(17, HashCode.Combine);
        public override readonly string? ToString() => $"[{string.Join(", ", Shape)}]";
    }
}
