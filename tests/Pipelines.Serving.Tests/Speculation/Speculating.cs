using Pipelines.Decoding;
using Pipelines.Decoding.Tests;
using Pipelines.Spec;

namespace Pipelines.Serving.Tests;

/// <summary>An engine that guesses gives what it would give without.</summary>
public sealed class Speculating
{
    public static TheoryData<int, bool, int, int, string> Memories => new()
    {
        // window, slots, blocks, tokens of a step, what guesses
        { 0, false, 4000, 64, "oracle" },
        { 0, false, 60, 64, "oracle" },
        { 9, false, 40, 16, "oracle" },
        { 3, false, 24, 16, "oracle" },
        { 0, true, 4000, 64, "oracle" },
        { 9, true, 40, 16, "oracle" },
        { 0, false, 60, 64, "draft" },
        { 9, true, 40, 16, "draft" },
        { 9, true, 40, 16, "another draft" },
        { 0, false, 60, 64, "ngram" },
    };

    [Theory]
    [MemberData(nameof(Memories))]
    public async Task Each_request_of_a_busy_batch_is_given_what_it_would_be_alone_and_without(
        int window, bool slots, int blocks, int stepTokens, string guesses)
    {
        var decoder = new HashChainDecoder(context: 120, window: window, slots: slots);
        var options = new EngineOptions
        {
            CacheBytes = blocks * decoder.Memory.BlockBytes + (slots ? 8 * 20 : 0),
            MaxSequences = 12,
            GuessedSequences = 12,
            StepTokens = stepTokens,
        };
        ISpeculator speculator = guesses switch
        {
            "oracle" => new ForgetfulOracle(decoder, wrong: 4),
            "draft" => new DraftSpeculator(new HashChainDecoder(context: 100, window: window, slots: slots), 3, cacheBytes: 3000),
            "another draft" => new DraftSpeculator(new HashChainDecoder(window: 1), 3, cacheBytes: 3000),
            _ => new NGramSpeculator(shortest: 1),
        };
        await using var engine = new GenerationEngine(decoder, ByteText.Model, options, speculator);
        var requests = BusyBatches.Requests(seed: blocks + window, engine.Context);
        var answers = await engine.AskAtOnce(decoder, requests, together: options.MaxSequences);

        await using var alone = new GenerationEngine(
            new HashChainDecoder(context: 120, window: window, slots: slots), ByteText.Model, new EngineOptions { ReusePrefixes = false });
        foreach (var (request, given) in requests.Zip(answers))
        {
            var expected = await alone.Ask(request);
            given.Select(choice => choice.Text).ShouldBe(expected.Select(choice => choice.Text));
            given.Select(choice => choice.Ended!.Reason).ShouldBe(expected.Select(choice => choice.Ended!.Reason));
        }

        var usage = answers.SelectMany(given => given).Select(choice => choice.Ended!.Usage).ToList();
        usage.Sum(one => one.Accepted).ShouldBeGreaterThan(0);
        if (guesses != "draft") usage.Sum(one => one.Rejected).ShouldBeGreaterThan(0);
        usage.ShouldAllBe(one => one.Accepted <= one.Written);
        (engine.State.BlocksInUse, engine.State.SlotsInUse, engine.State.Running, engine.State.Waiting).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public async Task Right_guesses_save_steps()
    {
        var decoder = new HashChainDecoder();
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions(), new ForgetfulOracle(decoder, wrong: 0));
        var answer = (await engine.Ask(Answers.Request("the beginning", maxTokens: 60))).ShouldHaveSingleItem();

        answer.Ids.ShouldBe(decoder.Continue(Answers.Tokens("the beginning"), 60, ByteText.Ends));
        // One for the prompt, then 4 guesses and one more in a step, 6 and one more …
        decoder.Steps.ShouldBe(10);
        answer.Ended!.Usage.ShouldBe(new TokenUsage(13, 0, 60, Accepted: 50, Rejected: 0));
    }

    [Fact]
    public async Task What_repeats_itself_is_guessed_from_what_was_written()
    {
        var decoder = new HashChainDecoder();
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions(), new NGramSpeculator());
        var request = Answers.Request("abcabcabcabc", maxTokens: 40) with { LogitBias = new Dictionary<int, float> { ['a'] = 100 } };
        var answer = (await engine.Ask(request)).ShouldHaveSingleItem();

