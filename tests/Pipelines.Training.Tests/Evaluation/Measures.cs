namespace Pipelines.Training.Tests;

public sealed class Measures
{
    [Fact]
    public void Uniform_guesses_among_v_tokens_have_perplexity_v()
    {
        var evaluation = new Evaluation(Nats: 100 * Math.Log(50), Tokens: 100, Bytes: 400);

        evaluation.Loss.ShouldBe(Math.Log(50), 1e-12);
        evaluation.Perplexity.ShouldBe(50, 1e-9);
        evaluation.BitsPerByte.ShouldBe(Math.Log2(50) / 4, 1e-12);
    }
}
