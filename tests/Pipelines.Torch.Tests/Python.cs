using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>PyTorch, to compare with: one process that evaluates expressions over <c>torch</c> and <c>F</c>.</summary>
internal static class Python
{
    private const string Loop =
        """
        import base64, sys
        import torch, torch.nn.functional as F
        for line in sys.stdin:
            source = base64.b64decode(line).decode()
            try:
                scope = {"torch": torch, "F": F}
                if "\n" in source:
                    exec(source, scope)
                    result = scope["result"]
                else:
                    result = eval(source, scope)
                result = torch.as_tensor(result).detach()
                values = base64.b64encode(result.double().contiguous().numpy().tobytes()).decode()
                print(str(result.dtype)[6:], ",".join(map(str, result.shape)), values, sep="|", flush=True)
            except Exception as error:
                print("error|" + str(error).replace("\n", " "), flush=True)
        """;

    private static readonly Lazy<Process> interpreter = new(Start);

    /// <summary>A value of PyTorch's: type, shape and elements, in order.</summary>
    public sealed record Value(string Type, long[] Shape, double[] Elements);

    /// <param name="source">an expression, or lines that set <c>result</c></param>
    public static Value Evaluate(string source)
    {
        interpreter.Value.StandardInput.WriteLine(Convert.ToBase64String(Encoding.UTF8.GetBytes(source)));
        var answer = interpreter.Value.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Python has ended");
        var parts = answer.Split('|');
        if (parts[0] == "error") throw new InvalidOperationException($"{source}: {parts[1]}");
        return new(
            parts[0],
            parts[1].Length == 0 ? [] : Array.ConvertAll(parts[1].Split(','), long.Parse),
            MemoryMarshal.Cast<byte, double>(Convert.FromBase64String(parts[2])).ToArray());
    }

    /// <summary>Holds the tensor against PyTorch: same type, same shape, elements within the tolerance, relative above 1.</summary>
    public static void ShouldBePython(this Tensor actual, string source, double tolerance = 1e-6)
    {
        var expected = Evaluate(source);
        TypeName(actual.dtype).ShouldBe(expected.Type, source);
        actual.shape.ShouldBe(expected.Shape, source);
        using var wide = actual.detach().to(ScalarType.Float64, CPU);
        var elements = wide.data<double>().ToArray();
        for (var i = 0; i < elements.Length; i++)
        {
            var (a, e) = (elements[i], expected.Elements[i]);
            var equal = a.Equals(e) || Math.Abs(a - e) <= tolerance * Math.Max(1, Math.Abs(e));
            equal.ShouldBeTrue($"{source}: element {i} is {a}, not {e}");
        }
    }

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.ComplexFloat32 => "complex64",
        ScalarType.ComplexFloat64 => "complex128",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static Process Start()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Loop])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }
}
