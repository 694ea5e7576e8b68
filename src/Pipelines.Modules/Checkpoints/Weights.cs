using Pipelines.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Moves parameters between modules and safetensors files, under the names that the module registered.</summary>
public static class Weights
{
    private const int ChunkElements = 1 << 20;

    /// <summary>
    /// Loads every parameter from a <c>.safetensors</c> file, an index of shards, or a folder that holds either. All is
    /// checked before anything is written. Floating types convert to the parameters'. A parameter on the CPU of the file's own
    /// type is the mapped file from then on, page by page until it is written to: replace the file, do not overwrite it.
    /// </summary>
    /// <param name="module">the module</param>
    /// <param name="path">the file, index or folder</param>
    /// <param name="ignore">tensors of the file that the module may lack; null for none</param>
    /// <param name="loaded">parameters that the file may lack, since they are loaded already; null for none</param>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    /// <exception cref="SafetensorsException">the file is not valid</exception>
    /// <exception cref="WeightsException">its tensors are not the module's: a table of all that are missing, extra or misshapen</exception>
    public static void Load(nn.Module module, string path, Predicate<string>? ignore = null, Predicate<string>? loaded = null)
    {
        using var file = SafetensorsCheckpoint.Open(path);
        var match = new WeightMatch(module, file, ignore ?? (_ => false), loaded ?? (_ => false));
        if (match.Misfits.Count > 0) throw new WeightsException(path, module.GetName(), match.Misfits);

        new WeightReader(file).Read(match.Pairs);
    }

    /// <summary>Saves every parameter to one file, which appears whole or not at all. What is tied is saved once.</summary>
    /// <param name="module">the module</param>
    /// <param name="path">the file</param>
    /// <param name="type">converts floating parameters to this type; null keeps theirs</param>
    /// <exception cref="IOException">the file cannot be written</exception>
    /// <exception cref="NotSupportedException">safetensors has no such type</exception>
    public static void Save(nn.Module module, string path, ScalarType? type = null)
    {
        SafetensorsWriter.Write(path, Sources(module, type));
    }

    /// <summary>
    /// Saves every parameter into a folder, to <c>model.safetensors</c> or to shards with an index. What is tied is saved once.
    /// </summary>
    /// <param name="module">the module</param>
    /// <param name="folder">exists</param>
    /// <param name="type">converts floating parameters to this type; null keeps theirs</param>
    /// <param name="mostBytes">of one file's tensors</param>
    /// <exception cref="IOException">a file cannot be written</exception>
    /// <exception cref="NotSupportedException">safetensors has no such type</exception>
    public static void SaveShards(nn.Module module, string folder, ScalarType? type, long mostBytes)
    {
        SafetensorsShards.Write(folder, Sources(module, type), mostBytes);
    }

    /// <summary>What <see cref="Save"/> writes: every parameter under its name, which is read when it is written.</summary>
    /// <param name="module">the module</param>
    /// <param name="type">converts floating parameters to this type; null keeps theirs</param>
    /// <exception cref="NotSupportedException">safetensors has no such type</exception>
    public static IEnumerable<SafetensorsSource> Sources(nn.Module module, ScalarType? type) => module.state_dict().Select(entry =>
    {
        var (name, tensor) = entry;
        var inFile = type is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
        return new SafetensorsSource(name, ElementTypes.InFile(inFile), tensor.shape, stream => Write(tensor, inFile, stream));
    });

    private static void Write(Tensor tensor, ScalarType type, Stream stream)
    {
        using var untracked = torch.no_grad();
        using var flat = tensor.reshape(-1);
        for (long at = 0; at < flat.shape[0]; at += ChunkElements)
        {
            var count = Math.Min(ChunkElements, flat.shape[0] - at);
            using var part = flat.narrow(0, at, count);
            using var staged = part.to(type, CPU);
            stream.Write(staged.bytes);
        }
    }
}
