using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>
/// 256 codes from 0 to 2 in 52 bytes. Five codes are the digits of a number to the base of 3, and the byte is that number as a share of
/// 3⁵ in 256ths, rounded up: three times a byte, what overflows is its first digit and the rest has the others. Bytes 0–31 have codes 32
/// apart, of the first 160; bytes 32–47 codes 16 apart, of the next 80; bytes 48–51 four codes each, 4 apart.
/// </summary>
internal static class Trits
{
    /// <summary>Bytes of a block's codes.</summary>
    public const int Bytes = 52;

    /// <summary>Codes of a block.</summary>
    public const int Codes = 256;

    /// <summary>Codes that a byte has room for.</summary>
    private const int Digits = 5;

    private const int Numbers = 243;

    /// <param name="codes">[256]</param>
    /// <param name="bytes">[52]</param>
    public static void Pack(ReadOnlySpan<byte> codes, Span<byte> bytes)
    {
        PackSome(codes[..160], bytes[..32]);
        PackSome(codes[160..240], bytes[32..48]);
        PackSome(codes[240..], bytes[48..]);
    }

    /// <param name="bytes">[52]</param>
    /// <param name="codes">[256]</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(ReadOnlySpan<byte> bytes, Span<byte> codes)
    {
        for (var half = 0; half < 32; half += 16) UnpackSome(Vector128.Create(bytes[half..]), codes[half..], 32);
        UnpackSome(Vector128.Create(bytes[32..]), codes[160..], 16);
        var last = Vector128.CreateScalar(MemoryMarshal.Read<uint>(bytes[48..])).AsByte();
        for (var digit = 0; digit < 4; digit++)
        {
            MemoryMarshal.Write(codes[(240 + 4 * digit)..], FirstDigits(last).AsUInt32().ToScalar());
            last += last + last;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UnpackSome(Vector128<byte> numbers, Span<byte> codes, int apart)
    {
        for (var digit = 0; digit < Digits; digit++)
        {
            FirstDigits(numbers).CopyTo(codes[(digit * apart)..]);
            numbers += numbers + numbers;
        }
    }

    /// <summary>How often three times a byte overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FirstDigits(Vector128<byte> numbers) =>
        Vector128<byte>.Zero
        - Vector128.GreaterThan(numbers, Vector128.Create((byte)(255 / 3)))
        - Vector128.GreaterThan(numbers, Vector128.Create((byte)(511 / 3)));

    private static void PackSome(ReadOnlySpan<byte> codes, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var number = 0;
            for (var digit = 0; digit < Digits; digit++)
            {
                var at = digit * bytes.Length + i;
                number = number * 3 + (at < codes.Length ? codes[at] : 0);
            }

            bytes[i] = (byte)((number * 256 + Numbers - 1) / Numbers);
        }
    }
}
