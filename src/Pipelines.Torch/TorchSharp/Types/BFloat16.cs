using System.Globalization;

namespace TorchSharp;

/// <summary>The upper half of a float: 8 bits of exponent, 7 of mantissa. Rounds to the nearest, ties to even.</summary>
public readonly struct BFloat16 : IComparable<BFloat16>, IEquatable<BFloat16>, IComparable, IFormattable
{
    private readonly ushort bits;

    public BFloat16(float f) => bits = Round(f);

    private BFloat16(ushort bits) => this.bits = bits;

    public static BFloat16 FromRawValue(ushort rawValue) => new(rawValue);

    private static ushort Round(float value)
    {
        var word = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)(word >> 16 | 0x40);
        return (ushort)(word + 0x7fff + (word >> 16 & 1) >> 16);
    }

    public float ToSingle() => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    public static readonly BFloat16 Zero = FromRawValue(0x0000);
    public static readonly BFloat16 One = FromRawValue(0x3f80);
    public static readonly BFloat16 NaN = FromRawValue(0x7fc0);
    public static readonly BFloat16 PositiveInfinity = FromRawValue(0x7f80);
    public static readonly BFloat16 NegativeInfinity = FromRawValue(0xff80);
    public static readonly BFloat16 MaxValue = FromRawValue(0x7f7f);
    public static readonly BFloat16 MinValue = FromRawValue(0xff7f);
    public static readonly BFloat16 SmallestSubnormal = FromRawValue(0x0001);
    public static readonly BFloat16 Epsilon = SmallestSubnormal;
    public static readonly BFloat16 MinNormal = FromRawValue(0x0080);

    public static bool IsNaN(BFloat16 bf) => float.IsNaN(bf.ToSingle());
    public static bool IsInfinity(BFloat16 bf) => float.IsInfinity(bf.ToSingle());
    public static bool IsPositiveInfinity(BFloat16 bf) => float.IsPositiveInfinity(bf.ToSingle());
    public static bool IsNegativeInfinity(BFloat16 bf) => float.IsNegativeInfinity(bf.ToSingle());
    public static bool IsFinite(BFloat16 bf) => float.IsFinite(bf.ToSingle());

    public static explicit operator float(BFloat16 bf) => bf.ToSingle();
    public static explicit operator double(BFloat16 bf) => bf.ToSingle();
    public static explicit operator BFloat16(float f) => new(f);
    public static explicit operator BFloat16(double d) => new((float)d);

    public static BFloat16 operator +(BFloat16 a, BFloat16 b) => new(a.ToSingle() + b.ToSingle());
    public static BFloat16 operator -(BFloat16 a, BFloat16 b) => new(a.ToSingle() - b.ToSingle());
    public static BFloat16 operator *(BFloat16 a, BFloat16 b) => new(a.ToSingle() * b.ToSingle());
    public static BFloat16 operator /(BFloat16 a, BFloat16 b) => new(a.ToSingle() / b.ToSingle());
    public static BFloat16 operator %(BFloat16 a, BFloat16 b) => new(a.ToSingle() % b.ToSingle());
    public static BFloat16 operator -(BFloat16 a) => new(-a.ToSingle());
    public static bool operator ==(BFloat16 a, BFloat16 b) => a.ToSingle() == b.ToSingle();
    public static bool operator !=(BFloat16 a, BFloat16 b) => a.ToSingle() != b.ToSingle();
    public static bool operator <(BFloat16 a, BFloat16 b) => a.ToSingle() < b.ToSingle();
    public static bool operator >(BFloat16 a, BFloat16 b) => a.ToSingle() > b.ToSingle();
    public static bool operator <=(BFloat16 a, BFloat16 b) => a.ToSingle() <= b.ToSingle();
    public static bool operator >=(BFloat16 a, BFloat16 b) => a.ToSingle() >= b.ToSingle();

    public bool Equals(BFloat16 other) => ToSingle().Equals(other.ToSingle());
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);
    public override int GetHashCode() => ToSingle().GetHashCode();
    public int CompareTo(BFloat16 other) => ToSingle().CompareTo(other.ToSingle());
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        BFloat16 other => CompareTo(other),
        _ => throw new ArgumentException($"a BFloat16 cannot be compared with a {obj.GetType().Name}", nameof(obj)),
    };

    public override string ToString() => ToSingle().ToString(CultureInfo.CurrentCulture);
    public string ToString(string? format, IFormatProvider? formatProvider) => ToSingle().ToString(format, formatProvider);
}
