namespace Pipelines.Serving.Tests;

/// <summary>Prompts that begin like others are not read again.</summary>
public sealed class Prefixes
{
    private static readonly string Common = Answers.Prompt(1, 102);

    [Theory]
    [InlineData(0, false)]
    [InlineData(20, false)]
    public async Task Only_what_is_new_is_read(int window, bool slots)
    {
        var decoder = new HashChainDecoder(window: window, slots: slots);
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 15 });
        await engine.Ask(Answers.Request(Common + "first", maxTokens: 1));
        var before = decoder.TokensRead;
        var answer = (await engine.Ask(Answers.Request(Common + "second", maxTokens: 1)))[0];
        // Whole blocks of four: 100 of the 102 that both begin with.
        answer.Ended!.Usage.Cached.ShouldBe(100);
        (decoder.TokensRead - before).ShouldBe(8);
        answer.Ids.ShouldBe(decoder.Continue(Answers.Tokens(Common + "second"), 1, ByteText.Ends));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_state_is_kept_where_prompts_part(int window)
    {
        var decoder = new HashChainDecoder(window: window, slots: true);
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 15 });
        int[] cached = new int[3];
        for (var i = 0; i < 3; i++)
        {
            var prompt = Common + "end number " + Answers.Prompt(i, 9);
            var answer = (await engine.Ask(Answers.Request(prompt)))[0];
            cached[i] = answer.Ended!.Usage.Cached;
            answer.Ids.ShouldBe(decoder.Continue(Answers.Tokens(prompt), 24, ByteText.Ends));
        }
        // The second shows where they part, and the third begins there.
        cached.ShouldBe([0, 0, 112]);
        var again = (await engine.Ask(Answers.Request(Common + "end number " + Answers.Prompt(2, 9))))[0];
        again.Ended!.Usage.Cached.ShouldBe(120);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(20, false)]
    [InlineData(0, true)]
    public async Task A_conversation_goes_on_where_the_answer_ended(int window, bool slots)
    {
        var decoder = new HashChainDecoder(window: window, slots: slots);
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 15 });
        var first = (await engine.Ask(Answers.Request(Common, maxTokens: 40)))[0];
        var next = (await engine.Ask(Answers.Request(Common + first.Text + " and then?")))[0];
        // A state is kept every four blocks while an answer is written.
        next.Ended!.Usage.Cached.ShouldBeInRange(slots ? 128 : 140, 142);
        next.Ids.ShouldBe(decoder.Continue(Answers.Tokens(Common + first.Text + " and then?"), 24, ByteText.Ends));
    }

    [Fact]
    public async Task Sharing_begins_while_the_first_still_runs()
    {
        var decoder = new HashChainDecoder();
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 15 });
        await using var long_one = engine.Generate(Answers.Request(Common, maxTokens: 400)).GetAsyncEnumerator();
        await long_one.MoveNextAsync();
        (await engine.Ask(Answers.Request(Common + "x")))[0].Ended!.Usage.Cached.ShouldBe(100);
    }

    [Fact]
    public async Task Nothing_is_kept_where_it_is_not_wanted()
    {
        var decoder = new HashChainDecoder();
        await using var engine = new GenerationEngine(
            decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 15, ReusePrefixes = false });
        for (var i = 0; i < 2; i++) (await engine.Ask(Answers.Request(Common)))[0].Ended!.Usage.Cached.ShouldBe(0);
        (engine.State.BlocksCached, engine.State.BlocksInUse).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_is_kept_makes_room_for_what_comes()
    {
        var decoder = new HashChainDecoder();
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 64 * 32 });
        for (var i = 0; i < 12; i++)
        {
            var prompt = Answers.Prompt(i, 150);
            (await engine.Ask(Answers.Request(prompt)))[0].Ids.ShouldBe(decoder.Continue(Answers.Tokens(prompt), 24, ByteText.Ends));
        }
        (engine.State.BlocksInUse + engine.State.BlocksCached).ShouldBeLessThanOrEqualTo(64);
        (await engine.Ask(Answers.Request(Answers.Prompt(11, 150))))[0].Ended!.Usage.Cached.ShouldBe(148);
        (await engine.Ask(Answers.Request(Answers.Prompt(0, 150))))[0].Ended!.Usage.Cached.ShouldBe(0);
    }
}
