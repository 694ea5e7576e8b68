using Pipelines.Decoding;
using Pipelines.Families.Tests;

namespace Pipelines.Cpu.Tests;

/// <summary>What sequences leave behind in blocks and slots.</summary>
public sealed class PagesAndSlots
{
    [Theory]
    [InlineData("llama")]
    [InlineData("deepseek_v3")]
    [InlineData("mamba")]
    [InlineData("bamba")]
    public void A_copy_goes_on_where_its_origin_was(string family)
    {
        var spec = FamilyPage.Read(family);
        using var model = TestModels.Build(spec);
        using var reader = new Reader(CpuDecoder.Of(spec, model));
        var tokens = TestModels.Tokens(60, seed: 3);
        var (whole, origin) = (reader.Begin(tokens), reader.Begin([.. tokens[..37], .. TestModels.Tokens(23, seed: 4)]));
        reader.Step((whole, 60), (origin, 37));
        var copy = reader.Fork(origin);
        reader.Step((origin, 23));    // another way: the copy is not to notice
        var fork = new Reading(tokens, copy.Slot) { Past = 37 };
        fork.Blocks.AddRange(copy.Blocks);
        reader.Step((fork, 23));
        for (var i = 0; i < 23; i++) fork.Logits[i].ShouldBe(whole.Logits[37 + i]);
    }

    [Fact]
    public void Blocks_behind_a_window_can_be_taken_away()
    {
        var spec = TestModels.Read(
            $"{{ vocab: {TestModels.Vocab}, dim: 32, heads: 2, hidden: 40, context: 400, "
            + "layers: [{ mixer: { attention: { window: 9 } } }, { mixer: { attention: { window: 40 } } }] }");
        using var model = TestModels.Build(spec);
        using var decoder = CpuDecoder.Of(spec, model);
        decoder.Memory.Window.ShouldBe(40);
        using var reader = new Reader(decoder, room: 30);
        var tokens = TestModels.Tokens(400, seed: 5);
        var whole = reader.Begin(tokens);
        reader.Step((whole, 400));
        reader.End(whole);
        var moving = reader.Begin(tokens);
        while (moving.Past < 400)
        {
            reader.Step((moving, Math.Min(7, 400 - moving.Past)));
            reader.Forget(moving);
        }
        moving.Blocks.Count(block => block >= 0).ShouldBeLessThanOrEqualTo(4);
        for (var place = 0; place < 400; place++) moving.Logits[place].ShouldBe(whole.Logits[place], $"place {place}");
    }

    [Fact]
    public void A_slot_with_no_past_begins_empty()
    {
        var spec = FamilyPage.Read("mamba2");
        using var model = TestModels.Build(spec);
        using var reader = new Reader(CpuDecoder.Of(spec, model), sequences: 1);
        var tokens = TestModels.Tokens(20, seed: 6);
        var first = reader.Begin(tokens);
        reader.Step((first, 20));
        reader.End(first);
        var second = reader.Begin(tokens);
        reader.Step((second, 20));
        for (var place = 0; place < 20; place++) second.Logits[place].ShouldBe(first.Logits[place]);
    }

    [Theory]
    [InlineData("llama", true, false)]
    [InlineData("mamba", false, true)]
    [InlineData("jamba", true, true)]
    public void Memory_says_what_a_sequence_takes(string family, bool blocks, bool slots)
    {
        var spec = FamilyPage.Read(family);
        using var model = TestModels.Build(spec);
        using var decoder = CpuDecoder.Of(spec, model, blockTokens: 64);
        decoder.Memory.BlockTokens.ShouldBe(64);
        (decoder.Memory.BlockBytes > 0).ShouldBe(blocks);
        (decoder.Memory.SlotBytes > 0).ShouldBe(slots);
        (decoder.Vocab, decoder.Context).ShouldBe((TestModels.Vocab, spec.Architecture.Context));
    }

    [Fact]
    public void A_step_allocates_little_once_it_has_its_memory()
    {
        var spec = FamilyPage.Read("llama");
        using var model = TestModels.Build(spec);
        using var decoder = CpuDecoder.Of(spec, model, threads: 1);
        decoder.Reserve(8, 0);
        var logits = new float[decoder.Vocab];
        int[] blocks = [3, 1, 2];
        var chunk = new Chunk(new[] { 5 }, 0, blocks, -1, 1);
        decoder.Step([chunk], logits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var past = 1; past < 40; past++) decoder.Step([chunk with { Past = past }], logits);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(39 * 4096);
    }
}
