namespace Pipelines.Quantization;

/// <summary>One lane, in plain C#: what the others are held to.</summary>
internal readonly struct Lanes1(float value) : ILanes<Lanes1>
{
    private readonly float value = value;

    public static int Count => 1;

    public static Lanes1 Of(float value) => new(value);

    public static Lanes1 Load(ReadOnlySpan<float> values) => new(values[0]);

    public static Lanes1 Load(ReadOnlySpan<byte> bytes, int shift, int mask) => new((bytes[0] >> shift) & mask);

    public static Lanes1 Load(ReadOnlySpan<sbyte> values) => new(values[0]);

    public static Lanes1 Flags(uint bits) => new(bits & 1);

    public static Lanes1 Lookup(ReadOnlySpan<sbyte> table, ReadOnlySpan<byte> bytes, int shift) => new(table[(bytes[0] >> shift) & 15]);

    public static Lanes1 MultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new(MathF.FusedMultiplyAdd(a.value, b.value, c.value));

    public static Lanes1 Round(Lanes1 a) => new(MathF.Round(a.value));

    public static Lanes1 Truncate(Lanes1 a) => new(MathF.Truncate(a.value));

    public static Lanes1 Abs(Lanes1 a) => new(MathF.Abs(a.value));

    public static Lanes1 Min(Lanes1 a, Lanes1 b) => a.value < b.value ? a : b;

    public static Lanes1 Max(Lanes1 a, Lanes1 b) => a.value > b.value ? a : b;

    public static Lanes1 IfLess(Lanes1 a, Lanes1 b, Lanes1 then, Lanes1 otherwise) => a.value < b.value ? then : otherwise;

    public static Lanes1 operator +(Lanes1 a, Lanes1 b) => new(a.value + b.value);

    public static Lanes1 operator -(Lanes1 a, Lanes1 b) => new(a.value - b.value);

    public static Lanes1 operator *(Lanes1 a, Lanes1 b) => new(a.value * b.value);

    public static Lanes1 operator /(Lanes1 a, Lanes1 b) => new(a.value / b.value);

    public void Store(Span<float> values) => values[0] = value;
}
