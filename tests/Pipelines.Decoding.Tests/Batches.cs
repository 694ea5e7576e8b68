using Pipelines.Spec;
using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Decoding.Tests;

/// <summary>Continuations of many prompts at once.</summary>
public sealed class Batches : IDisposable
{
    private const int Context = 24, Vocab = 257;

    private static readonly SamplingSpec Sampling =
        new(MaxTokens: 12, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    private static readonly int[][] Prompts = [[1, 2, 3], [9], [4, 5, 6, 7, 8, 9, 10, 11], [1, 2, 3], [.. Enumerable.Range(40, 22)], [9, 9]];

    private readonly DocsLm model;

    public Batches()
    {
        manual_seed(3).Dispose();
        model = new DocsLm(new DocsLm.Options(
            Vocab, Context, Dim: 32, Layers: 2, Heads: 2, KvHeads: 1, HeadDim: 16, Hidden: 64, InitStd: 0.2));
    }

    public void Dispose() => model.Dispose();

    [Fact]
    public void An_answer_is_the_same_whatever_else_is_in_the_batch()
    {
        // One token in nine ends a text: rows come and go.
        var generator = new BatchGenerator(model, Enumerable.Range(0, Vocab).Where(token => token % 9 == 0).ToHashSet());
        foreach (var sampling in new[] { Sampling, Sampling with { TopP = 0.7, TopK = 40 }, Sampling with { RepetitionPenalty = 1.3, MinP = 0.01 } })
        {
            var together = generator.Generate(Prompts, sampling, row => 100 + row);
            for (var row = 0; row < Prompts.Length; row++)
            {
                var alone = generator.Generate([Prompts[row]], sampling, _ => 100 + row).ShouldHaveSingleItem();
                together[row].Tokens.ShouldBe(alone.Tokens, $"row {row}");
                together[row].Ended.ShouldBe(alone.Ended);
            }
        }
    }

    [Fact]
    public void Greedy_answers_are_what_the_whole_forward_pass_would_write()
    {
        var answers = new BatchGenerator(model, new HashSet<int>()).Generate(Prompts, Sampling with { Temperature = 0 }, _ => 1);
        for (var row = 0; row < Prompts.Length; row++)
        {
            var tokens = Prompts[row].ToList();
            while (tokens.Count < Prompts[row].Length + 12 && tokens.Count <= Context) tokens.Add(Likeliest(tokens));
            answers[row].Tokens.ShouldBe(tokens.Skip(Prompts[row].Length), $"row {row}");
            answers[row].Ended.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_row_ends_with_its_end_token_its_limit_or_the_context()
    {
        var ends = Enumerable.Range(0, Vocab).Where(token => token % 40 == 0).ToHashSet();
        var answers = new BatchGenerator(model, ends).Generate(Prompts, Sampling with { MaxTokens = 100 }, row => row);
        for (var row = 0; row < Prompts.Length; row++)
        {
            var (tokens, ended) = answers[row];
            tokens[..^1].ShouldNotContain(token => ends.Contains(token));
            ends.Contains(tokens[^1]).ShouldBe(ended);
            if (!ended) tokens.Length.ShouldBe(Context - Prompts[row].Length + 1);    // the last one is not read
        }
        answers.ShouldContain(answer => answer.Ended);
        answers.ShouldContain(answer => !answer.Ended);
    }

    [Fact]
    public void Rows_of_one_prompt_have_draws_of_their_own()
    {
        var generator = new BatchGenerator(model, new HashSet<int>());
        var group = generator.Generate([.. Enumerable.Repeat(Prompts[0], 4)], Sampling, row => row % 2);

        group[0].Tokens.ShouldBe(group[2].Tokens);
        group[1].Tokens.ShouldBe(group[3].Tokens);
        group[0].Tokens.ShouldNotBe(group[1].Tokens);
    }

    [Fact]
    public void Prompts_that_nothing_can_follow_are_refused_with_their_place()
    {
        var generator = new BatchGenerator(model, new HashSet<int>());

        Should.Throw<ArgumentException>(() => generator.Generate([[1], []], Sampling, _ => 1)).Message.ShouldContain("prompt 1 has 0 tokens");
        Should.Throw<ArgumentException>(() => generator.Generate([new int[Context]], Sampling, _ => 1)).Message.ShouldContain("one to 23");
        generator.Generate([], Sampling, _ => 1).ShouldBeEmpty();
    }

    [Fact]
    public void A_cancellation_ends_all_rows_where_they_are()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var answers = new BatchGenerator(model, new HashSet<int>()).Generate(Prompts, Sampling, _ => 1, cancelled.Token);

        answers.ShouldAllBe(answer => answer.Tokens.Length == 1 && !answer.Ended);
    }

    [Fact]
    public void It_leaves_no_tensor_behind_and_the_model_in_its_mode()
    {
        var generator = new BatchGenerator(model, Enumerable.Range(0, Vocab).Where(token => token % 9 == 0).ToHashSet());
        model.train();
        generator.Generate(Prompts, Sampling, row => row);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        generator.Generate(Prompts, Sampling, row => row);

        Tensor.TotalCount.ShouldBe(before);
        model.training.ShouldBeTrue();
    }

    private int Likeliest(List<int> tokens)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var logits = model.forward(tensor(tokens.Select(token => (long)token).ToArray(), [1, tokens.Count]));
        var last = logits.data<float>().ToArray()[^Vocab..];
        return Array.IndexOf(last, last.Max());
    }
}
