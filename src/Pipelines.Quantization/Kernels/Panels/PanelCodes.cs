using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Codes of 2 to 8 bits in whole registers.</summary>
internal static unsafe class PanelCodes
{
    /// <summary>A bit.</summary>
    internal readonly struct One : IPanelCodes
    {
        public static int Bits => 1;

        public static bool Wide => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Quad(byte* codes, int quad) => Plane(codes, Bits, quad);

        public static void Write(byte* quads, int lowest, byte* codes) => WritePlane(quads, lowest, Bits, codes);
    }

    /// <summary>Two bits.</summary>
    internal readonly struct Two : IPanelCodes
    {
        public static int Bits => 2;

        public static bool Wide => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Quad(byte* codes, int quad) => Plane(codes, Bits, quad);

        public static void Write(byte* quads, int lowest, byte* codes) => WritePlane(quads, lowest, Bits, codes);
    }

    /// <summary>Four bits.</summary>
    internal readonly struct Four : IPanelCodes
    {
        public static int Bits => 4;

        public static bool Wide => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Quad(byte* codes, int quad) => Plane(codes, Bits, quad);

        public static void Write(byte* quads, int lowest, byte* codes) => WritePlane(quads, lowest, Bits, codes);
    }

    /// <summary>Eight bits.</summary>
    internal readonly struct Eight : IPanelCodes
    {
        public static int Bits => 8;

        public static bool Wide => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Quad(byte* codes, int quad) => Vector256.Load(codes + 64 * quad);

        public static void Write(byte* quads, int lowest, byte* codes) => WritePlane(quads, lowest, Bits, codes);
    }

    /// <summary>The bits of <typeparamref name="TLow"/>, and above them those of <typeparamref name="THigh"/>.</summary>
    internal readonly struct Above<TLow, THigh> : IPanelCodes
        where TLow : struct, IPanelCodes
        where THigh : struct, IPanelCodes
    {
        public static int Bits => TLow.Bits + THigh.Bits;

        public static bool Wide => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Quad(byte* codes, int quad) =>
            TLow.Quad(codes, quad) | (THigh.Quad(codes + 64 * TLow.Bits, quad).AsUInt16() << TLow.Bits).AsByte();

        public static void Write(byte* quads, int lowest, byte* codes)
        {
            TLow.Write(quads, lowest, codes);
            THigh.Write(quads, lowest + TLow.Bits, codes + 64 * TLow.Bits);
        }
    }

    /// <summary>Four bits that stand for levels, counted from <see cref="INibbleLevels.Zero"/> below 0.</summary>
    internal readonly struct Levels<TLevels> : IPanelCodes
        where TLevels : struct, INibbleLevels
    {
        public static int Bits => 4;

        public static bool Wide => TLevels.Zero > 64;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Quad(byte* codes, int quad)
        {
            var signed = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(TLevels.OfNibbles)).AsByte();
            var levels = Vector256.Create(signed, signed) + Vector256.Create(TLevels.Zero);
            return Vector256.Shuffle(levels, Plane(codes, Bits, quad));
        }

        public static void Write(byte* quads, int lowest, byte* codes)
        {
            var places = stackalloc byte[512];
            for (var i = 0; i < 512; i++) places[i] = (byte)Math.Max(0, TLevels.OfNibbles.IndexOf((sbyte)(quads[i] ^ 128)));
            WritePlane(places, lowest, Bits, codes);
        }
    }

    /// <summary>Of codes of some bits, as many registers: the quads follow each other round the registers, upwards in the bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Plane(byte* codes, int bits, int quad)
    {
        var register = Vector256.Load(codes + 64 * (quad % bits));
        if (quad >= bits) register = (register.AsUInt16() >>> (quad / bits * bits)).AsByte();
        return register & Vector256.Create((byte)((1 << bits) - 1));
    }

    private static void WritePlane(byte* quads, int lowest, int bits, byte* codes)
    {
        var mask = Vector256.Create((byte)((1 << bits) - 1));
        for (var half = 0; half < 16; half++)
        {
            var quad = half / 2;
            var register = codes + 64 * (quad % bits) + 32 * (half % 2);
            var code = (Vector256.Load(quads + 32 * half) >>> lowest) & mask;
            (Vector256.Load(register) | code << (quad / bits * bits)).Store(register);
        }
    }
}
