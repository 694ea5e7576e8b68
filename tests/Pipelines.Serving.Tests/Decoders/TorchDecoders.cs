using Pipelines.Decoding;
using Pipelines.Families.Tests;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Serving.Tests.Decoders;

/// <summary>Decoders in pages through Torch, for the model of every family's page.</summary>
public sealed class TorchDecoders
{
    public static TheoryData<string> Families => FamilyPage.Decoders;

    [Theory]
    [MemberData(nameof(Families))]
    public void Greedy_among_others_is_greedy_alone(string family)
    {
        using var model = (Modules.Decoder)FamilyPage.BuildRough(family);
        using var decoder = new TorchDecoder(model);
        decoder.Reserve(blocks: 32, slots: 8);
        var random = new Random(5);
        var prompts = Enumerable.Range(0, 6)
            .Select(i => Enumerable.Range(0, 5 + 9 * i).Select(_ => random.Next(FamilyPage.Vocab)).ToArray()).ToArray();

        var together = BusySteps.Greedy(decoder, prompts, count: 12);

        for (var i = 0; i < prompts.Length; i++) together[i].ShouldBe(Alone(model, prompts[i], 12), $"prompt {i}");
    }

    [Fact]
    public void Logits_come_in_the_order_of_the_chunks_and_of_their_last_places()
    {
        using var model = (Modules.Decoder)FamilyPage.BuildRough("llama");
        using var decoder = new TorchDecoder(model, blockTokens: 4);
        decoder.Reserve(blocks: 8, slots: 0);
        var tokens = new[] { 7, 1, 300, 4, 9 };
        var logits = new float[4 * decoder.Vocab];
        decoder.Step(
            [
                new Chunk(tokens, 0, new[] { 5, 1 }, -1, LogitRows: 3),
                new Chunk(new[] { 8 }, 0, new[] { 0 }, -1, LogitRows: 1),
                new Chunk(new[] { 8, 8 }, 0, new[] { 2 }, -1, LogitRows: 0),
            ], logits);

        Row(0).ShouldBe(Whole(model, tokens[..3]), 1e-4f);
        Row(2).ShouldBe(Whole(model, tokens), 1e-4f);
        Row(3).ShouldBe(Whole(model, [8]), 1e-4f);

        float[] Row(int row) => logits[(row * decoder.Vocab)..((row + 1) * decoder.Vocab)];
    }

    [Fact]
    public void Memory_says_what_a_sequence_takes()
    {
        Memory("llama").SlotBytes.ShouldBe(0);
        Memory("gemma2").Window.ShouldBe(0, "every other layer sees all");
        Memory("mistral").Window.ShouldBeGreaterThan(0);
        var (mamba, jamba) = (Memory("mamba"), Memory("jamba"));
        (mamba.BlockBytes, mamba.SlotBytes > 0).ShouldBe((0, true));
        (jamba.BlockBytes > 0, jamba.SlotBytes > 0).ShouldBe((true, true));

        static PagedMemory Memory(string family)
        {
            using var model = (Modules.Decoder)FamilyPage.Build(family);
            using var decoder = new TorchDecoder(model);
            return decoder.Memory;
        }
    }

    [Fact]
    public void Logits_that_were_not_asked_for_and_places_that_are_not_there_are_refused()
    {
        using var model = (Modules.Decoder)FamilyPage.Build("llama");
        using var decoder = new TorchDecoder(model);
        decoder.Reserve(blocks: 1, slots: 0);
        var room = new float[decoder.Vocab];
        Should.Throw<ArgumentException>(() => decoder.Step([new Chunk(new[] { 1 }, 0, new[] { 0 }, -1, 2)], room))
            .Message.ShouldBe("2 rows of logits are asked for of a chunk of 1 tokens");
        Should.Throw<ArgumentException>(() => decoder.Step([new Chunk(new[] { 1 }, 0, new[] { 0 }, -1, 0)], room))
            .Message.ShouldBe($"0 rows of {decoder.Vocab} logits are asked for; there is room for {decoder.Vocab}");
        Should.Throw<ArgumentException>(() => decoder.Step([new Chunk(new[] { 1 }, 0, new[] { 1 }, -1, 1)], room))
            .Message.ShouldBe("there is no block 1 among 1");
    }

    private static int[] Alone(Modules.Decoder model, int[] prompt, int count)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        using var state = model.NewState(1);
        var written = new List<int>();
        var next = prompt;
        while (written.Count < count)
        {
            var logits = model.decode(tensor(Array.ConvertAll(next, token => (long)token), [1, next.Length]), state);
            written.Add((int)logits.argmax().item<long>());
            next = [written[^1]];
        }
        return [.. written];
    }

    private static float[] Whole(Modules.Decoder model, int[] tokens)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var logits = model.call(tensor(Array.ConvertAll(tokens, token => (long)token), [1, tokens.Length]));
        return logits[0, tokens.Length - 1].data<float>().ToArray();
    }
}
