namespace Pipelines.Serving.Tests;

public sealed class NGrams
{
    [Fact]
    public void What_followed_the_same_tokens_the_last_time_is_proposed()
    {
        Proposed(new NGramSpeculator(4), [1, 2, 3, 4, 9, 1, 2, 3, 5, 6, 7, 8, 1, 2, 3], room: 4).ShouldBe([5, 6, 7, 8]);
    }

    [Fact]
    public void A_longer_match_goes_before_a_later_one()
    {
        Proposed(new NGramSpeculator(2), [7, 1, 2, 50, 8, 1, 2, 60, 7, 1, 2], room: 2).ShouldBe([50, 8]);
    }

    [Fact]
    public void What_repeats_itself_goes_on_to_do_so()
    {
        Proposed(new NGramSpeculator(7), [9, 1, 2, 1, 2], room: 7, wins: 3).ShouldBe([1, 2, 1, 2, 1, 2, 1]);
    }

    [Fact]
    public void Fewer_equal_tokens_than_the_shortest_propose_nothing()
    {
        Proposed(new NGramSpeculator(4, shortest: 3), [1, 2, 5, 6, 1, 2], room: 4).ShouldBeEmpty();
        Proposed(new NGramSpeculator(4), [1], room: 4).ShouldBeEmpty();
    }

    [Fact]
    public void No_more_is_proposed_than_there_is_room_for()
    {
        Proposed(new NGramSpeculator(8), [1, 2, 3, 4, 5, 1, 2, 3], room: 1).ShouldBe([4]);
        Proposed(new NGramSpeculator(8), [1, 2, 3, 4, 5, 1, 2, 3], room: 0).ShouldBeEmpty();
    }

    [Fact]
    public void Random_tokens_are_looked_up_as_a_slow_search_does()
    {
        var (random, speculator) = (new Random(4), new NGramSpeculator(4, longest: 4, shortest: 2));
        for (var trial = 0; trial < 300; trial++)
        {
            var tokens = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(4)).ToArray();

            Proposed(speculator, tokens, room: 4).ShouldBe(Slowly(tokens), string.Join(' ', tokens));
        }
    }

    [Fact]
    public void Sizes_that_make_no_sense_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramSpeculator(0)).ParamName.ShouldBe("mostTokens");
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramSpeculator(4, shortest: 0)).ParamName.ShouldBe("shortest");
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramSpeculator(4, longest: 2, shortest: 3)).ParamName.ShouldBe("longest");
    }

    private static List<int> Slowly(int[] tokens)
    {
        for (var length = 4; length >= 2; length--)
            for (var at = tokens.Length - 1 - length; at >= 0; at--)
            {
                if (!tokens.Skip(at).Take(length).SequenceEqual(tokens.TakeLast(length))) continue;
                var all = tokens.ToList();
                while (all.Count < tokens.Length + 4) all.Add(all[all.Count - (tokens.Length - length - at)]);
                return all[tokens.Length..];
            }
        return [];
    }

    /// <param name="wins">proposals that were all written before, each of which doubles what is hoped for</param>
    private static List<int> Proposed(NGramSpeculator speculator, int[] tokens, int room, int wins = 0)
    {
        var sequence = new SpeculatedSequence(
            Answers.Greedy, seed: 1, new Dictionary<int, float>(), vocab: 100, prompt: tokens.Length, speculator.MostTokens);
        for (var win = 0; win < wins; win++)
        {
            sequence.Ask(tokens, draws: 0, room);
            speculator.Propose([sequence]);
            sequence.Judge(sequence.Proposed.Count);
        }
        sequence.Ask(tokens, draws: 0, room);
        speculator.Propose([sequence]);
        return sequence.Proposed;
    }
}
