using Pipelines.Formats.Safetensors;
using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Brings elements of a file into a parameter.</summary>
/// <param name="file">the open file</param>
internal sealed class WeightReader(SafetensorsCheckpoint file)
{
    private const int ChunkElements = 1 << 20;

    /// <summary>
    /// Fills a parameter. One of the file's own type on the CPU takes the mapped memory for its own: nothing is read until it is
    /// used, and nothing is copied until it is written to.
    /// </summary>
    /// <param name="from">as many elements as the parameter has</param>
    /// <param name="into">the parameter</param>
    public unsafe void Read(WeightSource from, Tensor into)
    {
        if (into.numel() == 0) return;
        var type = ElementTypes.InMemory(from.Tensor.Type)!.Value;
        var memory = file.Memory(from.Tensor, from.BeginByte, out var owner);
        using var mapped = ForeignMemory.TryOver(memory, [.. from.Shape], type, owner);
        if (mapped is null) Copy(from, into, type);
        else if (type == into.dtype && into.device_type == DeviceType.CPU) into.set_(mapped);
        else into.copy_(mapped);
    }

    private void Copy(WeightSource from, Tensor into, ScalarType type)
    {
        var width = from.Tensor.Type.Bits() / 8;
        using var flat = into.view(-1);
        using var chunk = torch.empty([Math.Min(flat.shape[0], ChunkElements)], type);
        for (long at = 0; at < flat.shape[0]; at += ChunkElements)
        {
            var count = Math.Min(ChunkElements, flat.shape[0] - at);
            using var staged = chunk.narrow(0, 0, count);
            using var part = flat.narrow(0, at, count);
            file.Read(from.Tensor, from.BeginByte + at * width, staged.bytes);
            part.copy_(staged);
        }
    }
}
