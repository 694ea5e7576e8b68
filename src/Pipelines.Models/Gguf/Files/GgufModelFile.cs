using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;
using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>Puts a model into a GGUF file that llama.cpp computes.</summary>
internal sealed class GgufModelFile
{
    private readonly GgufArchitecture architecture;
    private readonly ModelSpec spec;
    private readonly Dictionary<string, Tensor> parameters;
    private readonly int vocab;
    private readonly IReadOnlyList<TensorPlace> places;

    /// <exception cref="NotSupportedException">no architecture of llama.cpp computes what the model does; the message says why</exception>
    public GgufModelFile(LanguageModel model, ModelSpec spec)
    {
        architecture = ArchitectureChoice.Of(spec);
        (this.spec, vocab, parameters) = (spec, model.Shape.Vocab, model.state_dict());
        places = TensorMap.Of(spec, architecture.PairsNeighbours);
        if (places.SelectMany(place => place.Parameters).FirstOrDefault(name => !parameters.ContainsKey(name)) is { } missing)
            throw new NotSupportedException($"model '{spec.Name}' has no {missing} in full precision");
    }

    /// <summary>Writes the file, tensor by tensor.</summary>
    /// <param name="path">the file; it appears whole or not at all</param>
    /// <param name="type">what matrices become</param>
    /// <param name="text">how text becomes tokens; null for a file without a tokenizer</param>
    /// <param name="importance">what each input of a parameter counts for, by its name; null for the same</param>
    public WrittenModel Write(string path, QuantizationType type, ModelText? text, Func<string, float[]?>? importance)
    {
        var types = new TensorTypes(type, spec.Architecture, places, importance is not null);
        var written = places.Select(place => Written(place, types)).ToArray();
        var (metadata, notes) = Metadata(type, written, text);
        GgufWriter.Write(path, metadata, [.. places.Zip(written, (place, tensor) => Part(place, tensor, importance))]);
        return new WrittenModel(architecture.Name, written, [.. architecture.Notes(spec.Architecture), .. notes, .. types.Notes]);
    }

    private WrittenTensor Written(TensorPlace place, TensorTypes types)
    {
        var shape = ShapeOf(place);
        return new(place.Name, place.Parameters, types.Of(place, shape), shape);
    }

    private GgufPart Part(TensorPlace place, WrittenTensor tensor, Func<string, float[]?>? importance) => new(
        place.Name, tensor.Type, tensor.Shape,
        place.Parameters.Count == 0
            ? stream => stream.Write(MemoryMarshal.AsBytes(RopeTensors.Of(spec.Architecture)[place.Name].AsSpan()))
            : new TensorWriter(place, tensor.Type, parameters, importance).Write);

    private (GgufMetadata Metadata, IReadOnlyList<string> Notes) Metadata(
        QuantizationType type, IEnumerable<WrittenTensor> written, ModelText? text)
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", architecture.Name);
        metadata.Set("general.type", "model");
        metadata.Set("general.name", spec.Name);
        metadata.Set("general.file_type", TensorTypes.FileType(type));
        if (written.Any(tensor => tensor.Type.BlockLength() > 1)) metadata.Set("general.quantization_version", 2);
        var keys = new ArchitectureKeys("metadata", architecture.Name, metadata, _ => true, _ => null);
        keys.Add("vocab_size", vocab);
        architecture.Write(spec.Architecture, keys);
        if (text is not null) return (metadata, GgufTokenizer.Write(metadata, text.Tokenizer, text.Tokens, text.Chat, vocab));
        metadata.Set("tokenizer.ggml.model", "none");
        return (metadata, []);
    }

    private IReadOnlyList<long> ShapeOf(TensorPlace place)
    {
        if (place.Parameters.Count == 0) return [RopeTensors.Of(spec.Architecture)[place.Name].Length];
        var shape = place.Form.ShapeOf(parameters[place.Parameters[0]].shape);
        return place.IsStacked ? [place.Parameters.Count, .. shape] : shape;
    }
}
