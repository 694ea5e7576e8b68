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
}
