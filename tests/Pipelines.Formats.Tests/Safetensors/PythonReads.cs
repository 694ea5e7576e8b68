using System.Diagnostics;
using System.Text.Json;
using Pipelines.Formats.Safetensors;

namespace Pipelines.Formats.Tests.Safetensors;

/// <summary>Files go to and come from an independent implementation in Python.</summary>
public sealed class PythonReads : IDisposable
{
    private static readonly (string Name, SafetensorsType Type, long[] Shape, byte[] Bytes)[] Tensors =
    [
        ("model.embed_tokens.weight", SafetensorsType.BF16, [2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("step", SafetensorsType.I64, [], [100, 0, 0, 0, 0, 0, 0, 0]),
        ("ключ \"é\" 😀", SafetensorsType.F32, [1], [0, 0, 128, 63]),
        ("empty", SafetensorsType.F32, [0, 4], []),
        ("mask", SafetensorsType.BOOL, [3], [1, 0, 1]),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Python_reads_what_is_written()
    {
        var path = folder["out.safetensors"];
        SafetensorsWriter.Write(path, Tensors.Select(tensor =>
            new SafetensorsSource(tensor.Name, tensor.Type, tensor.Shape, stream => stream.Write(tensor.Bytes))));

        using var seen = JsonDocument.Parse(Python("read", path, ""));
        seen.RootElement.GetProperty("metadata").GetProperty("format").GetString().ShouldBe("pt");
        var tensors = seen.RootElement.GetProperty("tensors");
        tensors.EnumerateObject().Count().ShouldBe(Tensors.Length);
        foreach (var (name, type, shape, bytes) in Tensors)
        {
            var tensor = tensors.GetProperty(name);
            tensor.GetProperty("dtype").GetString().ShouldBe(type.ToString());
            tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ShouldBe(shape);
            Convert.FromHexString(tensor.GetProperty("hex").GetString()!).ShouldBe(bytes);
        }
    }

    [Fact]
    public void What_Python_writes_is_read()
    {
        var path = folder["in.safetensors"];
        Python("write", path, JsonSerializer.Serialize(new
        {
            metadata = new { format = "np" },
            tensors = Tensors.ToDictionary(
                tensor => tensor.Name,
                tensor => new { dtype = tensor.Type.ToString(), shape = tensor.Shape, hex = Convert.ToHexString(tensor.Bytes) }),
        }));

        using var file = SafetensorsFile.Open(path);
        file.Metadata["format"].ShouldBe("np");
        foreach (var (name, type, shape, bytes) in Tensors)
        {
            var tensor = file.Find(name).ShouldNotBeNull();
            tensor.Type.ShouldBe(type);
            tensor.Shape.ShouldBe(shape);
            file.Bytes(tensor).ToArray().ShouldBe(bytes);
        }
    }

    private static string Python(string verb, string path, string input)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "safetensors_file.py");
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, verb, path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = python.StandardError.ReadToEndAsync();
        python.StandardInput.Write(input);
        python.StandardInput.Close();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        python.ExitCode.ShouldBe(0, errors.Result);
        return output;
    }
}
