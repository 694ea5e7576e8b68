using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Reads answers without learning from them, a few rows at a time, dropout off.</summary>
/// <param name="likelihood">the model</param>
/// <param name="batch">rows at a time</param>
public sealed class AnswerReading(AnswerLikelihood likelihood, int batch)
{
    /// <summary>log π of each answer's tokens, [answers][tokens].</summary>
    public IReadOnlyList<float[]> LogProbs(IReadOnlyList<SampledAnswer> answers) =>
        Read(answers, read => read.LogProbs.alias());

    /// <summary>log π of each answer's tokens, and what <paramref name="head"/> expects before each: [answers][tokens] twice.</summary>
    public (IReadOnlyList<float[]> LogProbs, IReadOnlyList<float[]> Values) LogProbsAndValues(
        IReadOnlyList<SampledAnswer> answers, ScalarHead head)
    {
        var both = Read(answers, read =>
        {
            using var values = Values(head, read.Hidden);
            return stack([read.LogProbs, values], dim: -1).reshape(-1); // [tokens · 2]
        });
        return (
            [.. both.Select(pair => pair.Where((_, i) => i % 2 == 0).ToArray())],
            [.. both.Select(pair => pair.Where((_, i) => i % 2 == 1).ToArray())]);
    }

    /// <summary>What a head makes of hidden states, [tokens, dim] → [tokens].</summary>
    internal static Tensor Values(ScalarHead head, Tensor hidden)
    {
        using var batch = hidden.unsqueeze(0);      // [1, tokens, dim]
        using var scores = head.call(batch);        // [1, tokens]
        return scores.squeeze(0);
    }

    /// <summary>Numbers of each token, as many to each.</summary>
    private IReadOnlyList<float[]> Read(IReadOnlyList<SampledAnswer> answers, Func<TokenLikelihoods, Tensor> look)
    {
        var model = likelihood.Model;
        var training = model.training;
        model.eval();
        try
        {
            using var _ = no_grad();
            var numbers = new float[answers.Count][];
            // Rows of one length waste nothing on padding.
            var order = Enumerable.Range(0, answers.Count).OrderBy(i => answers[i].Prompt.Tokens.Length + answers[i].Tokens.Length);
            foreach (var part in order.Chunk(batch)) Read(answers, part, look, numbers);
            return numbers;
        }
        finally
        {
            model.train(training);
        }
    }

    private void Read(IReadOnlyList<SampledAnswer> answers, int[] part, Func<TokenLikelihoods, Tensor> look, float[][] numbers)
    {
        var rows = AnswerRows.Of([.. part.Select(i => answers[i])]);
        using var read = likelihood.Of(rows);
        using var found = look(read);
        using var host = found.cpu();
        var all = host.data<float>().ToArray();
        var (start, each) = (0, all.Length / rows.Targets.Length);
        foreach (var i in part)
        {
            var count = answers[i].Tokens.Length * each;
            numbers[i] = all[start..(start + count)];
            start += count;
        }
    }
}
