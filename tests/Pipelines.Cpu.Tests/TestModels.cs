using System.Runtime.InteropServices;
using Pipelines.Families.Tests;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Cpu.Tests;

/// <summary>Models to compare with.</summary>
internal static class TestModels
{
    public const int Vocab = FamilyPage.Vocab;

    /// <summary>What a model's settings say.</summary>
    public static ModelSpec Read(string yaml)
    {
        var result = ModelYaml.Read("model.yaml", yaml, "model", new ReadOptions());
        result.Diagnostics.ShouldBeEmpty();
        return result.Model!;
    }

    /// <summary>A model with weights that leave nothing at its resting value.</summary>
    public static LanguageModel Build(ModelSpec spec)
    {
        manual_seed(7).Dispose();
        var model = ModelBuilder.Build(spec, Vocab);
        using var untracked = no_grad();
        foreach (var (_, parameter) in model.named_parameters())
        {
            using var noise = randn_like(parameter);
            parameter.add_(noise, 0.05);
        }
        foreach (var (name, buffer) in model.named_buffers())
            if (name.EndsWith("e_score_correction_bias", StringComparison.Ordinal)) buffer.uniform_(-0.2, 0.2);
        model.eval();
        return model;
    }

    /// <summary>Some tokens.</summary>
    public static int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Vocab))];
    }

    /// <summary>The logits after each token, as Torch computes them.</summary>
    public static float[][] LogitsOf(this LanguageModel model, int[] ids)
    {
        using var untracked = no_grad();
        using var input = tensor(Array.ConvertAll(ids, id => (long)id), [1, ids.Length]);
        using var logits = model.call(input);
        return [.. MemoryMarshal.Cast<byte, float>(logits.bytes).ToArray().Chunk(model.Shape.Vocab)];
    }

    /// <summary>The greatest difference is at most a part of the greatest logit.</summary>
    public static void ShouldBeWithin(this IReadOnlyList<float[]> actual, IReadOnlyList<float[]> expected, double tolerance, string name)
    {
        actual.Count.ShouldBe(expected.Count, name);
        var greatest = expected.Max(row => row.Max(Math.Abs));
        for (var place = 0; place < actual.Count; place++)
        {
            var farthest = actual[place].Zip(expected[place], (a, b) => Math.Abs(a - b)).Max();
            (farthest / greatest).ShouldBeLessThanOrEqualTo((float)tolerance, $"{name}, place {place}");    // NaN is not
        }
    }
}
