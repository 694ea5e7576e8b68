using System.Text.Json;

namespace Pipelines.Serving.Tests;

/// <summary>Continuations that a grammar holds.</summary>
public sealed class StructuredAnswers
{
    private const string Schema = """
        {"type":"object","properties":{"kind":{"enum":["circle","square"]},"size":{"type":"integer","minimum":0,"maximum":99}},
         "required":["kind","size"],"additionalProperties":false}
        """;

    private readonly HashChainDecoder decoder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task They_are_what_the_grammar_says(double temperature)
    {
        await using var engine = Engine();
        var grammar = Grammar.FromJsonSchema(Schema, whiteSpace: false);
        for (var seed = 0; seed < 10; seed++)
        {
            var answer = (await engine.Ask(Held($"a shape {seed}", grammar, temperature, seed)))[0];
            answer.Ended!.Reason.ShouldBe(FinishReason.Stop);
            using var json = JsonDocument.Parse(answer.Text);
            json.RootElement.GetProperty("kind").GetString().ShouldBeOneOf("circle", "square");
            json.RootElement.GetProperty("size").GetInt32().ShouldBeInRange(0, 99);
        }
    }

    [Fact]
    public async Task Tokens_without_a_choice_are_written_without_a_step_and_are_the_same()
    {
        await using var engine = Engine();
        var request = Held("a shape", Grammar.FromJsonSchema(Schema, whiteSpace: false), temperature: 0, seed: 1);
        var forced = (await engine.Ask(request))[0];
        var steps = decoder.Steps;
        // With log-probabilities each token is a step of its own.
        var single = (await engine.Ask(request with { TopLogProbs = 0 }))[0];
        single.Text.ShouldBe(forced.Text);
        steps.ShouldBeLessThan(10);
        (decoder.Steps - steps).ShouldBeGreaterThanOrEqualTo(single.Tokens.Count);
    }

    [Fact]
    public async Task A_text_without_any_choice_needs_no_model()
    {
        await using var engine = Engine();
        var request = Held("say it", Grammar.FromChoice(["exactly this"]), temperature: 1, seed: 1);
        var answer = (await engine.Ask(request with { Choices = 2 }))[1];
        (answer.Text, answer.Ended!.Reason, decoder.Steps).ShouldBe(("exactly this", FinishReason.Stop, 0));
    }

    [Fact]
    public async Task Several_choices_each_have_their_own_way_through_it()
    {
        await using var engine = Engine();
        var answers = await engine.Ask(Held("digits", Grammar.FromRegex("ab[0-9]{6}"), temperature: 2, seed: 3) with { Choices = 8 });
        foreach (var answer in answers) answer.Text.ShouldMatch("^ab[0-9]{6}$");
        answers.Select(answer => answer.Text).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Other_ends_hold_as_well()
    {
        await using var engine = Engine();
        var request = Held("letters", Grammar.FromRegex("[a-c]+"), temperature: 1, seed: 5) with { EndTokens = new HashSet<int> { 'z' } };
        var answer = (await engine.Ask(request))[0];
        answer.Text.ShouldMatch("^[a-c]+$");
        answer.Ended!.Reason.ShouldBeOneOf(FinishReason.Stop, FinishReason.Length);
    }

    private GenerationEngine Engine() => new(decoder, ByteText.Model, new EngineOptions { CacheBytes = 1 << 16 });

    private static GenerationRequest Held(string prompt, Grammar grammar, double temperature, long seed)
    {
        var request = Answers.Request(prompt, maxTokens: 60);
        return request with { Grammar = grammar, Sampling = request.Sampling with { Temperature = temperature, Seed = seed } };
    }
}