        answer.Text.ShouldBe(new string('a', 40));
        decoder.Steps.ShouldBeLessThan(15);
        answer.Ended!.Usage.Accepted.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task Tokens_are_drawn_from_the_models_own_distribution()
    {
        // Four tokens that are likeliest at each of three places; the draft, which sees two tokens back, thinks of others.
        var decoder = new HashChainDecoder();
        var sampling = Answers.Greedy with { MaxTokens = 3, Temperature = 6, TopK = 4 };
        var speculator = new DraftSpeculator(new HashChainDecoder(window: 2), mostTokens: 2);
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { Seed = 5 }, speculator);
        var prompt = Answers.Tokens("what comes now");
        var likely = Distribution(decoder, sampling, prompt, 3).Keys.SelectMany(tokens => tokens.Split(',').Select(int.Parse));
        var bias = likely.Distinct().Take(6).ToDictionary(token => token, _ => 4f);
        var expected = Distribution(decoder, sampling, prompt, 3, bias);
        expected.Count.ShouldBe(64);
        var counts = expected.Keys.ToDictionary(tokens => tokens, _ => 0);
        var (accepted, rejected) = (0, 0);
        for (var i = 0; i < 4_000; i++)
        {
            var answer = (await engine.Ask(new() { Prompt = prompt, Sampling = sampling, LogitBias = bias })).ShouldHaveSingleItem();
            counts[string.Join(',', answer.Ids)]++;
            (accepted, rejected) = (accepted + answer.Ended!.Usage.Accepted, rejected + answer.Ended.Usage.Rejected);
        }

        accepted.ShouldBeGreaterThan(400);
        rejected.ShouldBeGreaterThan(400);
        expected.Keys.Select(tokens => counts[tokens]).ToArray().ShouldFit([.. expected.Values]);
    }

    [Fact]
    public async Task A_grammar_holds_whatever_is_guessed()
    {
        var grammar = Grammar.FromRegex("([a-f]{3}[0-9]){3,9}\\.");
        foreach (var wrong in new[] { 0, 3 })
            for (var seed = 0; seed < 8; seed++)
            {
                var decoder = new HashChainDecoder();
                var oracle = new ForgetfulOracle(decoder, wrong);
                await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions(), oracle);
                await using var plain = new GenerationEngine(new HashChainDecoder(), ByteText.Model, new EngineOptions());
                var request = Answers.Request($"number {seed}", maxTokens: 60) with
                {
                    Sampling = Answers.Greedy with { MaxTokens = 60, Temperature = seed % 2 == 0 ? 0 : 2, Seed = seed },
                    Grammar = grammar,
                };

                var given = (await engine.Ask(request)).ShouldHaveSingleItem();

                given.Text.ShouldMatch("^([a-f]{3}[0-9]){3,9}\\.$");
                given.Text.ShouldBe((await plain.Ask(request)).ShouldHaveSingleItem().Text);
            }
    }

    [Fact]
    public async Task Stops_and_log_probabilities_are_those_of_what_is_written()
    {
        var decoder = new HashChainDecoder();
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions(), new ForgetfulOracle(decoder, wrong: 5));
        await using var plain = new GenerationEngine(new HashChainDecoder(), ByteText.Model, new EngineOptions());
        var text = Answers.Text(decoder.Continue(Answers.Tokens("a stop"), 40, ByteText.Ends));
        var request = Answers.Request("a stop", maxTokens: 40) with
        {
            Sampling = Answers.Greedy with { MaxTokens = 40, Stop = new([text.Substring(20, 3)]) },
            TopLogProbs = 2,
        };

        var given = (await engine.Ask(request)).ShouldHaveSingleItem();
        var expected = (await plain.Ask(request)).ShouldHaveSingleItem();

        given.Text.ShouldBe(text[..20]);
        given.Ended!.StopText.ShouldBe(text.Substring(20, 3));
        given.Tokens.Select(token => (token.Id, token.LogProb)).ShouldBe(expected.Tokens.Select(token => (token.Id, token.LogProb)));
        given.Tokens.ShouldAllBe(token => token.Top.Count == 2);
    }

    [Fact]
    public async Task What_guesses_is_told_of_every_sequence_that_leaves()
    {
        var decoder = new HashChainDecoder();
        var oracle = new ForgetfulOracle(decoder, wrong: 3);
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions(), oracle);
        await engine.Ask(Answers.Request("three", maxTokens: 20) with { Choices = 3 });
        using var source = new CancellationTokenSource();
        decoder.BeforeStep = _ => source.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => engine.Ask(Answers.Request("gone", maxTokens: 400), source.Token));
        decoder.BeforeStep = null;
        await engine.Ask(Answers.Request("one more", maxTokens: 20));

        oracle.Forgotten.ShouldBeGreaterThanOrEqualTo(4);
        engine.State.BlocksInUse.ShouldBe(0);
    }

    /// <summary>The probability of each continuation of so many tokens.</summary>
    private static Dictionary<string, double> Distribution(
        HashChainDecoder decoder, SamplingSpec sampling, int[] prompt, int count, IReadOnlyDictionary<int, float>? bias = null)
    {
        var all = new Dictionary<string, double>();
        Walk([], 1);
        return all;

        void Walk(int[] written, double share)
        {
            if (written.Length == count)
            {
                all.Add(string.Join(',', written), share);
                return;
            }
            var probabilities = new double[decoder.Vocab];
            int[] seen = [.. prompt, .. written];
            new Sampler(sampling, 1, bias).Probabilities([.. decoder.Logits(seen)], seen, probabilities, prompt.Length);
            for (var token = 0; token < probabilities.Length; token++)
                if (probabilities[token] > 0) Walk([.. written, token], share * probabilities[token]);
        }
    }
}
