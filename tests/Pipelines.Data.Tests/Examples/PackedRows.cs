namespace Pipelines.Data.Tests.Examples;

public sealed class PackedRows
{
    private const int Context = 32;

    [Fact]
    public void Each_example_comes_once_an_epoch_whole_and_in_a_segment_of_its_own()
    {
        var examples = Tuned.Of(Lengths(200));
        var rows = new PackedExamples(examples, Context, batch: 1, accumulate: 1, seed: 3);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var seen = new List<int>();
            for (var row = 0; row < rows.Count; row++) seen.AddRange(Segments(rows.Get(epoch * rows.Count + row, 0), examples));
            seen.Order().ShouldBe(Enumerable.Range(0, examples.Count));
        }
    }

    [Fact]
    public void Rows_are_nearly_full()
    {
        var lengths = Lengths(2_000);
        var rows = new PackedExamples(Tuned.Of(lengths), Context, 1, 1, 0);
        ((double)lengths.Sum() / (rows.Count * Context)).ShouldBeGreaterThan(0.97);
    }

    [Fact]
    public void No_packing_needs_more_rows_than_eleven_ninths_of_the_fewest_and_one()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var capacity = random.Next(4, 12);
            int[] lengths = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(1, capacity + 1))];
            var plan = PackingPlan.Of(lengths, capacity);
            plan.Rows.ShouldAllBe(row => row.Sum(slot => slot.Length) <= capacity);
            plan.Rows.SelectMany(row => row).Select(slot => slot.Length).Order().ShouldBe(lengths.Order());
            plan.Rows.Count.ShouldBeLessThanOrEqualTo(11 * Fewest(lengths, capacity) / 9 + 1);
        }
    }

    [Fact]
    public void Epochs_are_shuffled_and_the_seed_decides()
    {
        var examples = Tuned.Of(Lengths(100));
        var rows = new PackedExamples(examples, Context, 2, 1, seed: 3);
        var again = new PackedExamples(examples, Context, 2, 1, seed: 3);
        var other = new PackedExamples(examples, Context, 2, 1, seed: 4);
        again.Get(7, 0).Inputs.ShouldBe(rows.Get(7, 0).Inputs);
        other.Get(0, 0).Inputs.ShouldNotBe(rows.Get(0, 0).Inputs);
        var first = Enumerable.Range(0, (int)rows.Count / 2).SelectMany(step => rows.Get(step, 0).Inputs).ToArray();
        var second = Enumerable.Range((int)rows.Count / 2, (int)rows.Count / 2).SelectMany(step => rows.Get(step, 0).Inputs).ToArray();
        second.ShouldNotBe(first);
    }

    [Fact]
    public void Micro_batches_of_a_step_are_its_rows()
    {
        var examples = Tuned.Of(Lengths(100));
        var whole = new PackedExamples(examples, Context, batch: 4, accumulate: 1, seed: 3);
        var cut = new PackedExamples(examples, Context, batch: 1, accumulate: 4, seed: 3);
        for (var step = 0; step < 5; step++)
        {
            Enumerable.Range(0, 4).SelectMany(micro => cut.Get(step, micro).Targets).ShouldBe(whole.Get(step, 0).Targets);
            Enumerable.Range(0, 4).Sum(micro => cut.Get(step, micro).TargetCount).ShouldBe(whole.Get(step, 0).TargetCount);
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2.5, 7)]
    [InlineData(0.01, 1)]
    public void Epochs_take_steps(double epochs, long steps) =>
        new PackedExamples(Tuned.Of(Enumerable.Repeat(Context, 10)), Context, batch: 2, accumulate: 2, seed: 0).Steps(epochs).ShouldBe(steps);

    [Fact]
    public void An_example_that_no_row_holds_is_refused() =>
        Should.Throw<ArgumentException>(() => new PackedExamples(Tuned.Of(Context + 1), Context, 1, 1, 0)).Message.ShouldContain("33 tokens");

    /// <summary>The numbers of the examples in a batch, each held against the example that it is.</summary>
    private static IEnumerable<int> Segments(TokenBatch batch, List<EncodedExample> examples)
    {
        for (int at = 0, end; at < batch.Inputs.Length; at = end)
        {
            end = at + 1;
            while (end < batch.Inputs.Length && end % batch.Time != 0 && batch.Segments![end] == batch.Segments[at]) end++;
            var targets = batch.Targets[at..end];
            if (batch.Segments![at] == 0)
            {
                targets.ShouldAllBe(target => target == TokenBatch.Ignored);
                continue;
            }

            var example = examples[Tuned.NumberOf(batch.Inputs[at])];
            batch.Inputs[at..end].ShouldBe(example.Tokens[..^1].Select(token => (long)token));
            targets.ShouldBe(example.Tokens.Skip(1).Select((token, i) => example.Trained[i + 1] ? token : TokenBatch.Ignored));
            yield return Tuned.NumberOf(batch.Inputs[at]);
        }
    }

    /// <summary>Tries all ways.</summary>
    private static int Fewest(ReadOnlySpan<int> lengths, int capacity, params List<int> rooms)
    {
        if (lengths.IsEmpty) return rooms.Count;
        var best = int.MaxValue;
        for (var row = 0; row <= rooms.Count; row++)
        {
            var room = row < rooms.Count ? rooms[row] : capacity;
            if (room < lengths[0]) continue;
            List<int> next = [.. rooms];
            if (row == rooms.Count) next.Add(capacity);
            next[row] -= lengths[0];
            best = Math.Min(best, Fewest(lengths[1..], capacity, next));
        }

        return best;
    }

    private static int[] Lengths(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(2, Context / 2))];
    }
}
