using Pipelines.Formats.Safetensors;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Pairs a module's tensors with those of a file, and finds all that do not fit.</summary>
internal sealed class WeightMatch
{
    private readonly List<(Tensor Into, WeightSource From)> pairs = [];
    private readonly List<Misfit> misfits = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly SafetensorsCheckpoint file;

    /// <param name="module">the model</param>
    /// <param name="file">the open file</param>
    /// <param name="ignore">tensors of the file that the model may lack</param>
    /// <param name="loaded">tensors of the model that the file may lack</param>
    public WeightMatch(nn.Module module, SafetensorsCheckpoint file, Predicate<string> ignore, Predicate<string> loaded)
    {
        this.file = file;
        foreach (var (name, tensor) in module.state_dict())
            if (!loaded(name)) Pair(name, tensor);
        foreach (var tensor in file.Tensors)
            if (!used.Contains(tensor.Name) && !ignore(tensor.Name) && !ForgottenWeights.Has(tensor) && !IsTied(tensor, module))
                misfits.Add(new(MisfitKind.Extra, tensor.Name, null, WeightSource.Whole(tensor).ToString()));
        misfits.Sort((a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : string.CompareOrdinal(a.Name, b.Name));
    }

    /// <summary>Where each tensor goes.</summary>
    public IReadOnlyList<(Tensor Into, WeightSource From)> Pairs => pairs;

    /// <summary>What does not fit; empty when all does.</summary>
    public IReadOnlyList<Misfit> Misfits => misfits;

    private void Pair(string name, Tensor tensor)
    {
        var expected = $"[{string.Join(", ", tensor.shape)}]";
        if (Find(name) is not { } found)
        {
            misfits.Add(new(MisfitKind.Missing, name, expected, null));
            return;
        }
        used.Add(found.Tensor.Name);
        var type = found.Tensor.Type;
        if (!tensor.shape.SequenceEqual(found.Shape))
            misfits.Add(new(MisfitKind.Misshapen, name, expected, found.ToString()));
        else if (ElementTypes.InMemory(type) != tensor.dtype && !(tensor.is_floating_point() && ElementTypes.IsReal(type)))
            misfits.Add(new(MisfitKind.Mistyped, name, $"{tensor.dtype} {expected}", found.ToString()));
        else
            pairs.Add((tensor, found));
    }

    private WeightSource? Find(string name)
    {
        foreach (var candidate in WeightNames.Of(name))
        {
            if (file.Find(candidate) is { } whole) return WeightSource.Whole(whole);
            if (FusedExperts.Find(file, candidate) is { } rows) return rows;
        }
        return null;
    }

    /// <summary>A head that is written out although it is the embedding's very bytes.</summary>
    private bool IsTied(SafetensorsTensor tensor, nn.Module module)
    {
        var head = tensor.Name switch
        {
            "lm_head.weight" or "cls.predictions.decoder.weight" => (module as LanguageModel)?.HeadWeight,
            "cls.predictions.decoder.bias" => (module as Encoder)?.HeadBias,
            _ => null,
        };
        var tied = pairs.FirstOrDefault(pair => ReferenceEquals(pair.Into, head)).From?.Tensor;
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
}
