using Pipelines.Formats.Safetensors;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Pairs a module's tensors with those of a file, and finds all that do not fit.</summary>
internal sealed class WeightMatch
{
    private readonly List<(Tensor Into, SafetensorsTensor From)> pairs = [];
    private readonly List<Misfit> misfits = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly SafetensorsCheckpoint file;

    /// <param name="module">the model</param>
    /// <param name="file">the open file</param>
    public WeightMatch(nn.Module module, SafetensorsCheckpoint file)
    {
        this.file = file;
        foreach (var (name, tensor) in module.state_dict()) Pair(name, tensor);
        foreach (var tensor in file.Tensors)
            if (!used.Contains(tensor.Name) && !IsDerived(tensor) && !IsTiedHead(tensor, module))
                misfits.Add(new(MisfitKind.Extra, tensor.Name, null, Describe(tensor)));
        misfits.Sort((a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : string.CompareOrdinal(a.Name, b.Name));
    }

    /// <summary>Where each tensor goes.</summary>
    public IReadOnlyList<(Tensor Into, SafetensorsTensor From)> Pairs => pairs;

    /// <summary>What does not fit; empty when all does.</summary>
    public IReadOnlyList<Misfit> Misfits => misfits;

    private void Pair(string name, Tensor tensor)
    {
        var expected = $"[{string.Join(", ", tensor.shape)}]";
        if ((file.Find(name) ?? file.Find(WithoutPrefix(name))) is not { } found)
        {
            misfits.Add(new(MisfitKind.Missing, name, expected, null));
            return;
        }
        used.Add(found.Name);
        if (!tensor.shape.SequenceEqual(found.Shape))
            misfits.Add(new(MisfitKind.Misshapen, name, expected, Describe(found)));
        else if (ElementTypes.InMemory(found.Type) != tensor.dtype && !(tensor.is_floating_point() && ElementTypes.IsReal(found.Type)))
            misfits.Add(new(MisfitKind.Mistyped, name, $"{tensor.dtype} {expected}", Describe(found)));
        else
            pairs.Add((tensor, found));
    }

    /// <summary>A trunk that was saved by itself has no prefix: <c>h.0.ln_1.weight</c> for <c>transformer.h.0.ln_1.weight</c>.</summary>
    private static string WithoutPrefix(string name) => name[(name.IndexOf('.') + 1)..];

    /// <summary>Buffers that old checkpoints hold although they follow from the configuration.</summary>
    private static bool IsDerived(SafetensorsTensor tensor) =>
        tensor.Name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal)
        || tensor.Name.EndsWith(".attn.masked_bias", StringComparison.Ordinal)
        || (tensor.Name.EndsWith(".attn.bias", StringComparison.Ordinal) && tensor.Shape.Count == 4);

    /// <summary>A head that is written out although it is the embedding's very bytes.</summary>
    private bool IsTiedHead(SafetensorsTensor tensor, nn.Module module)
    {
        if (tensor.Name != "lm_head.weight" || module is not LanguageModel model) return false;
        var tied = pairs.FirstOrDefault(pair => ReferenceEquals(pair.Into, model.HeadWeight)).From;
        return tied is not null && tied.Type == tensor.Type && tied.Shape.SequenceEqual(tensor.Shape) && SameBytes(tied, tensor);
    }

    private bool SameBytes(SafetensorsTensor a, SafetensorsTensor b)
    {
        for (long offset = 0; offset < a.ByteCount; offset += 1 << 20)
        {
            var count = (int)Math.Min(1 << 20, a.ByteCount - offset);
            if (!file.Bytes(a, offset, count).SequenceEqual(file.Bytes(b, offset, count))) return false;
        }
        return true;
    }

    private static string Describe(SafetensorsTensor tensor) => $"{tensor.Type} [{string.Join(", ", tensor.Shape)}]";
}
