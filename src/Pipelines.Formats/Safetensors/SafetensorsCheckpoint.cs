using System.Runtime.InteropServices;

namespace Pipelines.Formats.Safetensors;

/// <summary>The tensors of a model, in one file or in several shards under a <c>model.safetensors.index.json</c>.</summary>
public sealed class SafetensorsCheckpoint : IDisposable
{
    private readonly Dictionary<string, (SafetensorsFile File, SafetensorsTensor Tensor)> tensors = [];
    private readonly List<SafetensorsFile> files = [];

    private SafetensorsCheckpoint(string path) => Path = path;

    /// <summary>The file or the index that was opened.</summary>
    public string Path { get; }

    /// <summary>The files that hold it: the one, or the shards and their index.</summary>
    public IEnumerable<string> Files => files.Select(file => file.Path).Append(Path).Distinct();

    /// <summary>Every tensor by its name.</summary>
    public IEnumerable<SafetensorsTensor> Tensors => tensors.Values.Select(entry => entry.Tensor);

    /// <summary>
    /// Opens a <c>.safetensors</c> file, an index of shards, or a folder that holds <c>model.safetensors</c> or its index.
    /// </summary>
    /// <exception cref="FileNotFoundException">there is no such file, or the folder holds none</exception>
    /// <exception cref="SafetensorsException">a file or the index is not valid</exception>
    public static SafetensorsCheckpoint Open(string path)
    {
        if (Directory.Exists(path)) path = Within(path);
        var checkpoint = new SafetensorsCheckpoint(path);
        try
        {
            if (path.EndsWith(".json", StringComparison.Ordinal)) checkpoint.AddShards(path);
            else checkpoint.AddFile(path, _ => true);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The tensor called <paramref name="name"/>, or null.</summary>
    public SafetensorsTensor? Find(string name) => tensors.GetValueOrDefault(name).Tensor;

    /// <summary>A part of the bytes of a tensor: good until the checkpoint is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the part is not within the tensor</exception>
    /// <exception cref="KeyNotFoundException">the tensor is not of this checkpoint</exception>
    public ReadOnlySpan<byte> Bytes(SafetensorsTensor tensor, long offset, int count) =>
        tensors[tensor.Name].File.Bytes(tensor, offset, count);

    /// <summary>Copies a part of the bytes of a tensor; see <see cref="SafetensorsFile.Read"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the part is not within the tensor</exception>
    /// <exception cref="KeyNotFoundException">the tensor is not of this checkpoint</exception>
    public void Read(SafetensorsTensor tensor, long offset, Span<byte> into) => tensors[tensor.Name].File.Read(tensor, offset, into);

    /// <summary>Where the bytes of a tensor lie in memory; see <see cref="SafetensorsFile.Memory"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the place is not within the tensor</exception>
    /// <exception cref="KeyNotFoundException">the tensor is not of this checkpoint</exception>
    public unsafe byte* Memory(SafetensorsTensor tensor, long offset, out SafeHandle owner) =>
        tensors[tensor.Name].File.Memory(tensor, offset, out owner);

    /// <inheritdoc/>
    public void Dispose() => files.ForEach(file => file.Dispose());

    private static string Within(string folder)
    {
        string[] names = ["model.safetensors", "model.safetensors.index.json"];
        return names.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{folder} holds neither model.safetensors nor model.safetensors.index.json", folder);
    }

    private void AddFile(string path, Func<string, bool> wanted)
    {
        var file = SafetensorsFile.Open(path);
        files.Add(file);
        foreach (var tensor in file.Tensors)
            if (wanted(tensor.Name)) tensors[tensor.Name] = (file, tensor);
    }

    private void AddShards(string index)
    {
        var shardOf = SafetensorsIndex.Read(index);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(index))!;
        foreach (var shard in shardOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var path = System.IO.Path.Combine(folder, shard);
            if (!File.Exists(path))
                throw new SafetensorsException(index, "weight_map", $"names the shard '{shard}', which is not in {folder}");
            AddFile(path, name => shardOf.TryGetValue(name, out var home) && home == shard);
        }
        foreach (var (name, shard) in shardOf)
            if (!tensors.ContainsKey(name))
                throw new SafetensorsException(index, $"weight_map.{name}", $"is not in the shard '{shard}'");
    }
}
