namespace Pipelines.Serving.Tests;

/// <summary>Many requests at once, in memory that is too small for all of them: each is given what it would be given alone.</summary>
public sealed class BusyBatches
{
    public static TheoryData<int, bool, int, int> Memories => new()
    {
        // window, slots, blocks, tokens of a step
        { 0, false, 4000, 64 },
        { 0, false, 60, 64 },
        { 0, false, 40, 7 },
        { 9, false, 4000, 64 },
        { 9, false, 24, 16 },
        { 3, false, 24, 16 },
        { 0, true, 4000, 64 },
        { 0, true, 60, 16 },
        { 9, true, 30, 16 },
    };

    [Theory]
    [MemberData(nameof(Memories))]
    public async Task Each_is_given_what_it_would_be_alone(int window, bool slots, int blocks, int stepTokens)
    {
        var decoder = new HashChainDecoder(context: 120, window: window, slots: slots);
        var options = new EngineOptions
        {
            CacheBytes = blocks * decoder.Memory.BlockBytes + (slots ? 8 * 10 : 0),
            MaxSequences = 12,
            StepTokens = stepTokens,
        };
        await using var engine = new GenerationEngine(decoder, ByteText.Model, options);
        var requests = Requests(seed: blocks + window, engine.Context);
        var answers = await engine.AskAtOnce(decoder, requests, together: options.MaxSequences);

        await using var alone = new GenerationEngine(
            new HashChainDecoder(context: 120, window: window, slots: slots), ByteText.Model, new EngineOptions { ReusePrefixes = false });
        foreach (var (request, given) in requests.Zip(answers))
        {
            var expected = await alone.Ask(request);
            given.Select(choice => choice.Text).ShouldBe(expected.Select(choice => choice.Text));
            given.Select(choice => choice.Ended!.Reason).ShouldBe(expected.Select(choice => choice.Ended!.Reason));
            if (request.Sampling.Temperature == 0 && request.Choices == 1)
                given[0].Ids.ShouldBe(
                    decoder.Continue(request.Prompt.ToArray(), request.Sampling.MaxTokens, ByteText.Ends).Where(id => id < 256)
                        .Take(engine.Context + 1 - request.Prompt.Length));
        }

        decoder.WidestStep.ShouldBeGreaterThan(1);
        (engine.State.BlocksInUse, engine.State.SlotsInUse, engine.State.Running, engine.State.Waiting).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public async Task Two_hundred_streams_lose_nothing_and_stay_within_the_cache()
    {
        var decoder = new HashChainDecoder(context: 256);
        var most = 0;
        var options = new EngineOptions { CacheBytes = 300 * decoder.Memory.BlockBytes, MaxSequences = 64, StepTokens = 128 };
        await using var engine = new GenerationEngine(decoder, ByteText.Model, options);
        decoder.BeforeStep = _ => most = Math.Max(most, engine.State.BlocksInUse);
        var requests = Enumerable.Range(0, 200).Select(i => Answers.Request(Answers.Prompt(i, 5 + i % 90), maxTokens: 40)).ToArray();
        var answers = await engine.AskAtOnce(decoder, requests, together: requests.Length);
        for (var i = 0; i < requests.Length; i++)
            answers[i][0].Text.ShouldBe(
                Answers.Text(decoder.Continue(requests[i].Prompt.ToArray(), 40, ByteText.Ends)), $"request {i}");
        engine.State.BlocksTotal.ShouldBe(300);
        most.ShouldBeInRange(200, 300);
        engine.State.BlocksInUse.ShouldBe(0);
    }

    [Fact]
    public async Task Those_that_write_go_on_while_a_long_prompt_is_read()
    {
        var decoder = new HashChainDecoder(context: 4096);
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { StepTokens = 32 });
        using var begin = new ManualResetEventSlim();
        var steps = new List<int[]>();
        decoder.BeforeStep = chunks =>
        {
            begin.Wait();
            steps.Add([.. chunks.Select(chunk => chunk.Tokens.Length)]);
        };
        var large = engine.Ask(Answers.Request(Answers.Prompt(9, 3000), maxTokens: 1));
        var brief = engine.Ask(Answers.Request("brief", maxTokens: 60));
        begin.Set();
        await Task.WhenAll(brief, large);
        // Nobody waits for the long prompt: what the other leaves of a step is its share.
        steps.SkipWhile(step => step.Length == 1).Skip(1).Take(59).ShouldAllBe(step => step.SequenceEqual(new[] { 31, 1 }));
    }

    internal static List<GenerationRequest> Requests(int seed, int context)
    {
        var random = new Random(seed);
        var requests = new List<GenerationRequest>();
        string[] beginnings = [Answers.Prompt(100, 40), Answers.Prompt(101, 23), ""];
        for (var i = 0; i < 60; i++)
        {
            var prompt = beginnings[random.Next(3)] + Answers.Prompt(i, random.Next(1, 20));
            var request = Answers.Request(prompt[..Math.Min(prompt.Length, context - 1)], random.Next(1, 50));
            if (random.Next(2) == 0) request = request with { Sampling = request.Sampling with { Temperature = 1, Seed = i } };
            requests.Add(request with { Choices = random.Next(5) == 0 ? 3 : 1, Client = $"{i % 4}" });
        }

        return requests;
    }
}
