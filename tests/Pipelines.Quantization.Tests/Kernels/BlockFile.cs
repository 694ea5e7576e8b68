using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests.Kernels;

/// <summary>A GGUF file with one tensor of random blocks.</summary>
internal sealed class BlockFile : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gguf");

    public BlockFile(GgufType type, IReadOnlyList<long> shape)
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", "test");
        var (random, columns) = (new Random(1), shape[^1]);
        var rows = shape.Aggregate(1L, (product, size) => product * size) / columns;
        GgufWriter.Write(path, metadata, [new GgufPart("w", type, shape, stream =>
        {
            for (var row = 0L; row < rows; row++) stream.Write(RandomBlocks.Of(type, columns, random));
        })]);
        File = GgufFile.Open(path);
    }

    public GgufFile File { get; }

    public GgufTensor Tensor => File.Find("w")!;

    public void Dispose()
    {
        File.Dispose();
        System.IO.File.Delete(path);
    }
}
