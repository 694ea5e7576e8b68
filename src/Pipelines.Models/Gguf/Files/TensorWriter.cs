using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;
using Pipelines.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>Writes one tensor of a GGUF file out of a model's parameters, some rows at a time.</summary>
/// <param name="place">what it holds</param>
/// <param name="type">what its elements become</param>
/// <param name="parameters">the model's, by name</param>
/// <param name="importance">what each input of a parameter counts for, by its name; null for the same</param>
internal sealed class TensorWriter(
    TensorPlace place, GgufType type, IReadOnlyDictionary<string, Tensor> parameters, Func<string, float[]?>? importance)
{
    private const int StripElements = 1 << 22;

    /// <summary>Writes all rows.</summary>
    public void Write(Stream stream)
    {
        using var untracked = torch.no_grad();
        foreach (var name in place.Parameters)
        {
            using var wide = parameters[name].to(ScalarType.Float32, CPU);
            using var laid = place.Form.ToFile(wide);
            Write(laid, importance?.Invoke(name), stream);
        }
    }

    private void Write(Tensor values, float[]? importance, Stream stream)
    {
        var columns = (int)values.shape[^1];
        using var rows = values.reshape(-1, columns);
        var format = BlockFormat.Of(type);
        var most = Math.Max(1, StripElements / columns);
        var blocks = new byte[type.Bytes(Math.Min(most, rows.shape[0]) * columns)];
        for (long at = 0; at < rows.shape[0]; at += most)
        {
            var count = Math.Min(most, rows.shape[0] - at);
            using var part = rows.narrow(0, at, count);
            using var dense = part.contiguous();
            var into = blocks.AsSpan(0, (int)type.Bytes(count * columns));
            format.Quantize(MemoryMarshal.Cast<byte, float>(dense.bytes), columns, into, importance);
            stream.Write(into);
        }
    }
}
