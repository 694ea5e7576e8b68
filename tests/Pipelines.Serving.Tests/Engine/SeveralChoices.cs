namespace Pipelines.Serving.Tests;

/// <summary>Several continuations of one prompt.</summary>
public sealed class SeveralChoices
{
    private readonly HashChainDecoder decoder = new();

    private static GenerationRequest Drawn(string prompt, long seed = 11)
    {
        var request = Answers.Request(prompt);
        return request with { Sampling = request.Sampling with { Temperature = 1, Seed = seed } };
    }

    [Fact]
    public async Task They_share_the_prompt_and_differ()
    {
        await using var engine = Engine();
        var prompt = Answers.Prompt(1, 101);
        var answers = await engine.Ask(Drawn(prompt) with { Choices = 6 });
        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(6);
        // The last block is copied for all but one, and no token of the prompt is read twice.
        decoder.TokensRead.ShouldBe(101 + answers.Sum(answer => answer.Ended!.Usage.Written - 1));
        engine.State.BlocksInUse.ShouldBe(0);
    }

    [Fact]
    public async Task The_first_is_what_it_would_be_alone()
    {
        await using var engine = Engine();
        var several = await engine.Ask(Drawn("alone") with { Choices = 3 });
        var alone = await engine.Ask(Drawn("alone"));
        several[0].Ids.ShouldBe(alone[0].Ids);
    }

    [Fact]
    public async Task Greedy_ones_are_all_the_same()
    {
        await using var engine = Engine();
        var answers = await engine.Ask(Answers.Request("the same") with { Choices = 4 });
        foreach (var answer in answers) answer.Ids.ShouldBe(decoder.Continue(Answers.Tokens("the same"), 24, ByteText.Ends));
    }

    [Fact]
    public async Task More_of_them_than_run_at_once_are_all_written()
    {
        await using var wide = new GenerationEngine(new HashChainDecoder(), ByteText.Model, new EngineOptions());
        var all = await wide.Ask(Drawn("many") with { Choices = 20 });
        var options = new EngineOptions { MaxSequences = 3, CacheBytes = 32 * 40 };
        await using var narrow = new GenerationEngine(decoder, ByteText.Model, options);
        var answers = await narrow.Ask(Drawn("many") with { Choices = 20 });
        answers.Select(answer => answer.Text).ShouldBe(all.Select(answer => answer.Text));
        decoder.WidestStep.ShouldBe(3);
        narrow.State.BlocksInUse.ShouldBe(0);
    }

    [Fact]
    public async Task The_likeliest_of_them_are_given_best_first()
    {
        await using var engine = Engine();
        var all = await engine.Ask(Drawn("the best") with { Choices = 8, TopLogProbs = 0 });
        var best = await engine.Ask(Drawn("the best") with { Choices = 2, BestOf = 8, TopLogProbs = 0 });
        var ranked = all.OrderByDescending(answer => Score(answer)).Take(2).ToArray();
        best.Select(answer => answer.Text).ShouldBe(ranked.Select(answer => answer.Text));
        (await engine.Ask(Drawn("the best") with { BestOf = 8 }))[0].Text.ShouldBe(best[0].Text);
    }

    /// <summary>The mean, by the model, of what was written; a token that ends it is not told, so none here ends by one.</summary>
    private static double Score(GivenChoice answer)
    {
        answer.Ended!.Reason.ShouldBe(FinishReason.Length);
        return answer.Tokens.Average(token => (double)token.LogProb!.Value);
    }

    private GenerationEngine Engine() => new(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 16, ReusePrefixes = false });
}
