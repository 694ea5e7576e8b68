using Pipelines.Spec;

namespace Pipelines.Serving.Tests;

/// <summary>What one request is given, held against what the model itself would write.</summary>
public sealed class Generating
{
    private readonly HashChainDecoder decoder = new();

    [Fact]
    public async Task A_request_is_continued_as_the_model_says()
    {
        await using var engine = Engine();
        var request = Answers.Request("the beginning");
        var answer = (await engine.Ask(request)).ShouldHaveSingleItem();
        answer.Ids.ShouldBe(Expected("the beginning", 24));
        answer.Text.ShouldBe(Answers.Text(answer.Ids));
        answer.Ended!.Reason.ShouldBe(FinishReason.Length);
        answer.Ended.Usage.ShouldBe(new TokenUsage(13, 0, 24, 0, 0));
    }

    [Fact]
    public async Task A_token_that_ends_is_the_last_and_no_text()
    {
        await using var engine = Engine();
        var all = Expected("an end", 24);
        var ends = new HashSet<int> { all[7] };
        var answer = (await engine.Ask(Answers.Request("an end") with { EndTokens = ends }))[0];
        answer.Ids.ShouldBe(all[..all.IndexOf(all[7])]);
        answer.Ended!.Reason.ShouldBe(FinishReason.Stop);
        answer.Ended.StopText.ShouldBeNull();
        answer.Ended.Usage.Written.ShouldBe(all.IndexOf(all[7]) + 1);
    }

    [Fact]
    public async Task A_stop_text_ends_it_across_tokens_and_is_left_out()
    {
        await using var engine = Engine();
        var all = Answers.Text(Expected("a stop", 24));
        var stop = all[9..13];
        var request = Answers.Request("a stop");
        var answer = (await engine.Ask(request with { Sampling = request.Sampling with { Stop = new(["never", stop]) } }))[0];
        answer.Text.ShouldBe(all[..all.IndexOf(stop, StringComparison.Ordinal)]);
        (answer.Ended!.Reason, answer.Ended.StopText).ShouldBe((FinishReason.Stop, stop));
    }

    [Fact]
    public async Task A_full_context_ends_it_after_one_more_token()
    {
        await using var engine = Engine();
        var prompt = Answers.Prompt(1, engine.Context - 3);
        var answer = (await engine.Ask(Answers.Request(prompt)))[0];
        answer.Ids.ShouldBe(Expected(prompt, 4));
        answer.Ended!.Reason.ShouldBe(FinishReason.Length);
    }

    [Fact]
    public async Task Nothing_is_written_where_no_token_is_asked_for()
    {
        await using var engine = Engine();
        var request = Answers.Request("scored only", maxTokens: 0);
        (await engine.Ask(request))[0].Ended!.Usage.Written.ShouldBe(0);
        decoder.TokensRead.ShouldBe(0);
        var scored = (await engine.Ask(request with { PromptLogProbs = true }))[0];
        (scored.Ended!.Usage.Written, scored.Prompt!.Tokens.Count).ShouldBe((0, 11));
    }

    [Fact]
    public async Task Log_probabilities_are_the_models_own()
    {
        await using var engine = Engine();
        var request = Answers.Request("how likely") with { TopLogProbs = 3, PromptLogProbs = true };
        request = request with { Sampling = request.Sampling with { Temperature = 2, Seed = 4, RepetitionPenalty = 1.5 } };
        var answer = (await engine.Ask(request))[0];
        int[] all = [.. Answers.Tokens("how likely"), .. answer.Ids];
        WrittenToken[] told = [.. answer.Prompt!.Tokens, .. answer.Tokens];

        told.Select(token => token.Id).ShouldBe(all);
        (told[0].LogProb, told[0].Top.Count).ShouldBe((null, 0));
        for (var i = 1; i < all.Length; i++)
        {
            var expected = LogProbs(all[..i]);
            told[i].LogProb!.Value.ShouldBe((float)expected[all[i]], 1e-4f);
            var top = Enumerable.Range(0, expected.Length).OrderByDescending(token => expected[token]).Take(3).ToArray();
            told[i].Top.Select(token => token.Id).ShouldBe(top);
            told[i].Top[2].LogProb.ShouldBe((float)expected[top[2]], 1e-4f);
        }
    }

