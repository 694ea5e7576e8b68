using System.Buffers.Binary;
using System.Text;
using Pipelines.Formats.Safetensors;

namespace Pipelines.Formats.Tests.Safetensors;

public sealed class Writing : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_bytes_are_the_reference_writers()
    {
        var path = folder["tiny.safetensors"];
        SafetensorsWriter.Write(path, [
            Source("z", SafetensorsType.U8, [2], [7, 8]),
            Source("b", SafetensorsType.F32, [1], [1, 2, 3, 4]),
            Source("a", SafetensorsType.F32, [], [5, 6, 7, 8]),
        ]);

        const string header = """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"z":{"dtype":"U8","shape":[2],"data_offsets":[8,10]}}""";
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        var expected = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(expected, padded.Length);
        File.ReadAllBytes(path).ShouldBe([.. expected, .. Encoding.UTF8.GetBytes(padded), 5, 6, 7, 8, 1, 2, 3, 4, 7, 8]);
    }

    [Fact]
    public void Names_are_ordered_by_their_bytes()
    {
        var path = folder["order.safetensors"];
        // U+10000 is greater than U+FFFD in UTF-8, and less in UTF-16.
        string[] names = ["h.10", "h.2", "H", "\U00010000", "\uFFFD", "é"];
        SafetensorsWriter.Write(path, names.Select(name => Source(name, SafetensorsType.U8, [1], [1])));
        using var file = SafetensorsFile.Open(path);
        file.Tensors.Select(tensor => tensor.Name).ShouldBe(["H", "h.10", "h.2", "é", "\uFFFD", "\U00010000"]);
    }

    [Fact]
    public void What_is_written_reads_back_whatever_it_is()
    {
        var random = new Random(11);
        var types = Enum.GetValues<SafetensorsType>();
        for (var round = 0; round < 60; round++)
        {
            var sources = Enumerable.Range(0, random.Next(0, 12)).Select(i =>
            {
                var type = types[random.Next(types.Length)];
                var shape = Enumerable.Range(0, random.Next(0, 4)).Select(_ => (long)random.Next(0, 5)).ToArray();
                if (type.Bits() < 8) shape = [.. shape, 4];
                var bytes = new byte[shape.Aggregate((long)type.Bits(), (product, size) => product * size) / 8];
                random.NextBytes(bytes);
                return (Source: Source($"{new string('n', i)}\"\\\n{i}", type, shape, bytes), Bytes: bytes);
            }).ToArray();
            var path = folder["any.safetensors"];
            SafetensorsWriter.Write(path, sources.Select(entry => entry.Source), new Dictionary<string, string> { ["step"] = "100" });

            using var file = SafetensorsFile.Open(path);
            file.Metadata.ShouldBe(new Dictionary<string, string> { ["format"] = "pt", ["step"] = "100" }, ignoreOrder: true);
            file.Tensors.Count.ShouldBe(sources.Length);
            foreach (var (source, bytes) in sources)
            {
                var tensor = file.Find(source.Name).ShouldNotBeNull();
                tensor.Type.ShouldBe(source.Type);
                tensor.Shape.ShouldBe(source.Shape);
                file.Bytes(tensor).ToArray().ShouldBe(bytes);
            }
        }
    }

    [Fact]
    public void A_source_that_throws_leaves_the_file_that_was_there()
    {
        var path = folder["kept.safetensors"];
        SafetensorsWriter.Write(path, [Source("a", SafetensorsType.U8, [1], [42])]);
        var before = File.ReadAllBytes(path);

        Should.Throw<InvalidOperationException>(() => SafetensorsWriter.Write(path, [Source("a", SafetensorsType.U8, [3], [1, 2])]))
            .Message.ShouldBe("'a' wrote 2 bytes; its shape takes 3");

        File.ReadAllBytes(path).ShouldBe(before);
        folder.Files.ShouldBe(["kept.safetensors"]);
    }

    [Fact]
    public void Names_that_are_reserved_or_used_twice_are_refused()
    {
        var path = folder["names.safetensors"];
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Write(path, [Source("__metadata__", SafetensorsType.U8, [1], [1])]));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Write(path, [
            Source("a", SafetensorsType.U8, [1], [1]), Source("a", SafetensorsType.I8, [1], [1])]));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Write(path, [Source("a", SafetensorsType.U8, [-1], [])]));
        folder.Files.ShouldBeEmpty();
    }

    private static SafetensorsSource Source(string name, SafetensorsType type, long[] shape, byte[] bytes) =>
        new(name, type, shape, stream => stream.Write(bytes));
}
