namespace Pipelines.Serving.Tests;

public sealed class Generating
{
    [Fact]
    public async Task A_request_is_continued_as_the_model_says()
    {
        var decoder = new HashChainDecoder();
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 16 });
        var request = Answers.Request("the beginning");
        var answer = (await engine.Ask(request)).ShouldHaveSingleItem();

        var expected = decoder.Continue(request.Prompt.ToArray(), 24, new HashSet<int> { ByteText.EndOfText, ByteText.EndOfTurn });
        answer.Ids.ShouldBe(expected);
        answer.Ended!.Reason.ShouldBe(FinishReason.Length);
        answer.Ended.Usage.ShouldBe(new TokenUsage(13, 0, 24, 0, 0));
    }
}
