using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantize.Bench;

/// <summary>ggml's own quantizer.</summary>
internal sealed unsafe class Peer
{
    private readonly delegate* unmanaged<uint, float*, byte*, long, long, long, float*, nuint> quantize;

    private Peer(string path) =>
        quantize = (delegate* unmanaged<uint, float*, byte*, long, long, long, float*, nuint>)
            NativeLibrary.GetExport(NativeLibrary.Load(path), "ggml_quantize_chunk");

    /// <summary>The library of <c>LLAMA_CPP</c>, or else of what <c>eng/setup --tests</c> installs; null without either.</summary>
    public static Peer? Find()
    {
        var cache = Environment.GetEnvironmentVariable("PIPELINES_CACHE")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "pipelines");
        var root = Environment.GetEnvironmentVariable("LLAMA_CPP") ?? Path.Combine(cache, "llama.cpp");
        var packages = Path.Combine(root, "node_modules", "@node-llama-cpp");
        if (!Directory.Exists(packages)) return null;
        var library = Directory.EnumerateFiles(packages, "libggml-base*", SearchOption.AllDirectories).FirstOrDefault();
        return library is null ? null : new Peer(library);
    }

    public void Quantize(GgufType type, ReadOnlySpan<float> values, int columns, Span<byte> blocks)
    {
        fixed (float* from = values)
        fixed (byte* to = blocks)
            quantize((uint)type, from, to, 0, values.Length / columns, columns, null);
    }
}
