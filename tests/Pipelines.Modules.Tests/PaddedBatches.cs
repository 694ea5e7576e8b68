using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Prompts of unequal length, read in one batch with padding in front of the shorter ones.</summary>
public sealed class PaddedBatches
{
    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Each_row_has_the_logits_that_it_has_alone(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var untracked = torch.no_grad();
        var random = new Random(5);
        for (var round = 0; round < 4; round++)
        {
            using var scope = torch.NewDisposeScope();
            var rows = Enumerable.Range(0, 4).ToList();
            var padding = rows.Select(_ => random.Next(0, 12)).ToArray();
            var texts = padding.Select((length, row) => SmallModels.Ids(1, SmallModels.Context - length, seed: 10 * round + row)).ToArray();
            var alone = texts.Select(text => model.call(text).squeeze(0)).ToArray();    // [time, vocab] each
            using var state = model.NewState(4, SmallModels.Context, padding);
            while (state.Length < SmallModels.Context)
            {
                var take = state.Length == 0 ? random.Next(12, 25) : random.Next(1, 5);
                var ids = torch.cat([.. rows.Select(row => Places(texts[row], padding[row], state.Length, take))]);
                var logits = model.decode(ids, state);
                for (var i = 0; i < rows.Count; i++)
                    logits[i].ShouldBeWithin(alone[rows[i]][state.Length - padding[rows[i]] - 1], 1e-5, $"row {rows[i]} of {state.Length}");
                if (rows.Count == 1 || random.Next(4) > 0) continue;
                var kept = Enumerable.Range(0, rows.Count).OrderBy(_ => random.Next()).Take(rows.Count - 1).ToArray();
                state.Keep(kept);
                rows = [.. kept.Select(row => rows[row])];
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_row_that_is_kept_twice_goes_on_twice(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var scope = torch.NewDisposeScope();
        using var state = model.NewState(batch: 2, padding: [3, 0]);
        model.decode(SmallModels.Ids(2, 8), state);
        state.Keep([0, 0, 1]);
        var logits = model.decode(SmallModels.Ids(1, 1).expand(3, 1), state);

        state.Batch.ShouldBe(3);
        logits[0].HasTheBytesOf(logits[1]).ShouldBeTrue();
        logits[0].HasTheBytesOf(logits[2]).ShouldBeFalse();
    }

    [Fact]
    public void Padding_takes_nothing_of_the_context()
    {
        using var model = SmallModels.Create("gpt2");
        using var scope = torch.NewDisposeScope();
        using var state = model.NewState(batch: 2, padding: [10, 5]);
        state.Capacity.ShouldBe(SmallModels.Context + 10);
        model.decode(SmallModels.Ids(2, SmallModels.Context), state);
        model.decode(SmallModels.Ids(2, 5), state);

        Should.Throw<ArgumentException>(() => model.decode(SmallModels.Ids(2, 1), state)).Message.ShouldContain("40 tokens are read and 1 follow");
        state.Keep([0]);
        model.decode(SmallModels.Ids(1, 5), state);
        state.Length.ShouldBe(state.Capacity);
    }

    [Fact]
    public void Rows_and_padding_that_are_not_there_are_refused()
    {
        using var model = SmallModels.Create("llama");
        using var state = model.NewState(batch: 2, capacity: 8);

        Should.Throw<ArgumentException>(() => state.Keep([])).Message.ShouldContain("2 sequences");
        Should.Throw<ArgumentException>(() => state.Keep([0, 2])).Message.ShouldContain("[0, 2]");
        Should.Throw<ArgumentException>(() => model.NewState(2, 8, [0, 8])).Message.ShouldContain("below the capacity 8");
        Should.Throw<ArgumentException>(() => model.NewState(2, 8, [0])).Message.ShouldContain("2 numbers");
        Should.Throw<ArgumentOutOfRangeException>(() => model.NewState(2, SmallModels.Context + 4, [3, 0]));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void No_tensor_is_left_behind(string family)
    {
        using var model = SmallModels.Create(family);
        Lifetimes.Flat(() =>
        {
            using var state = model.NewState(batch: 2, padding: [3, 0]);
            using var prompt = SmallModels.Ids(2, 8);
            using var token = SmallModels.Ids(1, 1);
            model.decode(prompt, state).Dispose();
            state.Keep([1]);
            model.decode(token, state).Dispose();
        });
    }

    /// <summary>Token ids of a text that begins behind its padding, which is of any token: [1, count].</summary>
    private static Tensor Places(Tensor text, int padding, int first, int count)
    {
        count = Math.Min(count, SmallModels.Context - first);
        var places = torch.arange(first - padding, first - padding + count, ScalarType.Int64).clamp(0, text.shape[1] - 1);
        return text.index_select(1, places);
    }
}
