using Pipelines.Formats.Safetensors;
using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Brings elements of a file into parameters.</summary>
/// <param name="file">the open file</param>
internal sealed class WeightReader(SafetensorsCheckpoint file)
{
    private const int SliceElements = 1 << 22;

    /// <summary>What one thread converts at a time: it stays in the processor's cache, and libtorch starts no threads for it.</summary>
    private const int ChunkElements = 1 << 15;

    /// <summary>
    /// Fills parameters. One of the file's own type on the CPU takes the mapped memory for its own: nothing is read until it is
    /// used, and nothing is copied until it is written to. Others are converted by all cores.
    /// </summary>
    /// <param name="pairs">each with as many elements as the parameter has</param>
    public void Read(IEnumerable<(Tensor Into, WeightSource From)> pairs)
    {
        var slices = new List<(Tensor Into, WeightSource From, long At)>();
        foreach (var (into, from) in pairs)
            if (!TryMap(from, into))
                for (long at = 0; at < into.numel(); at += SliceElements) slices.Add((into, from, at));
        Parallel.ForEach(slices, slice => Copy(slice.From, slice.Into, slice.At, Math.Min(SliceElements, slice.Into.numel() - slice.At)));
    }

    private unsafe bool TryMap(WeightSource from, Tensor into)
    {
        var type = ElementTypes.InMemory(from.Tensor.Type)!.Value;
        if (type != into.dtype || into.device_type != DeviceType.CPU || into.numel() == 0) return false;
        using var untracked = torch.no_grad();
        var memory = file.Memory(from.Tensor, from.BeginByte, out var owner);
        using var mapped = ForeignMemory.TryOver(memory, [.. from.Shape], type, owner);
        if (mapped is null) return false;
        into.set_(mapped);
        return true;
    }

    private void Copy(WeightSource from, Tensor into, long begin, long elements)
    {
        using var untracked = torch.no_grad();
        var width = from.Tensor.Type.Bits() / 8;
        using var flat = into.view(-1);
        using var chunk = torch.empty([Math.Min(elements, ChunkElements)], ElementTypes.InMemory(from.Tensor.Type)!.Value);
        for (var at = begin; at < begin + elements; at += ChunkElements)
        {
            var count = Math.Min(ChunkElements, begin + elements - at);
            using var staged = chunk.narrow(0, 0, count);
            using var part = flat.narrow(0, at, count);
            file.Read(from.Tensor, from.BeginByte + at * width, staged.bytes);
            part.copy_(staged);
        }
    }
}
