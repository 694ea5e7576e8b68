using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Paged;

/// <summary>Pieces of several sequences in one row give what each sequence gives alone and whole.</summary>
public sealed class RaggedSteps
{
    private const int BlockTokens = 4, Blocks = 64;

    /// <summary>Of "own", one block's mixer reads one sequence at a time.</summary>
    public static TheoryData<string> Families => [.. SmallModels.Families, "own"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Any_pieces_in_any_order_give_the_logits_of_the_whole(string family)
    {
        using var model = Create(family);
        using var scope = NewDisposeScope();
        using var state = model.NewPagedState(BlockTokens);
        state.Reserve(Blocks, 5);
        var random = new Random(4);
        var free = new Stack<int>(Enumerable.Range(0, Blocks).OrderBy(_ => random.Next()));
        var going = new List<PagedSequence>();
        var slots = new Queue<int>([3, 0, 4, 1, 2]);
        for (var begun = 0; begun < 9 || going.Count > 0;)
        {
            while (begun < 9 && slots.Count > 0)
                going.Add(new PagedSequence(model, random.Next(1, SmallModels.Context + 1), slots.Dequeue(), ++begun));
            Step(model, state, [.. going.OrderBy(_ => random.Next()).Take(random.Next(1, 6))], free, random);
            foreach (var done in going.Where(sequence => sequence.Left == 0).ToArray())
            {
                done.Blocks.ForEach(free.Push);
                slots.Enqueue(done.Slot);
                going.Remove(done);
                done.Dispose();
            }
        }
        free.Count.ShouldBe(Blocks);
    }

    [Theory]
    [MemberData(nameof(SmallModels.Unrouted), MemberType = typeof(SmallModels))]
    public void Pieces_in_bfloat16_are_close_to_the_whole(string family)
    {
        using var model = SmallModels.CreateRough(family);
        model.ComputeType = ScalarType.BFloat16;
        using var scope = NewDisposeScope();
        using var state = model.NewPagedState(BlockTokens);
        state.Reserve(Blocks, 2);
        var free = new Stack<int>(Enumerable.Range(0, Blocks));
        using var first = new PagedSequence(model, 20, slot: 0, seed: 1);
        using var second = new PagedSequence(model, 20, slot: 1, seed: 2);
        foreach (var time in new[] { 9, 1, 1, 5, 1, 3 })
            Step(model, state, [first, second], free, sequence => sequence == first ? time : 1, tolerance: 0.05);
        first.Left.ShouldBe(0);
    }

    [Fact]
    public void What_a_window_no_longer_reaches_is_not_read()
    {
        using var model = SmallModels.CreateRough("mistral");
        using var scope = NewDisposeScope();
        using var state = model.NewPagedState(BlockTokens);
        state.Window.ShouldBeInRange(1, SmallModels.Context / 2);
        state.Reserve(Blocks, 0);
        var free = new Stack<int>(Enumerable.Range(0, Blocks));
        using var sequence = new PagedSequence(model, SmallModels.Context, slot: -1, seed: 1);
        foreach (var time in new[] { 7, 1, 5, 1, 1, 9, 1, 1, 8, 1, 1 })
        {
            // The first of the next tokens sees window − 1 tokens before it.
            for (var i = 0; (i + 1) * BlockTokens <= sequence.Past - state.Window + 1; i++) sequence.Blocks[i] = -1;
            Step(model, state, [sequence], free, time);
        }
        sequence.Blocks.ShouldContain(-1);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_copied_block_and_slot_go_on_apart(string family)
    {
        using var model = Create(family);
        using var scope = NewDisposeScope();
        using var state = model.NewPagedState(BlockTokens);
        state.Reserve(Blocks, 2);
        var free = new Stack<int>(Enumerable.Range(4, Blocks - 4));
        using var first = new PagedSequence(model, 20, slot: 0, seed: 1);
        using var second = new PagedSequence(model, 20, slot: 1, seed: 1);
        Step(model, state, [first], free, 10);
        // The second is the same text: it shares whole blocks with the first and has a copy of the one that is being filled.
        second.Blocks.AddRange([first.Blocks[0], first.Blocks[1], 0]);
        state.CopyBlock(first.Blocks[2], 0);
        state.CopySlot(0, 1);
        second.Skip(10);
        foreach (var time in new[] { 1, 3, 1, 1, 4 })
        {
            Step(model, state, [first], free, time);
            Step(model, state, [second], free, time);
        }
        first.Left.ShouldBe(0);
    }

    [Fact]
    public void A_layer_for_one_sequence_at_a_time_must_find_its_own_past_in_the_slot()
    {
        using var model = Create("own");
        using var state = model.NewPagedState(BlockTokens);
        state.SlotBytes.ShouldBe((32 + 2 * SmallModels.Context * 2 * 8) * sizeof(float), "the last token, and the inner attention's cache");
        state.Reserve(2, 1);
        using var ids = SmallModels.Ids(1, 2);
        model.hidden(ids, state, [new Piece(2, 0, new[] { 0 }, 0)]).Dispose();
        Should.Throw<ArgumentException>(() => model.hidden(ids, state, [new Piece(2, 3, new[] { 0, 1 }, 0)]))
            .Message.ShouldBe("slot 0 holds 2 tokens, and 3 were to be read before");
    }

    [Fact]
    public void What_cannot_be_read_is_said()
    {
        using var model = SmallModels.Create("jamba");
        using var state = model.NewPagedState(BlockTokens);
        state.BlockBytes.ShouldBe(2 * BlockTokens * 2 * 8 * sizeof(float));
        state.SlotBytes.ShouldBe((64 * 3 + 64 * 8) * sizeof(float));
        state.Reserve(3, 1);
        using var ids = SmallModels.Ids(1, 2);

        string Message(params Piece[] pieces) => Should.Throw<ArgumentException>(() => model.hidden(ids, state, pieces)).Message;
        Message(new Piece(2, 4, new[] { 0 }, 0)).ShouldBe("1 blocks of 4 do not hold 6 tokens");
        Message(new Piece(2, 0, new[] { 3 }, 0)).ShouldBe("there is no block 3 among 3");
        Message(new Piece(2, 0, new[] { 0 }, -1)).ShouldBe("there is no slot -1 among 1");
        Message(new Piece(2, 39, new[] { 0 }, 0)).ShouldBe("39 tokens are read and 2 follow; the context is 40");
        Message(new Piece(0, 0, new[] { 0 }, 0)).ShouldStartWith("0 tokens");
        Message(new Piece(1, 0, new[] { 0 }, 0)).ShouldStartWith("ids are [1, 2]; the pieces have 1 tokens");
        Should.Throw<ArgumentOutOfRangeException>(() => state.CopyBlock(0, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => state.CopySlot(1, 0));
    }

    private static Decoder Create(string family)
    {
        if (family != "own") return SmallModels.CreateRough(family);
        manual_seed(1);
        return SmallModels.Roughened(new MixedModel(
            32, (new OwnMixer(32), new SwiGlu(32, 48)), (new Attention(32, heads: 4, kvHeads: 2, headDim: 8), new SwiGlu(32, 48))));
    }

    private static void Step(Decoder model, PagedState state, PagedSequence[] sequences, Stack<int> free, Random random) =>
        Step(model, state, sequences, free, _ => random.Next(3) == 0 ? int.MaxValue : random.Next(1, 4));

    private static void Step(Decoder model, PagedState state, PagedSequence[] sequences, Stack<int> free, int time) =>
        Step(model, state, sequences, free, _ => time);

    private static void Step(
        Decoder model, PagedState state, PagedSequence[] sequences, Stack<int> free, Func<PagedSequence, int> most, double tolerance = 1e-5)
    {
        var next = sequences.Select(sequence => sequence.Next(Math.Min(sequence.Left, most(sequence)), BlockTokens, free)).ToArray();
        using var ids = cat([.. next.Select(one => one.Ids)], 1);
        using var hidden = model.hidden(ids, state, [.. next.Select(one => one.Piece)]);
        using var logits = model.logits(hidden);    // [1, tokens, vocab]
        var start = 0;
        for (var i = 0; i < next.Length; start += next[i++].Piece.Time)
            sequences[i].Check(logits.squeeze(0).narrow(0, start, next[i].Piece.Time), tolerance);
    }
}
