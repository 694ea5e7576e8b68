using System.Diagnostics;
using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Families.Tests;

/// <summary>Runs <c>Reference/reference.py</c>: plain PyTorch in double precision, from a folder's <c>config.json</c>.</summary>
internal static class PythonReference
{
    /// <returns>logits, loss, grad.* of the model for these ids and targets, and rounding.* of the gradients, by name</returns>
    public static Dictionary<string, Tensor> Run(string folder, LanguageModel model, Tensor ids, Tensor targets)
    {
        var (given, answer) = (Path.Combine(folder, "given.safetensors"), Path.Combine(folder, "answer.safetensors"));
        var tensors = model.state_dict().Select(entry => (entry.Key, entry.Value)).Append(("ids", ids)).Append(("targets", targets));
        SafetensorsWriter.Write(given, tensors.Select(entry => Source(entry.Item1, entry.Item2)));
        Start(folder, given, answer);

        using var file = SafetensorsFile.Open(answer);
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            var result = empty([.. tensor.Shape], ScalarType.Float64);
            file.Bytes(tensor).CopyTo(result.bytes);
            return result;
        });
    }

    private static SafetensorsSource Source(string name, Tensor tensor) => new(
        name, tensor.dtype == ScalarType.Int64 ? SafetensorsType.I64 : SafetensorsType.F32, tensor.shape, stream =>
        {
            using var detached = tensor.detach();
            stream.Write(detached.bytes);
        });

    private static void Start(params string[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "reference.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, .. arguments]) { RedirectStandardError = true };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEnd();
        python.WaitForExit();
        python.ExitCode.ShouldBe(0, errors);
    }
}
