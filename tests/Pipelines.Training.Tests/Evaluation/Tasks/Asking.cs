using System.Text;
using Pipelines.Data;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Verification;
using Quickstart;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>Tasks put to a model with random weights, which knows no chat, against what is computed one token at a time.</summary>
public sealed class Asking : IDisposable
{
    private const int Context = 24;

    private readonly DocsLm model;
    private readonly Tokenizer tokenizer = new(new TokenizerDefinition(
        [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Spell((byte)value).ToString()), "<|end|>"], [], Splitter.Gpt2)
    {
        AddedTokens = [new AddedToken(256, "<|end|>")],
        EndOfText = 256,
    });

    public Asking()
    {
        set_num_threads(1);
        manual_seed(5).Dispose();
        model = new DocsLm(new DocsLm.Options(
            Vocab: 257, Context, Dim: 32, Layers: 2, Heads: 2, KvHeads: 1, HeadDim: 16, Hidden: 64, Dropout: 0, InitStd: 0.3));
        model.eval();
    }

    public void Dispose() => model.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_choice_is_right_when_the_right_answer_is_the_likeliest_of_a_pair_or_of_several(bool normalized)
    {
        Example[] questions =
        [
            .. Enumerable.Range(0, 12).Select(i => Pair($"p{i}", $"q{i}", $"yes{i}", i % 3 == 0 ? "no" : $"or not {i}")),
            .. Enumerable.Range(0, 16).Select(i => Choice($"c{i}", $"n{i}", i % 4, $"{i} it", "is one", $"or {i}", "not")),
        ];

        var measures = new ChoiceTask(questions, normalized).Ask(Examinee, CancellationToken.None).Measures;

        measures.Select(measure => measure.Name).ShouldBe(normalized ? ["normalized accuracy", "accuracy"] : ["accuracy", "normalized accuracy"]);
        var (raw, aByte) = (Accuracy(_ => 1), Accuracy(answer => Encoding.UTF8.GetByteCount(answer)));
        measures.Single(measure => measure.Name == "accuracy").Value.ShouldBe(raw, 1e-12);
        measures.Single(measure => measure.Name == "normalized accuracy").Value.ShouldBe(aByte, 1e-12);
        raw.ShouldBeInRange(0.05, 0.95, "both happen");
        aByte.ShouldNotBe(raw);

        double Accuracy(Func<string, int> length) => questions.Select(question => question.ToChoice()!).Average(question =>
            question.Choices.MaxBy(choice => LogLikelihood(question.Prompt[0].Content, choice.Content) / length(choice.Content))
            == question.Choices[question.Right] ? 1.0 : 0);
    }

    [Fact]
    public void A_question_of_which_one_choice_is_too_long_is_left_out_whole()
    {
        Example[] questions = [Choice("a", "q", 0, "one", "two", "three"), Choice("b", "q", 0, "one", new string('x', 40), "three")];
        var findings = new ChoiceTask(questions, normalized: false).Ask(Examinee, CancellationToken.None);
        (findings.Measures[0].Count, findings.LeftOut).ShouldBe((1, "1 longer than the model's context"));
    }

    [Fact]
    public void The_loss_of_answers_is_the_mean_of_their_tokens_behind_their_prompts()
    {
        PromptExample[] examples = [Asked("a", "one", "eins"), Asked("b", "two", "zwei!"), Asked("c", new string('x', 40), "too long")];

        var findings = new AnswersTask(examples).Ask(Examinee, CancellationToken.None);

        var nats = -(LogLikelihood("one", "eins") + LogLikelihood("two", "zwei!"));
        findings.Measures.Single(measure => measure.Name == "loss of answers").Value.ShouldBe(nats / 11, 1e-4);
        findings.Measures[0].Value.ShouldBe(Math.Exp(nats / 11), 1e-2);
        findings.LeftOut.ShouldBe("1 longer than the model's context");
    }

    [Fact]
    public void Verified_answers_are_counted_a_prompt_and_are_the_same_for_the_same_seed()
    {
        var examples = Enumerable.Range(0, 6).Select(i => Asked($"p{i}", $"{i}", "e")).ToArray();
        using var scoring = new Scoring([("lucky", new Lucky(), 1)], TimeSpan.FromSeconds(10));
        var task = new VerifiedTask(examples, new VerifiedReward(scoring), verifiers: 1, samples: 8, [1, 4], Sampling, seed: 3);

        var first = task.Ask(Examinee, CancellationToken.None);
        var again = task.Ask(Examinee, CancellationToken.None);

        first.Measures.Select(measure => measure.Value).ShouldBe(again.Measures.Select(measure => measure.Value));
        var (one, four, reward) = (first.Measures[0], first.Measures[1], first.Measures[2]);
        (one.Name, four.Name, reward.Name).ShouldBe(("pass@1", "pass@4", "mean reward"));
        one.Value.ShouldBe(reward.Value, 1e-12, "pass@1 is the mean of rewards of 0 and 1");
        one.Value.ShouldBeInRange(0.01, 0.99);
        four.Value.ShouldBeGreaterThan(one.Value);
        first.Failures.Values.Sum().ShouldBe((int)Math.Round(48 * (1 - one.Value)));
        first.Samples.Count.ShouldBe(5);
    }

    [Fact]
    public void A_model_wins_half_of_the_time_against_its_own_answers()
    {
        var examples = Enumerable.Range(0, 5).Select(i => Asked($"p{i}", $"{i}", "right")).ToArray();
        var own = WinRateTask.AnswersOf(Examinee, examples, Sampling, seed: 3, CancellationToken.None);

        Rate(own, text => text.Length).ShouldBe(0.5);
        Rate(WinRateTask.AnswersOf(examples), text => text == "right" ? 0 : 1).ShouldBe(1);
        Rate(WinRateTask.AnswersOf(examples), text => text == "right" ? 1 : 0).ShouldBe(0);

        double Rate(IReadOnlyDictionary<string, string> others, Func<string, double> score) => new WinRateTask(
            examples, conversations => [.. conversations.Select(turns => score(turns[^1].Content))], others, Sampling, seed: 3)
            .Ask(Examinee, CancellationToken.None).Measures[0].Value;
    }

    [Fact]
    public void What_does_not_fit_the_context_is_nothing_to_ask() => Should.Throw<NothingToAskException>(
        () => new AnswersTask([Asked("a", new string('x', 100), "y")]).Ask(Examinee, CancellationToken.None));

    private static SamplingSpec Sampling { get; } =
        new(MaxTokens: 6, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    private Examinee Examinee => new(model, tokenizer, chat: null);

    private static PromptExample Asked(string place, string prompt, string answer) =>
        new(place, [new ChatMessage("user", prompt)], new Dictionary<string, string> { ["answer"] = answer });

    private static PreferenceExample Pair(string place, string prompt, string chosen, string rejected) =>
        new(place, [new ChatMessage("user", prompt)], new ChatMessage("assistant", chosen), new ChatMessage("assistant", rejected), null);

    private static ChoiceExample Choice(string place, string prompt, int right, params string[] choices) =>
        new(place, [new ChatMessage("user", prompt)], [.. choices.Select(choice => new ChatMessage("assistant", choice))], right);

    /// <summary>log p of the answer and the end of text behind the prompt's line, token by token.</summary>
    private double LogLikelihood(string prompt, string answer)
    {
        List<long> tokens = [.. Encoding.UTF8.GetBytes(prompt + "\n").Select(value => (long)value)];
        var sum = 0.0;
        foreach (var next in Encoding.UTF8.GetBytes(answer).Select(value => (long)value).Append(256))
        {
            using var scope = NewDisposeScope();
            var logits = model.forward(tensor(tokens.ToArray(), [1, tokens.Count]))[0, tokens.Count - 1];
            sum += nn.functional.log_softmax(logits.to(ScalarType.Float64), 0)[next].item<double>();
            tokens.Add(next);
        }
        return sum;
    }

    private sealed class Lucky : IVerifier
    {
        public Verdict Verify(Answer answer, CancellationToken cancellation) =>
            answer.Text.Length > 0 && answer.Text[0] % 3 == 0 ? Verdict.Right : Verdict.Wrong($"begins with '{answer.Text}'");
    }
}
