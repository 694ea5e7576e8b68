using System.Diagnostics;
using Pipelines.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Parity;

/// <summary>Runs the scripts in <c>Reference</c>: plain PyTorch in double precision.</summary>
internal static class PythonReference
{
    /// <returns>logits, loss and grad.* of the model for these ids and targets, by name</returns>
    public static Dictionary<string, Tensor> Run(string family, LanguageModel model, Tensor ids, Tensor targets, string sizes) =>
        Run("reference.py", family, model, sizes, ("ids", ids), ("targets", targets));

    /// <returns>y, and grad.x and grad.* of the sum of y · upstream, by name</returns>
    public static Dictionary<string, Tensor> RunLayer(string kind, nn.Module layer, Tensor x, Tensor upstream, string sizes) =>
        Run("layer.py", kind, layer, sizes, ("x", x), ("upstream", upstream));

    private static Dictionary<string, Tensor> Run(
        string script, string kind, nn.Module module, string sizes, params (string Name, Tensor Tensor)[] inputs)
    {
        using var folder = new TemporaryFolder();
        var (given, answer) = (folder["given.safetensors"], folder["answer.safetensors"]);
        var tensors = module.state_dict().Select(entry => (entry.Key, entry.Value)).Concat(inputs);
        SafetensorsWriter.Write(given, tensors.Select(entry => Source(entry.Item1, entry.Item2)));
        Start(script, kind, given, answer, sizes);

        using var file = SafetensorsFile.Open(answer);
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            var result = torch.empty([.. tensor.Shape], ScalarType.Float64);
            file.Bytes(tensor).CopyTo(result.bytes);
            return result;
        });
    }

    private static SafetensorsSource Source(string name, Tensor tensor) => new(
        name,
        tensor.dtype == ScalarType.Int64 ? SafetensorsType.I64 : SafetensorsType.F32,
        tensor.shape,
        stream =>
        {
            using var detached = tensor.detach();
            stream.Write(detached.bytes);
        });

    private static void Start(string script, params string[] arguments)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Reference", script);
        var start = new ProcessStartInfo("/usr/bin/python3", [path, .. arguments]) { RedirectStandardError = true };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEnd();
        python.WaitForExit();
        errors.Contains("No module named 'torch'")
            .ShouldBeFalse("/usr/bin/python3 has no torch: eng/setup installs python3-torch for this test");
        python.ExitCode.ShouldBe(0, errors);
    }
}
