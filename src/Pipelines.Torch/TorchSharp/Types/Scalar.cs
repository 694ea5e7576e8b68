using System.Numerics;
using Pipelines.Torch;

namespace TorchSharp
{
    /// <summary>A number of any type, beside a tensor.</summary>
    public sealed class Scalar : IDisposable
    {
        internal readonly ScalarKind Kind;
        internal readonly long Int;
        internal readonly double Double;
        internal readonly double Imaginary;

        internal Scalar(long value) => (Kind, Int, Double) = (ScalarKind.Int, value, value);
        internal Scalar(double value) => (Kind, Int, Double) = (ScalarKind.Double, (long)value, value);
        internal Scalar(bool value) => (Kind, Int, Double) = (ScalarKind.Bool, value ? 1 : 0, value ? 1 : 0);
        internal Scalar(Complex value) =>
            (Kind, Int, Double, Imaginary) = (ScalarKind.Complex, (long)value.Real, value.Real, value.Imaginary);

        public static implicit operator Scalar(byte value) => new((long)value);
        public static implicit operator Scalar(sbyte value) => new((long)value);
        public static implicit operator Scalar(short value) => new((long)value);
        public static implicit operator Scalar(int value) => new((long)value);
        public static implicit operator Scalar(long value) => new(value);
        public static implicit operator Scalar(Half value) => new((double)value);
        public static implicit operator Scalar(BFloat16 value) => new((double)value);
        public static implicit operator Scalar(float value) => new((double)value);
        public static implicit operator Scalar(double value) => new(value);
        public static implicit operator Scalar(bool value) => new(value);
        public static implicit operator Scalar((float, float) value) => new(new Complex(value.Item1, value.Item2));
        public static implicit operator Scalar(Complex value) => new(value);

        public torch.ScalarType Type => Kind switch
        {
            ScalarKind.Int => torch.ScalarType.Int64,
            ScalarKind.Double => torch.ScalarType.Float64,
            ScalarKind.Bool => torch.ScalarType.Bool,
            _ => torch.ScalarType.ComplexFloat64,
        };

        /// <summary>Nothing to free: TorchSharp's holds native memory, so its users dispose it.</summary>
        public void Dispose() { }

        public override string? ToString() => Kind switch
        {
            ScalarKind.Int => Int.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ScalarKind.Double => Double.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ScalarKind.Bool => Int != 0 ? "True" : "False",
            _ => new Complex(Double, Imaginary).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    public static class ScalarExtensionMethods
    {
        public static Scalar ToScalar(this byte value) => value;
        public static Scalar ToScalar(this sbyte value) => value;
        public static Scalar ToScalar(this short value) => value;
        public static Scalar ToScalar(this int value) => value;
        public static Scalar ToScalar(this long value) => value;
        public static Scalar ToScalar(this float value) => value;
        public static Scalar ToScalar(this double value) => value;
        public static Scalar ToScalar(this bool value) => value;
        public static Scalar ToScalar(this Half value) => value;
        public static Scalar ToScalar(this BFloat16 value) => value;
        public static Scalar ToScalar(this Complex value) => value;
        public static Scalar ToBFloat16Scalar(this float value) => (BFloat16)value;

        public static Half ToHalf(this Scalar value) => (Half)value.Double;
        public static BFloat16 ToBFloat16(this Scalar value) => (BFloat16)value.Double;
        public static float ToSingle(this Scalar value) => (float)value.Double;
        public static double ToDouble(this Scalar value) => value.Double;
        public static sbyte ToSByte(this Scalar value) => (sbyte)value.Int;
        public static byte ToByte(this Scalar value) => (byte)value.Int;
        public static short ToInt16(this Scalar value) => (short)value.Int;
        public static int ToInt32(this Scalar value) => (int)value.Int;
        public static long ToInt64(this Scalar value) => value.Int;
        public static bool ToBoolean(this Scalar value) => value.Double != 0 || value.Imaginary != 0;
        public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value) => ((float)value.Double, (float)value.Imaginary);
        public static Complex ToComplexFloat64(this Scalar value) => new(value.Double, value.Imaginary);
    }
}

namespace Pipelines.Torch
{
    internal enum ScalarKind
    {
        Int,
        Double,
        Bool,
        Complex,
    }
}
