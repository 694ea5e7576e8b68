using Pipelines.Spec;
using Pipelines.Tokenizers;
using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Decoding.Tests;

public sealed class Continuations : IDisposable
{
    private const int Context = 24;

    private static readonly SamplingSpec Greedy =
        new(MaxTokens: 12, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    private readonly DocsLm model;
    private readonly Tokenizer tokenizer = new(new TokenizerDefinition(
        [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Spell((byte)value).ToString()), "<|end|>"], [], Splitter.Gpt2)
    {
        AddedTokens = [new AddedToken(256, "<|end|>")],
        EndOfText = 256,
    });

    public Continuations()
    {
        manual_seed(3).Dispose();
        model = new DocsLm(new DocsLm.Options(
            Vocab: 257, Context, Dim: 32, Layers: 2, Heads: 2, KvHeads: 1, HeadDim: 16, Hidden: 64, InitStd: 0.2));
    }

    public void Dispose() => model.Dispose();

    [Fact]
    public void Greedy_writes_what_the_whole_forward_pass_would()
    {
        var generation = new TextGenerator(model, tokenizer).Generate("Gets", Greedy, seed: 1);

        var tokens = new List<int> { 256, 'G', 'e', 't', 's' };
        while (tokens.Count < 17) tokens.Add(Likeliest(tokens));
        generation.Tokens.ShouldBe(tokens.Skip(5));
        generation.Reason.ShouldBe(StopReason.MaxTokens);
    }

    [Fact]
    public void Equal_seeds_write_equal_texts()
    {
        var sampling = Greedy with { Temperature = 1 };
        var generator = new TextGenerator(model, tokenizer);

        generator.Generate("a", sampling, 1).Tokens.ShouldBe(generator.Generate("a", sampling, 1).Tokens);
        generator.Generate("a", sampling, 1).Tokens.ShouldNotBe(generator.Generate("a", sampling, 2).Tokens);
        generator.Generate("a", sampling with { Seed = 2 }, 1).Tokens.ShouldBe(generator.Generate("a", sampling, 2).Tokens);
    }

    [Fact]
    public void Tokens_that_the_tokenizer_lacks_are_never_written()
    {
        using var padded = new DocsLm(new DocsLm.Options(
            Vocab: 512, Context, Dim: 32, Layers: 2, Heads: 2, KvHeads: 1, HeadDim: 16, Hidden: 64, InitStd: 0.2));
        var generator = new TextGenerator(padded, tokenizer);
        for (var seed = 0; seed < 4; seed++)
            generator.Generate("a", Greedy with { Temperature = 100 }, seed).Tokens.ShouldAllBe(token => token < 257);
    }

    [Fact]
    public void A_full_context_ends_the_text()
    {
        var generation = new TextGenerator(model, tokenizer).Generate([65, 66], Greedy with { MaxTokens = 1000 }, 1);

        // The last token that the model reads fills the context, and one more follows from it.
        generation.Reason.ShouldBe(StopReason.Context);
        generation.Tokens.Count.ShouldBe(Context - 2 + 1);
    }

    [Fact]
    public void A_prompt_that_fills_the_context_is_refused_with_the_numbers()
    {
        Should.Throw<ArgumentException>(() => new TextGenerator(model, tokenizer).Generate(new string('a', 30), Greedy, 1))
            .Message.ShouldContain("31 tokens and the model's context 24");
    }

    [Fact]
    public void A_stop_text_ends_the_text_and_is_left_out()
    {
        var generator = new TextGenerator(model, tokenizer);
        var sampling = Greedy with { Temperature = 1.5, MaxTokens = 20 };
        var free = generator.Generate("a", sampling, seed: 4).Text;
        // A stop text across two tokens: every token is a byte.
        var middle = Enumerable.Range(3, free.Length - 4).First(at => char.IsAscii(free[at]) && char.IsAscii(free[at + 1]));
        var stop = free.Substring(middle, 2);
        var pieces = new List<string>();
        var stopped = generator.Generate("a", sampling with { Stop = new EquatableArray<string>([stop]) }, seed: 4, pieces.Add);

        stopped.Reason.ShouldBe(StopReason.StopText);
        stopped.Text.ShouldBe(free[..free.IndexOf(stop, StringComparison.Ordinal)]);
        string.Concat(pieces).ShouldBe(stopped.Text);
    }

    [Fact]
    public void Pieces_join_to_the_text()
    {
        var pieces = new List<string>();
        var generation = new TextGenerator(model, tokenizer).Generate("a", Greedy with { Temperature = 2 }, 5, pieces.Add);

        string.Concat(pieces).ShouldBe(generation.Text);
        generation.Text.ShouldBe(tokenizer.Decode([.. generation.Tokens], skipSpecial: true));
    }

    [Fact]
    public void An_end_of_text_token_ends_the_text()
    {
        // Embeddings are tied to the head: when one is far larger than the others and than what the blocks add, it repeats itself.
        using (var _ = no_grad())
        using (var end = model.HeadWeight.narrow(0, 256, 1))
        using (var others = model.HeadWeight.narrow(0, 0, 256))
        {
            others.zero_();
            end.mul_(1000);
        }

        var generation = new TextGenerator(model, tokenizer).Generate("", Greedy, 1);
        generation.Reason.ShouldBe(StopReason.EndOfText);
        generation.Tokens.ShouldBe([256]);
        generation.Text.ShouldBe("");
    }

    [Fact]
    public void Any_of_the_end_tokens_ends_the_text()
    {
        var free = new TextGenerator(model, tokenizer).Generate("a", Greedy with { Temperature = 1 }, seed: 2).Tokens;
        var ended = new TextGenerator(model, tokenizer, new HashSet<int> { 256, free[3] }).Generate("a", Greedy with { Temperature = 1 }, seed: 2);

        ended.Reason.ShouldBe(StopReason.EndOfText);
        ended.Tokens.ShouldBe(free.Take(free.ToList().IndexOf(free[3]) + 1));
    }

    [Fact]
    public void A_cancellation_ends_the_text()
    {
        using var cancellation = new CancellationTokenSource();
        var generation = new TextGenerator(model, tokenizer).Generate([65], Greedy, 1, _ => cancellation.Cancel(), cancellation.Token);

        generation.Reason.ShouldBe(StopReason.Cancelled);
        generation.Tokens.Count.ShouldBeInRange(1, 4);
    }

    [Fact]
    public void A_continuation_leaves_no_tensor_behind()
    {
        var generator = new TextGenerator(model, tokenizer);
        generator.Generate("a", Greedy, 1);
        var before = Tensor.TotalCount;
        generator.Generate("a", Greedy, 1);

        Tensor.TotalCount.ShouldBe(before);
    }

    private int Likeliest(List<int> tokens)
    {
        using var _ = no_grad();
        using var ids = tensor(tokens.Select(token => (long)token).ToArray(), [1, tokens.Count]);
        using var logits = model.forward(ids);
        var last = logits.data<float>().ToArray()[^257..];
        return Array.IndexOf(last, last.Max());
    }
}
