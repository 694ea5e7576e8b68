using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>ggml's own quantizers, to compare with.</summary>
internal static unsafe class Ggml
{
    private static readonly Lazy<nint> library =
        new(() => NativeLibrary.Load(Directory.EnumerateFiles(LlamaLibrary.Folder!, "libggml-base*").First()));

    public static byte[] Quantize(GgufType type, float[] values, int columns, float[]? importance = null)
    {
        var quantize = (delegate* unmanaged<uint, float*, byte*, long, long, long, float*, nuint>)
            NativeLibrary.GetExport(library.Value, "ggml_quantize_chunk");
        var blocks = new byte[type.Bytes(values.Length)];
        fixed (float* from = values, weights = importance)
        fixed (byte* to = blocks)
            quantize((uint)type, from, to, 0, values.Length / columns, columns, weights).ShouldBe((nuint)blocks.Length);
        return blocks;
    }

    public static float[] Dequantize(GgufType type, byte[] blocks)
    {
        var name = type.ToString() is ['Q', .. var rest] ? "q" + rest : type.Word();
        var dequantize = (delegate* unmanaged<byte*, float*, long, void>)NativeLibrary.GetExport(library.Value, "dequantize_row_" + name);
        var values = new float[blocks.Length / type.BlockBytes() * type.BlockLength()];
        fixed (byte* from = blocks)
        fixed (float* to = values)
            dequantize(from, to, values.Length);
        return values;
    }
}
