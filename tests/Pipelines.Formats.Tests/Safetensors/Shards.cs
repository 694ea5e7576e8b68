using Pipelines.Formats.Safetensors;

namespace Pipelines.Formats.Tests.Safetensors;

public sealed class Shards : IDisposable
{
    private const string First = "model-00001-of-00002.safetensors", Second = "model-00002-of-00002.safetensors";

    private readonly TemporaryFolder folder = new();

    public Shards()
    {
        WriteShard(First, ("a", 1), ("extra", 9));
        WriteShard(Second, ("b", 2));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_with_an_index_is_one_checkpoint()
    {
        WriteIndex($$$"""{"metadata":{"total_size":2,"other":{}},"weight_map":{"a":"{{{First}}}","b":"{{{Second}}}"}}""");
        using var checkpoint = SafetensorsCheckpoint.Open(folder[""]);
        checkpoint.Tensors.Select(tensor => tensor.Name).Order().ShouldBe(["a", "b"]);    // not in the map, not in the model
        checkpoint.Bytes(checkpoint.Find("b")!, 0, 1)[0].ShouldBe((byte)2);
    }

    [Fact]
    public void A_folder_with_one_file_and_that_file_are_the_same_checkpoint()
    {
        WriteShard("model.safetensors", ("a", 5));
        foreach (var path in new[] { folder[""], folder["model.safetensors"] })
        {
            using var checkpoint = SafetensorsCheckpoint.Open(path);
            checkpoint.Bytes(checkpoint.Find("a")!, 0, 1)[0].ShouldBe((byte)5);
        }
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../a.safetensors"}}""", "weight_map.a", "same folder")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "weight_map.a", "same folder")]
    [InlineData("""{"weight_map":{"a":"x\\a.safetensors"}}""", "weight_map.a", "same folder")]
    [InlineData("""{"weight_map":{"a":".."}}""", "weight_map.a", "same folder")]
    [InlineData("""{"weight_map":{"a":3}}""", "weight_map.a", "same folder")]
    [InlineData("""{"weight_map":{"a":"gone.safetensors"}}""", "weight_map", "gone.safetensors")]
    [InlineData("""{"weight_map":{"c":"model-00001-of-00002.safetensors"}}""", "weight_map.c", "is not in the shard")]
    [InlineData("""{"weight_map":[]}""", "weight_map", "is missing")]
    [InlineData("""{"metadata":{}}""", "weight_map", "is missing")]
    [InlineData("""[]""", "weight_map", "is missing")]
    [InlineData("""{"weight_map":""", "index", "not valid JSON")]
    [InlineData("""{"weight_map":{"a":"\uD800"}}""", "index", "Unicode")]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","a":"model-00001-of-00002.safetensors"}}""", "weight_map.a", "twice")]
    public void An_index_that_is_wrong_is_refused(string index, string field, string problem)
    {
        WriteIndex(index);
        var error = Should.Throw<SafetensorsException>(() => SafetensorsCheckpoint.Open(folder[""]).Dispose());
        error.Field.ShouldBe(field);
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void A_folder_without_weights_says_what_was_looked_for() =>
        Should.Throw<FileNotFoundException>(() => SafetensorsCheckpoint.Open(folder[""])).Message.ShouldContain("model.safetensors");

    private void WriteIndex(string json) => File.WriteAllText(folder["model.safetensors.index.json"], json);

    private void WriteShard(string name, params (string Name, byte Value)[] tensors) =>
        SafetensorsWriter.Write(folder[name], tensors.Select(tensor =>
            new SafetensorsSource(tensor.Name, SafetensorsType.U8, [1], stream => stream.WriteByte(tensor.Value))));
}
