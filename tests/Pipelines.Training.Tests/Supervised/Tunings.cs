using Pipelines.Data;
using Pipelines.Spec;

namespace Pipelines.Training.Tests.Supervised;

/// <summary>Examples of random tokens and the settings of small runs.</summary>
internal static class Tunings
{
    public static readonly SftSpec Spec = new(
        Name: "sft", From: "pretrain", Data: new EquatableArray<string>(["chats"]), Template: null, LossMask.Assistant, Packing: true,
        Epochs: 20, MaxTokens: null, Neftune: 0, Workshop.Spec.Training, Adapter: null);

    /// <summary>Examples of these lengths, the second half of each learned.</summary>
    public static EncodedExamples Examples(params IEnumerable<int> lengths)
    {
        var random = new Random(9);
        EncodedExample[] examples =
        [
            .. lengths.Select((length, i) => new EncodedExample(
                $"{i}", [.. Enumerable.Range(0, length + 1).Select(_ => random.Next(Workshop.Vocab))],
                [.. Enumerable.Range(0, length + 1).Select(place => place > length / 2)], length - length / 2, length - length / 2)),
        ];
        return new EncodedExamples(examples, new EncodingSummary(
            examples.Length, 0, new Dictionary<string, int>(), examples.Sum(example => example.Tokens.Length), examples.Sum(example => example.TargetCount), 0));
    }

    /// <summary>The numbers of a model's weights, one after the other.</summary>
    public static float[] Weights(TorchSharp.torch.nn.Module model) =>
        [.. model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
}
