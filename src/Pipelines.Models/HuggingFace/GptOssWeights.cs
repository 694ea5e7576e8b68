using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using Pipelines.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// The experts of gpt-oss as its folders hold them, those of a layer together, gate and up by turns (transformers,
/// <c>modeling_gpt_oss.py</c>): <c>experts.gate_up_proj</c> [experts, dim, 2 · hidden] and <c>experts.down_proj</c> [experts, hidden, dim],
/// with biases, or in their place MXFP4 of the matrices [experts, 2 · hidden, dim] and [experts, dim, hidden] in <c>…_blocks</c> and
/// <c>…_scales</c>.
/// </summary>
internal static class GptOssWeights
{
    private const string Step = ".mlp.experts.";

    /// <summary>Loads a model from a folder, whichever of the two it holds.</summary>
    /// <exception cref="HuggingFaceException">a layer lacks experts, or they have other sizes</exception>
    /// <exception cref="WeightsException">the rest is not the model's: a table of all that differ</exception>
    public static void Load(LanguageModel model, string path)
    {
        using (var file = SafetensorsCheckpoint.Open(path))
        {
            var values = new StoredValues(file);
            foreach (var (name, module) in model.named_modules())
                if (module is Moe moe) Load(moe, $"{name}.experts.", values);
        }
        Weights.Load(model, path, IsOfExperts, IsOfExperts);
    }

    /// <summary>What a folder of the model holds, which is read when it is written.</summary>
    /// <param name="model">the model</param>
    /// <param name="type">of the weights</param>
    public static IEnumerable<SafetensorsSource> Sources(LanguageModel model, ScalarType type)
    {
        var inFile = type switch
        {
            ScalarType.Float16 => SafetensorsType.F16,
            ScalarType.BFloat16 => SafetensorsType.BF16,
            _ => SafetensorsType.F32,
        };
        foreach (var source in Weights.Sources(model, type))
            if (!IsOfExperts(source.Name)) yield return source;
        foreach (var (name, module) in model.named_modules())
        {
            if (module is not Moe moe) continue;
            var (prefix, count, first) = ($"{name}.experts.", moe.experts.Count, moe.experts[0]);
            long dim = first.gate.Inputs, hidden = first.gate.Outputs;
            yield return Each("gate_up_proj", [count, dim, 2 * hidden], expert => Matrix(expert).t());
            yield return Each("gate_up_proj_bias", [count, 2 * hidden], expert => ByTurns(expert.gate.bias!, expert.up.bias!));
            yield return Each("down_proj", [count, hidden, dim], expert => expert.down.Whole().t());
            yield return Each("down_proj_bias", [count, dim], expert => expert.down.bias!.alias());

            SafetensorsSource Each(string part, long[] shape, Func<Expert, Tensor> of) => new(prefix + part, inFile, shape, stream =>
            {
                using var untracked = torch.no_grad();
                foreach (var expert in moe.experts)
                {
                    using var scope = torch.NewDisposeScope();
                    stream.Write(of(expert).contiguous().to(type, CPU).bytes);
                }
            });
        }
    }

    private static bool IsOfExperts(string name) => name.Contains(Step, StringComparison.Ordinal);

    private static void Load(Moe moe, string prefix, StoredValues values)
    {
        using var untracked = torch.no_grad();
        long dim = moe.experts[0].gate.Inputs, hidden = moe.experts[0].gate.Outputs, count = moe.experts.Count;
        for (var i = 0; i < moe.experts.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            var expert = moe.experts[i];
            var rows = Matrix(values, $"{prefix}gate_up_proj", i, count, 2 * hidden, dim).unflatten(0, hidden, 2);     // [hidden, 2, dim]
            expert.gate.Replace(rows.select(1, 0));
            expert.up.Replace(rows.select(1, 1));
            expert.down.Replace(Matrix(values, $"{prefix}down_proj", i, count, dim, hidden));
            var biases = tensor(values.Part($"{prefix}gate_up_proj_bias", i, count, 2 * hidden)).view(hidden, 2);
            expert.gate.bias!.copy_(biases.select(1, 0));
            expert.up.bias!.copy_(biases.select(1, 1));
            expert.down.bias!.copy_(tensor(values.Part($"{prefix}down_proj_bias", i, count, dim)));
        }
    }

    /// <summary>An expert's matrix as the model multiplies by it, [rows, columns].</summary>
    private static Tensor Matrix(StoredValues values, string name, int expert, long count, long rows, long columns)
    {
        if (!values.Has($"{name}_blocks")) return tensor(values.Part(name, expert, count, columns, rows)).view(columns, rows).t();
        if (columns % 32 != 0) throw values.Wrong($"{name}_blocks", $"rows of {columns} are no groups of 32");
        var decoded = new float[rows * columns];
        SplitMxfp4.Decode(
            values.Bytes($"{name}_blocks", expert, count, rows, columns / 32, 16),
            values.Bytes($"{name}_scales", expert, count, rows, columns / 32), decoded);
        return tensor(decoded).view(rows, columns);
    }

    /// <summary>[2 · hidden, dim]: a gate's row before each of up's.</summary>
    private static Tensor Matrix(Expert expert) => ByTurns(expert.gate.Whole(), expert.up.Whole());

    private static Tensor ByTurns(Tensor gate, Tensor up) => torch.stack([gate, up], 1).flatten(0, 1);
}
