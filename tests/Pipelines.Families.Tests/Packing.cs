using Pipelines.Data;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Families.Tests;

/// <summary>Examples that share a row are to a model what they are alone: the same loss and the same gradients.</summary>
public sealed class Packing
{
    private static readonly int[] Lengths = [7, 30, 12, 41, 3, 19];

    public static TheoryData<string> Decoders => FamilyPage.Decoders;

    [Theory]
    [MemberData(nameof(Decoders))]
    public void A_row_of_several_examples_costs_what_they_cost_alone(string family)
    {
        using var model = FamilyPage.BuildRough(family);
        model.eval();
        var examples = Examples();
        var packed = new PackedExamples(examples, model.Shape.Context, batch: 1, accumulate: 1, seed: 1);
        packed.Count.ShouldBeLessThan(Lengths.Length);
        var rows = Enumerable.Range(0, (int)packed.Count).Select(step => packed.Get(step, 0));
        var (together, gradients) = Passes(model, rows);
        var (padded, gradientsOfPadded) = Passes(model, [PaddedExamples.Pad(examples)]);
        var (alone, gradientsAlone) = Passes(model, examples.Select(example => PaddedExamples.Pad([example]) with { Segments = null }));

        together.ShouldBe(alone, 1e-5 * alone, family);
        padded.ShouldBe(alone, 1e-5 * alone, family);
        ShouldBeSame(gradients, gradientsAlone, family);
        ShouldBeSame(gradientsOfPadded, gradientsAlone, family);
    }

    private static List<EncodedExample> Examples()
    {
        var random = new Random(6);
        return
        [
            .. Lengths.Select((length, i) => new EncodedExample(
                $"{i}", [.. Enumerable.Range(0, length + 1).Select(_ => random.Next(FamilyPage.Vocab))],
                [.. Enumerable.Range(0, length + 1).Select(place => place > length / 3)], length - length / 3, 0)),
        ];
    }

    /// <summary>The loss of all batches together, in nats, and its gradients by parameter.</summary>
    private static (double Loss, Dictionary<string, float[]> Gradients) Passes(LanguageModel model, IEnumerable<TokenBatch> batches)
    {
        model.zero_grad();
        var sum = 0.0;
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            long[] shape = [batch.Rows, batch.Time];
            var loss = model.loss(tensor(batch.Inputs, shape), tensor(batch.Targets, shape), batch.Segments is { } given ? tensor(given, shape) : null);
            loss.backward();
            sum += loss.item<float>();
        }

        return (sum, model.named_parameters().Where(named => named.parameter.grad is not null).ToDictionary(named => named.name, Gradient));
    }

    private static float[] Gradient((string Name, TorchSharp.Modules.Parameter Parameter) named)
    {
        using var gradient = named.Parameter.grad;
        return gradient!.data<float>().ToArray();
    }

    private static void ShouldBeSame(Dictionary<string, float[]> actual, Dictionary<string, float[]> expected, string family)
    {
        actual.Keys.Order().ShouldBe(expected.Keys.Order());
        var largest = expected.Values.Max(gradient => gradient.Max(Math.Abs));
        foreach (var (name, gradient) in expected)
            for (var i = 0; i < gradient.Length; i++) actual[name][i].ShouldBe(gradient[i], 1e-4f * largest, $"{family}, {name}[{i}]");
    }
}
