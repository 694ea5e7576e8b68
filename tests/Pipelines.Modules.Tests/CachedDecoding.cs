using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

public sealed class CachedDecoding
{
    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Any_split_of_a_sequence_gives_the_logits_of_the_whole(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 2, time: SmallModels.Context);
        using var untracked = torch.no_grad();
        using var whole = model.call(ids);
        var random = new Random(3);
        for (var round = 0; round < 5; round++)
        {
            using var state = model.NewState(batch: 2);
            while (state.Length < SmallModels.Context)
            {
                var take = round == 0 ? 1 : random.Next(1, SmallModels.Context - state.Length + 1);
                using var next = ids.narrow(1, state.Length, take);
                using var logits = model.decode(next, state);
                using var expected = whole.select(1, state.Length - 1);
                logits.ShouldBeWithin(expected, 1e-5, $"after {state.Length} tokens");
            }
        }
    }

    [Theory]
    [MemberData(nameof(SmallModels.Unrouted), MemberType = typeof(SmallModels))]
    public void Steps_in_bfloat16_are_close_to_the_whole(string family)
    {
        using var model = SmallModels.CreateRough(family);
        model.ComputeType = ScalarType.BFloat16;
        using var ids = SmallModels.Ids(batch: 2, time: 12);
        using var untracked = torch.no_grad();
        using var whole = model.call(ids);
        using var state = model.NewState(batch: 2);
        while (state.Length < 12)
        {
            using var next = ids.narrow(1, state.Length, state.Length == 0 ? 5 : 1);
            using var logits = model.decode(next, state);
            using var expected = whole.select(1, state.Length - 1);
            logits.ShouldBeWithin(expected, 0.04, $"after {state.Length} tokens");
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Hidden_states_with_and_without_a_state_are_equal(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 1, time: 7);
        using var state = model.NewState(batch: 1, capacity: 7);
        using var cached = model.hidden(ids, state);
        using var whole = model.hidden(ids);
        cached.requires_grad.ShouldBeFalse();
        whole.requires_grad.ShouldBeTrue();
        cached.ShouldBeWithin(whole, 1e-5, "hidden");
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_numbers()
    {
        using var model = SmallModels.Create("llama");
        using var state = model.NewState(batch: 2, capacity: 8);
        using var tooLong = SmallModels.Ids(batch: 2, time: 9);
        using var otherBatch = SmallModels.Ids(batch: 3, time: 2);
        using var beyondContext = SmallModels.Ids(batch: 1, time: SmallModels.Context + 1);
        using var flat = torch.zeros([4], ScalarType.Int64);
        using var floats = torch.zeros([1, 4]);

        Should.Throw<ArgumentException>(() => model.decode(tooLong, state)).Message.ShouldContain("9 tokens; at most 8 fit");
        Should.Throw<ArgumentException>(() => model.decode(otherBatch, state)).Message.ShouldContain("the state was made for 2");
        Should.Throw<ArgumentException>(() => model.call(beyondContext)).Message.ShouldContain("41 tokens; at most 40 fit");
        Should.Throw<ArgumentException>(() => model.call(flat)).Message.ShouldContain("[4]");
        Should.Throw<ArgumentException>(() => model.call(floats)).Message.ShouldContain("expected Int64");
        Should.Throw<ArgumentOutOfRangeException>(() => model.NewState(batch: 1, capacity: 41));
        Should.Throw<ArgumentOutOfRangeException>(() => model.NewState(batch: 0));
        state.Length.ShouldBe(0);
    }
}
