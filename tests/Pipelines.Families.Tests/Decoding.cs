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
}