    [Fact]
    public async Task A_long_prompt_is_scored_piece_by_piece_though_it_is_cached()
    {
        await using var engine = Engine();
        var prompt = Answers.Prompt(3, 200);
        await engine.Ask(Answers.Request(prompt));
        var told = (await engine.Ask(Answers.Request(prompt) with { PromptLogProbs = true }))[0].Prompt!.Tokens;
        told.Count.ShouldBe(200);
        foreach (var place in (int[])[1, 63, 64, 65, 128, 199])
            told[place].LogProb!.Value.ShouldBe((float)LogProbs(Answers.Tokens(prompt[..place]))[prompt[place]], 1e-4f);
    }

    [Fact]
    public async Task Prompts_that_are_scored_at_once_share_the_places_of_a_step()
    {
        await using var engine = Engine();
        var most = 0;
        decoder.BeforeStep = chunks => most = Math.Max(most, chunks.Sum(chunk => chunk.LogitRows));
        var told = await Task.WhenAll(Enumerable.Range(0, 5).Select(i =>
            engine.Ask(Answers.Request(Answers.Prompt(i, 150), maxTokens: 1) with { PromptLogProbs = true })));
        for (var i = 0; i < 5; i++)
            told[i][0].Prompt!.Tokens[149].LogProb!.Value.ShouldBe(
                (float)LogProbs(Answers.Tokens(Answers.Prompt(i, 149)))[Answers.Prompt(i, 150)[149]], 1e-4f);
        most.ShouldBeLessThanOrEqualTo(64 + 5);
    }

    [Fact]
    public async Task Biases_forbid_and_force_tokens()
    {
        await using var engine = Engine();
        var request = Answers.Request("biased") with { LogitBias = new Dictionary<int, float> { ['q'] = 100 } };
        (await engine.Ask(request))[0].Text.ShouldBe(new string('q', 24));
        var first = Expected("biased", 1)[0];
        var forbidden = request with { LogitBias = new Dictionary<int, float> { [first] = float.NegativeInfinity } };
        (await engine.Ask(forbidden))[0].Ids.ShouldNotContain(first);
    }

    [Theory]
    [InlineData("prompt", 0, 1, 1, null, 0f)]
    [InlineData("prompt", 64, 1, 1, null, 0f)]
    [InlineData("n", 5, 0, 1, null, 0f)]
    [InlineData("n", 5, 1000, 1, null, 0f)]
    [InlineData("best_of", 5, 1, 1000, null, 0f)]
    [InlineData("top_logprobs", 5, 1, 1, -1, 0f)]
    [InlineData("logit_bias", 5, 1, 1, null, float.NaN)]
    public async Task What_cannot_be_done_is_said_at_once(string field, int length, int choices, int bestOf, int? top, float bias)
    {
        await using var engine = new GenerationEngine(new HashChainDecoder(context: 64), ByteText.Model, new EngineOptions());
        var request = Answers.Request(Answers.Prompt(1, length)) with
        {
            Choices = choices,
            BestOf = bestOf,
            TopLogProbs = top,
            LogitBias = new Dictionary<int, float> { [1] = bias },
        };
        Should.Throw<RequestException>(() => engine.Generate(request)).Field.ShouldBe(field);
        Should.Throw<RequestException>(() => engine.Generate(request with { Prompt = new[] { 258 }, Choices = 1, BestOf = 1 }));
    }

    private GenerationEngine Engine() => new(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 16 });

    private List<int> Expected(string prompt, int count) => decoder.Continue(Answers.Tokens(prompt), count, ByteText.Ends);

    private double[] LogProbs(IReadOnlyList<int> tokens)
    {
        var logits = decoder.Logits(tokens);
        var sum = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        return [.. logits.Select(logit => logit - sum)];
    }
}
