using System.Diagnostics;
using System.Text.Json;
using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.LlamaCpp;

namespace Pipelines.Formats.Tests.Gguf;

/// <summary>ggml's own reader sees the same in files: in those that are written here, and in those that are read here.</summary>
public sealed class GgmlReads : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LlamaFact]
    public void The_same_in_what_is_written()
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", "llama");
        metadata.Set("general.alignment", 64);
        metadata.Set("a.names", ["a", "", "é"]);
        metadata.Set("a.numbers", [1.5f]);
        metadata.Set("a.flag", true);
        GgufWriter.Write(folder["0.gguf"], metadata, [.. GgufTypes.All.Select((type, i) => new GgufPart(
            $"blk.{i}.weight", type, [3, 2 * type.BlockLength()], stream => stream.Write(new byte[type.Bytes(6 * type.BlockLength())])))]);
        GgufWriter.Write(folder["1.gguf"], new GgufMetadata(), []);
        HoldAgainstGgml(2);
    }

    [LlamaFact]
    public void The_same_in_damaged_files_that_are_read_nevertheless()
    {
        var random = new Random(13);
        var good = HandMadeGguf.Good();
        var accepted = 0;
        for (var round = 0; round < 3000; round++)
        {
            var bytes = good[..^random.Next(2)];
            for (var edit = random.Next(1, 4); edit > 0; edit--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var path = folder[$"{accepted:0000}.gguf"];
            File.WriteAllBytes(path, bytes);
            try
            {
                GgufFile.Open(path).Dispose();
                accepted++;
            }
            catch (GgufException)
            {
                File.Delete(path);
            }
        }
        accepted.ShouldBeGreaterThan(200);
        HoldAgainstGgml(accepted);
    }

    private void HoldAgainstGgml(int count)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "ggml_reads.py");
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, LlamaLibrary.Folder!, folder[""]])
        {
            RedirectStandardOutput = true,
        })!;
        var lines = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var paths = folder.Files.Order(StringComparer.Ordinal).Select(name => folder[name]).ToList();
        (lines.Length, paths.Count).ShouldBe((count, count));
        foreach (var (path, line) in paths.Zip(lines))
        {
            using var file = GgufFile.Open(path);
            using var seen = JsonDocument.Parse(line);
            seen.RootElement.ValueKind.ShouldBe(JsonValueKind.Object, Convert.ToHexString(File.ReadAllBytes(path)));
            seen.RootElement.GetProperty("keys").EnumerateArray().Select(key => key.GetString()).ShouldBe(file.Metadata.Keys);
            seen.RootElement.GetProperty("tensors").EnumerateArray().Select(Shown).ShouldBe(file.Tensors.Select(Shown));
        }
    }

    private static string Shown(JsonElement tensor) => string.Join(
        ' ', tensor.GetProperty("name").GetString(), tensor.GetProperty("type").GetUInt32(), tensor.GetProperty("sizes").GetRawText(),
        tensor.GetProperty("begin").GetInt64(), tensor.GetProperty("bytes").GetInt64());

    private static string Shown(GgufTensor tensor)
    {
        var sizes = tensor.Shape.Reverse().Concat([1, 1, 1, 1]).Take(GgufTensor.MaxRank);
        return $"{tensor.Name} {(uint)tensor.Type} [{string.Join(", ", sizes)}] {tensor.Begin} {tensor.ByteCount}";
    }
}
