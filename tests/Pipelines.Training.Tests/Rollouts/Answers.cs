using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Verification;

namespace Pipelines.Training.Tests.Rollouts;

public sealed class Answers : IDisposable
{
    private readonly Playground playground = new();

    public void Dispose() => playground.Dispose();

    [Fact]
    public void Each_prompt_comes_once_in_every_pass_whenever_one_begins_to_ask()
    {
        var prompts = Playground.Prompts(10);
        PromptDeck Deck(long seed) => new(prompts, seed);
        var first = Deck(1).Draw(0, 10);
        first.ShouldBe(prompts, ignoreOrder: true);
        Deck(1).Draw(10, 10).ShouldBe(prompts, ignoreOrder: true);
        Deck(1).Draw(10, 10).ShouldNotBe(first);
        Deck(2).Draw(0, 10).ShouldNotBe(first);
        var asked = new List<Prompt>();
        var deck = Deck(1);
        for (var before = 0; before < 30; before += 3) asked.AddRange(deck.Draw(before, 3));
        Deck(1).Draw(13, 7).ShouldBe(asked.Skip(13).Take(7));
    }

    [Fact]
    public void Prompts_that_leave_no_room_for_an_answer_are_counted_and_left_out()
    {
        Example[] examples =
        [
            new PromptExample("1", [new ChatMessage("user", "abc")], new Dictionary<string, string>()),
            new PreferenceExample(
                "2", [new ChatMessage("user", "abcd")], new ChatMessage("assistant", "x"), new ChatMessage("assistant", "y"), null),
            new CompletionExample("3", "a", "b"),
            new PromptExample("4", [new ChatMessage("user", "abcde")], new Dictionary<string, string>()),
        ];
        var (prompts, tooLong) = Prompt.Of(examples, example => new int[example.Prompt[0].Content.Length], context: 10, answer: 6);

        prompts.Select(prompt => prompt.Example.Place).ShouldBe(["1", "2"]);
        prompts[1].Example.Fields["answer"].ShouldBe("x");
        tooLong.ShouldBe(1);
    }

    [Fact]
    public void Equal_weights_give_equal_answers_and_each_round_and_answer_has_draws_of_its_own()
    {
        var (prompts, reward) = (Playground.Prompts(3), new Judge(answer => answer.Tokens.Length));
        var sampler = playground.Sampler(reward, Playground.Sampling(6));
        string[] Texts(long round, AnswerSampler? other = null) =>
            [.. (other ?? sampler).Sample(prompts, 4, 12 * round).Answers.Select(answer => answer.Text)];
        var texts = Texts(5);

        Texts(5).ShouldBe(texts);
        Texts(6).ShouldNotBe(texts);
        texts.Distinct().Count().ShouldBeGreaterThan(8);
        Texts(5, playground.Sampler(reward, Playground.Sampling(6), seed: 2)).ShouldNotBe(texts);
        var seeded = Playground.Sampling(6) with { Seed = 1 };
        Texts(5, playground.Sampler(reward, seeded, seed: 2)).ShouldBe(texts);
    }

    [Fact]
    public void Answers_come_group_after_group_with_their_scores()
    {
        var prompts = Playground.Prompts(3);
        var rollout = playground.Sampler(new Judge(answer => answer.Tokens.Length), Playground.Sampling(6)).Sample(prompts, 4, 0);

        rollout.Answers.Select(answer => answer.Prompt).ShouldBe(prompts.SelectMany(prompt => Enumerable.Repeat(prompt, 4)));
        rollout.Scores.Select(score => score.Reward).ShouldBe(rollout.Answers.Select(answer => (double)answer.Tokens.Length));
        rollout.Answers.Select(answer => answer.Ended).ShouldBe(rollout.Answers.Select(answer => answer.Tokens[^1] == Playground.End));
        var measures = rollout.Measures();
        measures["completions/mean_length"].ShouldBe(rollout.Answers.Average(answer => answer.Tokens.Length));
        measures["rewards/toy/mean"].ShouldBe(measures["completions/mean_length"]);
        measures["completions/clipped_ratio"].ShouldBe(rollout.Answers.Count(answer => !answer.Ended) / 12.0);
    }

    [Fact]
    public void Verifiers_see_prompt_text_and_fields_and_several_rewards_are_summed()
    {
        using var scoring = new Scoring([("a", new Reverse(), 2.0), ("b", new Reverse(), 0.5)], TimeSpan.FromSeconds(10));
        var sum = new RewardSum([new VerifiedReward(scoring), new Judge(_ => 0.25, "c")]);
        var example = new PromptExample("1", [new ChatMessage("user", "abc")], new Dictionary<string, string> { ["suffix"] = "!" });
        SampledAnswer Answer(string text) => new(new Prompt(example, [1]), [1], true, text);
        var scores = sum.Score([Answer("cba!"), Answer("abc")], default);

        sum.Names.ShouldBe(["a", "b", "c"]);
        new RewardSum([sum, new Judge(_ => 0, "b"), new Judge(_ => 0, "b")]).Names.ShouldBe(["a", "b", "c", "b.2", "b.3"]);
        scores[0].Reward.ShouldBe(2.75);
        scores[1].Reward.ShouldBe(0.25);
        scores[1].Parts.Select(part => part.Reason).ShouldBe(["not reversed", "not reversed", "because"]);
    }

    [Fact]
    public void A_reward_model_is_asked_about_the_conversation_that_the_answer_ends()
    {
        IReadOnlyList<IReadOnlyList<ChatMessage>> asked = [];
        var reward = new ModelReward(
            conversations =>
            {
                asked = conversations;
                return [-1.5, 4];
            },
            "judge", weight: 0.5);
        var prompts = Playground.Prompts(2);
        var scores = reward.Score([.. prompts.Select((prompt, i) => new SampledAnswer(prompt, [1], true, $"answer {i}"))], default);

        scores.Select(score => score.Reward).ShouldBe([-0.75, 2]);
        scores.Select(score => score.Parts.ShouldHaveSingleItem().Reward).ShouldBe([-1.5, 4]);
        asked[1].Select(message => message.Role).ShouldBe(["user", "assistant"]);
        asked[1][1].Content.ShouldBe("answer 1");
    }

    [Fact]
    public void Held_out_prompts_are_answered_as_in_training_and_the_same_each_time()
    {
        var prompts = Playground.Prompts(200, letters: 30);
        var judge = new Judge(answer => answer.Tokens.Sum());
        var evaluator = new AnswerEvaluator(
            new BatchGenerator(playground.Model, new HashSet<int> { Playground.End }).Generate, Playground.Text, judge,
            Playground.Sampling(4, temperature: 0), prompts);
        var found = evaluator.Evaluate(default);

        found.Tokens.ShouldBe(200);
        evaluator.Evaluate(default).ShouldBe(found);
        var greedy = playground.Sampler(judge, Playground.Sampling(4, temperature: 0));
        found.Measures["reward"].ShouldBe(greedy.Sample(prompts, 1, 0).Scores.Average(score => score.Reward), 1e-9);
        found.Loss.ShouldBe(-found.Measures["reward"]);
        AnswerEvaluator.Some(prompts, 50).ShouldBe(prompts.Where((_, i) => i % 4 == 0));
        AnswerEvaluator.Some(prompts, 0).ShouldBeSameAs(prompts);
    }

    private sealed class Reverse : IVerifier
    {
        public Verdict Verify(Answer answer, CancellationToken cancellation) =>
            answer.Text == string.Concat(answer.Prompt.Reverse()) + answer.Fields["suffix"]
                ? new Verdict(1)
                : new Verdict(0, "not reversed");
    }
}
