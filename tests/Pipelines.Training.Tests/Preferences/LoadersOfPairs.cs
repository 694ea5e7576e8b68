namespace Pipelines.Training.Tests;

public sealed class LoadersOfPairs
{
    private readonly IReadOnlyList<EncodedPair> pairs = Mismatches.Add(RandomPairs.Draw(23), Workshop.Context);

    [Fact]
    public void Every_pair_comes_once_an_epoch_in_an_order_of_its_own()
    {
        var source = new ShuffledPairs(pairs, batch: 1, accumulate: 1, seed: 5);
        string[] Epoch(int epoch) => [.. Enumerable.Range(epoch * 23, 23).Select(step => source.Get(step, 0).Pairs.Single().Place)];

        Epoch(0).Order().ShouldBe(pairs.Select(pair => pair.Place).Order());
        Epoch(1).Order().ShouldBe(Epoch(0).Order());
        Epoch(1).ShouldNotBe(Epoch(0));
        new ShuffledPairs(pairs, 1, 1, seed: 6).Get(0, 0).Pairs.Concat(source.Get(1, 0).Pairs).Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_step_sees_the_same_pairs_however_it_is_cut(int batch)
    {
        var whole = new ShuffledPairs(pairs, batch: 6, accumulate: 1, seed: 5);
        var parts = new ShuffledPairs(pairs, batch, accumulate: 6 / batch, seed: 5);
        for (var step = 0L; step < 9; step++)
        {
            var expected = whole.Get(step, 0);
            var micros = Enumerable.Range(0, parts.MicroBatches).Select(micro => parts.Get(step, micro)).ToArray();
            micros.SelectMany(micro => micro.Pairs).ShouldBe(expected.Pairs);
            micros[0].Mismatched.ShouldBe(expected.Mismatched);
            micros.Skip(1).ShouldAllBe(micro => micro.Mismatched == null);
        }
    }

    [Theory]
    [InlineData(1, 4, 1, 6)]
    [InlineData(2, 4, 3, 4)]
    [InlineData(0.01, 8, 1, 1)]
    public void Epochs_become_steps(double epochs, int batch, int accumulate, long steps) =>
        new ShuffledPairs(pairs, batch, accumulate, 1).Steps(epochs).ShouldBe(steps);

    [Fact]
    public void Held_out_pairs_come_in_order_each_once()
    {
        var held = new OrderedPairs(pairs, 5);
        held.MicroBatches.ShouldBe(5);
        var micros = Enumerable.Range(0, 5).Select(micro => held.Get(0, micro)).ToArray();
        micros.SelectMany(micro => micro.Pairs).ShouldBe(pairs);
        micros[0].Mismatched!.Count.ShouldBe(2 * pairs.Count);
    }

    [Fact]
    public void Other_pairs_are_other_data()
    {
        string Data(IReadOnlyList<EncodedPair> given) => new ShuffledPairs(given, 2, 1, 1).Settings["pairs"];

        Data(pairs).ShouldBe(Data(Mismatches.Add(RandomPairs.Draw(23), Workshop.Context)));
        Data(pairs).ShouldNotBe(Data([.. pairs.Skip(1)]));
        Data(pairs).ShouldNotBe(Data([pairs[0] with { Margin = 3 }, .. pairs.Skip(1)]));
        var (first, answer) = (pairs[0], pairs[0].Chosen);
        Data(pairs).ShouldNotBe(Data([first with { Chosen = answer with { Start = answer.Start + 1 } }, .. pairs.Skip(1)]));
    }

    [Fact]
    public void Mismatched_answers_stand_behind_prompts_of_others()
    {
        var grouped = Mismatches.Add(RandomPairs.Draw(12, prompts: 3), Workshop.Context);
        for (var n = 0; n < grouped.Count; n++)
        {
            grouped[n].Mismatched.Count.ShouldBe(2);
            foreach (var answer in grouped[n].Mismatched)
            {
                answer.Prompt.SequenceEqual(grouped[n].Chosen.Prompt).ShouldBeTrue();
                answer.End.ShouldBe(answer.Tokens.Length);
                grouped.Where(other => !other.Chosen.Prompt.SequenceEqual(answer.Prompt))
                    .SelectMany(other => new[] { other.Chosen, other.Rejected })
                    .Any(given => given.Answer.SequenceEqual(answer.Answer))
                    .ShouldBeTrue();
            }
        }

        Mismatches.Add(RandomPairs.Draw(5), 9).SelectMany(pair => pair.Mismatched).ShouldAllBe(answer => answer.Tokens.Length <= 9);
        Should.Throw<ArgumentException>(() => Mismatches.Add(RandomPairs.Draw(4, prompts: 1), 16))
            .Message.ShouldContain("give more prompts");
    }
}
