using Pipelines.Decoding;
using Pipelines.Families.Tests;

namespace Pipelines.Cpu.Tests;

/// <summary>What is not read, and what does not run.</summary>
public sealed class Refusals
{
    [Fact]
    public void Chunks_that_cannot_be_are_refused_and_nothing_is_changed()
    {
        var spec = FamilyPage.Read("jamba");
        using var model = TestModels.Build(spec);
        using var decoder = CpuDecoder.Of(spec, model);
        decoder.Reserve(4, 2);
        var good = new Chunk(new[] { 1, 2 }, 0, new[] { 0 }, 0, 1);
        var logits = new float[decoder.Vocab];
        Refused(good with { Tokens = Array.Empty<int>(), LogitRows = 0 }, "0 tokens");
        Refused(good with { Past = -1 }, "-1");
        Refused(good with { Tokens = new[] { 1, decoder.Vocab } }, $"token {decoder.Vocab}");
        Refused(good with { Tokens = new int[decoder.Context + 1] }, $"the context is {decoder.Context}");
        Refused(good with { LogitRows = 3 }, "logits of 3");
        Refused(good with { Slot = 2 }, "slot 2");
        Refused(good with { Blocks = Array.Empty<int>() }, "0 blocks");
        Refused(good with { Blocks = new[] { 4 } }, "block 4");
        Refused(good with { Blocks = new[] { -1 } }, "block -1");
        Should.Throw<ArgumentException>(() => decoder.Step([good], logits.AsSpan(1))).Message.ShouldContain("logits");
        decoder.Step([good], logits);
        var first = logits.ToArray();
        decoder.Step([good], logits);
        logits.ShouldBe(first);

        void Refused(Chunk bad, string said) =>
            Should.Throw<ArgumentException>(() => decoder.Step([good, bad], new float[2 * decoder.Vocab])).Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("{ mixer: { attention: { cross: true } } }", "another sequence")]
    [InlineData("{ mixer: { attention: { causal: false } } }", "what follows")]
    public void What_does_not_run_is_named(string layer, string reason)
    {
        var spec = TestModels.Read($"{{ vocab: 9, dim: 8, context: 8, heads: 2, hidden: 8, layers: [{layer}] }}");
        CpuDecoder.WhyNot(spec).ShouldNotBeNull().ShouldContain(reason);
        using var model = Pipelines.Models.ModelBuilder.Build(spec, 9);
        Should.Throw<NotSupportedException>(() => CpuDecoder.Of(spec, model)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Encoders_do_not_run() => CpuDecoder.WhyNot(FamilyPage.Read("bert")).ShouldNotBeNull();

    [Theory]
    [InlineData(0, 8)]
    [InlineData(0, 24)]
    [InlineData(-1, 16)]
    public void Threads_and_blocks_have_their_limits(int threads, int blockTokens)
    {
        var spec = FamilyPage.Read("llama");
        using var model = TestModels.Build(spec);
        Should.Throw<ArgumentOutOfRangeException>(() => CpuDecoder.Of(spec, model, threads, blockTokens));
    }
}
