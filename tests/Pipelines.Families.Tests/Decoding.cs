using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Families.Tests;

/// <summary>Step by step with a state, a model gives what it gives for the whole sequence.</summary>
public sealed class Decoding
{
    public static TheoryData<string> Decoders => FamilyPage.Decoders;

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Cached_steps_give_the_logits_of_the_whole(string family)
    {
        using var model = (Decoder)FamilyPage.BuildRough(family);
        model.eval();
        using var untracked = no_grad();
        using var ids = randint(FamilyPage.Vocab, [2, model.Shape.Context]);
        using var whole = model.call(ids);
        foreach (var first in new[] { 1, 70 })
        {
            using var state = model.NewState(batch: 2);
            for (var take = first; state.Length + take <= model.Shape.Context; take = 1)
            {
                using var next = ids.narrow(1, state.Length, take);
                using var logits = model.decode(next, state);
                using var expected = whole.select(1, state.Length - 1);
                logits.ShouldBeWithin(expected, 1e-4, $"{family}, {state.Length} tokens");
            }
            state.Length.ShouldBe(model.Shape.Context);
        }
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Prompts_of_unequal_length_have_the_logits_that_they_have_alone(string family)
    {
        using var model = (Decoder)FamilyPage.BuildRough(family);
        model.eval();
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        int[] padding = [9, 0, 30];
        var ids = randint(FamilyPage.Vocab, [3, 60]);
        var alone = padding.Select((length, row) => model.call(ids.narrow(0, row, 1).narrow(1, length, 60 - length)).squeeze(0)).ToArray();
        using var state = model.NewState(3, 60, padding);
        int[] rows = [0, 1, 2];
        for (var take = 40; state.Length + take <= 60; take = 4)
        {
            var logits = model.decode(ids.narrow(1, state.Length, take).index_select(0, tensor(rows.Select(row => (long)row).ToArray())), state);
            for (var i = 0; i < rows.Length; i++)
                logits[i].ShouldBeWithin(alone[rows[i]][state.Length - padding[rows[i]] - 1], 1e-5, $"{family}, row {rows[i]}, {state.Length} places");
            if (state.Length != 48) continue;
            state.Keep([2, 0]);
            rows = [2, 0];
        }
        state.Length.ShouldBe(60);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Pieces_of_several_sequences_in_a_row_have_the_logits_that_they_have_alone(string family)
    {
        using var model = (Decoder)FamilyPage.BuildRough(family);
        model.eval();
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        int[] lengths = [97, 60, 100];
        var ids = lengths.Select(length => randint(FamilyPage.Vocab, [1, length])).ToArray();
        var alone = ids.Select(one => model.call(one).squeeze(0)).ToArray();
        using var state = model.NewPagedState(blockTokens: 8);
        state.Reserve(40, 3);
        var blocks = lengths.Select((_, row) => Enumerable.Range(0, 13).Select(i => 3 * i + row).ToArray()).ToArray();
        foreach (var take in new (int Row, int First, int Time)[][]
        {
            [(0, 0, 50)], [(0, 50, 1), (1, 0, 37)], [(1, 37, 1), (0, 51, 1), (2, 0, 90)], [(2, 90, 1), (1, 38, 1), (0, 52, 1)],
            [(0, 53, 44), (2, 91, 9), (1, 39, 21)],
        })
        {
            var read = cat([.. take.Select(piece => ids[piece.Row].narrow(1, piece.First, piece.Time))], 1);
            var hidden = model.hidden(read, state, [.. take.Select(piece => new Piece(piece.Time, piece.First, blocks[piece.Row], piece.Row))]);
            var expected = cat([.. take.Select(piece => alone[piece.Row].narrow(0, piece.First, piece.Time))]);
            model.logits(hidden).squeeze(0).ShouldBeWithin(expected, 1e-5, $"{family}, {string.Join(" ", take)}");
        }
    }
}
