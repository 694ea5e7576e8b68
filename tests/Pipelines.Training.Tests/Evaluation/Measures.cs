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

    [Fact]
    public void Evaluations_are_equal_when_their_measures_are()
    {
        Evaluation With(double accuracy) => new(3, 2, 0)
        {
            Measures = new Dictionary<string, double> { ["rewards/accuracies"] = accuracy, ["rewards/margins"] = 0.5 },
        };

        With(0.75).ShouldBe(With(0.75));
        With(0.75).GetHashCode().ShouldBe(With(0.75).GetHashCode());
        With(0.75).ShouldNotBe(With(0.5));
        With(0.75).ShouldNotBe(new Evaluation(3, 2, 0));
        With(0.75).IsOfText.ShouldBeFalse();
    }
}
