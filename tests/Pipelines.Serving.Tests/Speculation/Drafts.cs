using Pipelines.Decoding.Tests;
using Pipelines.Spec;

namespace Pipelines.Serving.Tests;

/// <summary>What a draft proposes, whatever became of its proposals before, is what it would write after the sequence's own tokens.</summary>
public sealed class Drafts
{
    private const int Vocab = 60;

    [Theory]
    [InlineData(0, false)]
    [InlineData(9, false)]
    [InlineData(0, true)]
    [InlineData(6, true)]
    public void Right_and_wrong_guesses_leave_no_trace(int window, bool slots)
    {
        var draft = new HashChainDecoder(Vocab, context: 1200, blockTokens: 4, window, slots);
        using var speculator = new DraftSpeculator(draft, mostTokens: 5, cacheBytes: 1 << 16, sequences: 4);
        var random = new Random(window + 1);
        var sequences = Enumerable.Range(0, 4).Select(i => Follow(Answers.Greedy, seed: i, speculator)).ToArray();
        int[] lengths = [1, 8, 1100, 22];
        List<int>[] tokens = [.. lengths.Select(length => Enumerable.Range(0, length).Select(_ => random.Next(Vocab)).ToList())];
        for (var step = 0; step < 30; step++)
        {
            // Not every sequence writes in every step.
            var asking = Enumerable.Range(0, 4).Where(_ => random.Next(4) > 0).ToArray();
            foreach (var i in asking) sequences[i].Ask(tokens[i].ToArray(), draws: 0, room: 5);
            speculator.Propose([.. asking.Select(i => sequences[i])]);
            foreach (var i in asking)
            {
                var proposed = sequences[i].Proposed;
                proposed.Count.ShouldBe(sequences[i].Wanted);
                proposed.ShouldBe(draft.Continue(tokens[i], proposed.Count, new HashSet<int>()), $"step {step}, sequence {i}");

                // Some of them are written, then a token of another mind, or several.
                var written = random.Next(proposed.Count + 1);
                tokens[i].AddRange(proposed[..written]);
                for (var others = random.Next(1, 3); others > 0; others--) tokens[i].Add(random.Next(Vocab));
                sequences[i].Judge(written);
            }
        }
    }

    [Fact]
    public void Tokens_are_drawn_from_the_distributions_that_are_told()
    {
        using var draft = new HashChainDecoder(Vocab);
        var counts = new int[Vocab];
        double[] told = [];
        using var speculator = new DraftSpeculator(draft, mostTokens: 1, cacheBytes: 1 << 16);
        for (var seed = 0; seed < 4_000; seed++)
        {
            var sequence = Follow(Answers.Greedy with { Temperature = 1.5 }, seed, speculator);
            sequence.Ask(new[] { 1, 2, 3 }, draws: 0, room: 1);
            speculator.Propose([sequence]);
            sequence.Drawn.ShouldBeTrue();
            counts[sequence.Proposed.ShouldHaveSingleItem()]++;
            told = sequence.DistributionAt(0).ToArray();
            speculator.Forget(sequence);
        }

        told.Sum().ShouldBe(1, 1e-9);
        counts.ShouldFit(told);
    }

    [Fact]
    public void A_request_with_a_seed_is_guessed_with_its_own_draws()
    {
        var draft = new HashChainDecoder(Vocab);
        using var speculator = new DraftSpeculator(draft, mostTokens: 4, cacheBytes: 1 << 16);
        var sampling = Answers.Greedy with { Temperature = 1.5, Seed = 77 };
        var sequence = Follow(sampling, seed: 77, speculator);
        sequence.Ask(new[] { 1, 2, 3 }, draws: 5, room: 4);
        speculator.Propose([sequence]);

        sequence.Drawn.ShouldBeFalse();
        var (tokens, sampler) = (new List<int> { 1, 2, 3 }, new Decoding.Sampler(sampling, 77) { Draws = 5 });
        for (var i = 0; i < 4; i++) tokens.Add(sampler.Next(draft.Logits(tokens).ToArray(), tokens.ToArray()));
        sequence.Proposed.ShouldBe(tokens[3..]);
    }

    [Fact]
    public void A_smaller_vocabulary_is_a_draft_too()
    {
        using var speculator = new DraftSpeculator(new HashChainDecoder(40), mostTokens: 2, cacheBytes: 1 << 16);
        var sequence = Follow(Answers.Greedy with { Temperature = 1 }, seed: 1, speculator);
        sequence.Ask(new[] { 1, 2, 3 }, draws: 0, room: 2);
        speculator.Propose([sequence]);

        sequence.DistributionAt(0).Length.ShouldBe(Vocab);
        sequence.DistributionAt(0)[40..].ToArray().ShouldAllBe(share => share == 0);
    }

    [Fact]
    public void What_finds_no_room_is_not_guessed_until_others_are_forgotten()
    {
        // 16 blocks of 4 tokens.
        using var speculator = new DraftSpeculator(new HashChainDecoder(Vocab), mostTokens: 4, cacheBytes: 16 * 32);
        var (first, second) = (Follow(Answers.Greedy, 1, speculator), Follow(Answers.Greedy, 2, speculator));
        first.Ask(new int[40], draws: 0, room: 4);
        second.Ask(new int[40], draws: 0, room: 4);
        speculator.Propose([first, second]);
        first.Proposed.Count.ShouldBe(4);
        second.Proposed.ShouldBeEmpty();

        speculator.Forget(first);
        second.Ask(new int[40], draws: 0, room: 4);
        speculator.Propose([second]);
        second.Proposed.Count.ShouldBe(4);
    }

    [Fact]
    public void A_sequence_that_outgrows_the_drafts_context_is_not_guessed()
    {
        using var speculator = new DraftSpeculator(new HashChainDecoder(Vocab, context: 16), mostTokens: 4, cacheBytes: 1 << 16);
        var sequence = Follow(Answers.Greedy, 1, speculator);
        sequence.Ask(new int[14], draws: 0, room: 4);
        speculator.Propose([sequence]);

        sequence.Proposed.ShouldBeEmpty();
    }

    [Fact]
    public void A_cache_too_small_for_the_draft_is_refused() =>
        Should.Throw<ArgumentException>(() => new DraftSpeculator(new HashChainDecoder(Vocab), cacheBytes: 31))
            .Message.ShouldContain("31 bytes");

    private static SpeculatedSequence Follow(SamplingSpec sampling, long seed, ISpeculator speculator) =>
        new(sampling, seed, new Dictionary<int, float>(), Vocab, prompt: 0, speculator.MostTokens);
}
