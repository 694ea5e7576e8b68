using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Formats.Tests.Gguf;

public sealed class GgufFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_reads_back_whatever_it_is()
    {
        var random = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            var metadata = new GgufMetadata();
            long[] alignments = [8, 32, 64, 4096];
            if (round % 2 == 0) metadata.Set("general.alignment", alignments[random.Next(4)]);
            metadata.Set("a.text", "ключ \"é\" 😀");
            metadata.Set("a.count", uint.MaxValue);
            metadata.Set("a.epsilon", 1e-5);
            metadata.Set("a.flag", round % 3 == 0);
            metadata.Set("a.texts", Enumerable.Range(0, random.Next(50)).Select(i => new string('x', i)));
            metadata.Set("a.kinds", [int.MinValue, -1, 0, round]);
            metadata.Set("a.scores", [-1.5f, float.MaxValue, 0.25f]);
            metadata.Set("a.flags", [true, false]);
            var parts = Enumerable.Range(0, random.Next(0, 12)).Select(i =>
            {
                var type = GgufTypes.All[random.Next(GgufTypes.All.Count)];
                var rows = Enumerable.Range(0, random.Next(0, 3)).Select(_ => (long)random.Next(1, 5));
                long[] shape = [.. rows, type.BlockLength() * random.Next(1, 4)];
                var bytes = new byte[type.Bytes(shape.Aggregate((product, size) => product * size))];
                random.NextBytes(bytes);
                return (Part: new GgufPart($"blk.{i}.weight", type, shape, stream => stream.Write(bytes)), Bytes: bytes);
            }).ToArray();
            var path = folder["any.gguf"];
            GgufWriter.Write(path, metadata, [.. parts.Select(entry => entry.Part)]);

            using var file = GgufFile.Open(path);
            file.Version.ShouldBe(3);
            file.Metadata.Keys.ShouldBe(metadata.Keys);
            foreach (var key in metadata.Keys)
            {
                file.Metadata.Find(key)!.Kind.ShouldBe(metadata.Find(key)!.Kind);
                file.Metadata.Find(key)!.ToString().ShouldBe(metadata.Find(key)!.ToString());
            }
            file.Metadata.Texts("a.texts").ShouldBe(metadata.Texts("a.texts"));
            file.Metadata.Integers("a.kinds").ShouldBe([int.MinValue, -1, 0, round]);
            file.Tensors.Select(tensor => tensor.Name).ShouldBe(parts.Select(entry => entry.Part.Name));
            foreach (var (part, bytes) in parts)
            {
                var tensor = file.Find(part.Name).ShouldNotBeNull();
                (tensor.Type, tensor.ByteCount, tensor.Begin % file.Alignment).ShouldBe((part.Type, bytes.Length, 0));
                tensor.Shape.ShouldBe(part.Shape);
                file.Bytes(tensor).ToArray().ShouldBe(bytes);
                var (from, half) = (bytes.Length / 4, bytes.Length / 2);
                file.Bytes(tensor, from, half).ToArray().ShouldBe(bytes[from..(from + half)]);
            }
        }
    }

    [Fact]
    public void The_bytes_are_the_formats()
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", "llama");
        metadata.Set("llama.block_count", 2);
        metadata.Set("x", [1.5f]);
        var path = folder["tiny.gguf"];
        GgufWriter.Write(path, metadata, [
            new GgufPart("a", GgufType.I8, [2, 3], stream => stream.Write([1, 2, 3, 4, 5, 6])),
            new GgufPart("b", GgufType.F32, [1], stream => stream.Write([0, 0, 128, 63])),
        ]);

        using var expected = new MemoryStream();
        using var writer = new BinaryWriter(expected);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write(2ul);
        writer.Write(3ul);
        writer.Write(20ul);
        writer.Write("general.architecture"u8);
        writer.Write(8u);
        writer.Write(5ul);
        writer.Write("llama"u8);
        writer.Write(17ul);
        writer.Write("llama.block_count"u8);
        writer.Write(4u);
        writer.Write(2u);
        writer.Write(1ul);
        writer.Write("x"u8);
        writer.Write(9u);
        writer.Write(6u);
        writer.Write(1ul);
        writer.Write(1.5f);
        writer.Write(1ul);
        writer.Write("a"u8);
        writer.Write(2u);
        writer.Write(3ul);      // the innermost size is first
        writer.Write(2ul);
        writer.Write(24u);
        writer.Write(0ul);
        writer.Write(1ul);
        writer.Write("b"u8);
        writer.Write(1u);
        writer.Write(1ul);
        writer.Write(0u);
        writer.Write(32ul);
        writer.Write(new byte[(32 - expected.Length % 32) % 32]);
        writer.Write((byte[])[1, 2, 3, 4, 5, 6]);
        writer.Write(new byte[26]);
        writer.Write(1f);
        writer.Write(new byte[28]);
        File.ReadAllBytes(path).ShouldBe(expected.ToArray());
    }

    [Fact]
    public unsafe void Memory_outlives_the_file_while_its_owner_is_counted_up()
    {
        var path = folder["lent.gguf"];
        GgufWriter.Write(path, new GgufMetadata(), [new GgufPart("a", GgufType.I8, [3], stream => stream.Write([7, 8, 9]))]);
        SafeHandle owner;
        byte* memory;
        var counted = false;
        using (var file = GgufFile.Open(path))
        {
            memory = file.Memory(file.Tensors[0], 1, out owner);
            owner.DangerousAddRef(ref counted);
        }
        memory[0].ShouldBe((byte)8);
        memory[1].ShouldBe((byte)9);
        owner.DangerousRelease();
    }

    [Fact]
    public void A_closed_file_and_a_place_outside_a_tensor_are_refused()
    {
        var path = folder["closed.gguf"];
        GgufWriter.Write(path, new GgufMetadata(), [new GgufPart("a", GgufType.I8, [3], stream => stream.Write([7, 8, 9]))]);
        var file = GgufFile.Open(path);
        var tensor = file.Tensors[0];
        Should.Throw<ArgumentOutOfRangeException>(() => file.Bytes(tensor, 1, 3).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => file.Bytes(tensor, -1, 1).Length);
        Should.Throw<ArgumentException>(() => file.Bytes(tensor with { ByteCount = 4 }, 0, 4).Length);
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Bytes(tensor, 0, 1).Length);
    }
}
