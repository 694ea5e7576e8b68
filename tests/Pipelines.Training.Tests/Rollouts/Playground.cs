using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Verification;

namespace Pipelines.Training.Tests.Rollouts;

/// <summary>A small model, prompts of a few tokens, rewards that are plain functions: a token is a letter, token 0 ends answers.</summary>
internal sealed class Playground : IDisposable
{
    public const int End = 0;

    private readonly Workshop workshop = new();

    public Playground(long seed = 1, double dropout = 0)
    {
        Model = workshop.Model(seed, dropout);
        Head = ScalarHead.Zero(Model.Shape.Dim);
        Copy = workshop.Model(seed);
    }

    public Decoder Model { get; }

    public ScalarHead Head { get; }

    /// <summary>The model as it began.</summary>
    public Decoder Copy { get; }

    public string Folder => workshop.Folder;

    public CheckpointStore Checkpoints(string name) => workshop.Checkpoints(name);

    public static SamplingSpec Sampling(int maxTokens, double temperature = 1) =>
        new(maxTokens, temperature, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: [], Seed: null);

    /// <summary>Prompts of two to four letters below <paramref name="letters"/>.</summary>
    public static IReadOnlyList<Prompt> Prompts(int count, int seed = 1, int letters = 8)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int[] tokens = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Next(1, letters))];
            var example = new PromptExample($"prompt {i}", [new ChatMessage("user", Text(tokens))], new Dictionary<string, string>());
            return new Prompt(example, tokens);
        })];
    }

    /// <summary><c>abc</c> for 1, 2, 3; the end is no letter.</summary>
    public static string Text(int[] tokens) => string.Concat(tokens.Where(token => token != End).Select(token => (char)('a' - 1 + token)));

    public AnswerSampler Sampler(IReward reward, SamplingSpec sampling, long seed = 1) =>
        new(new BatchGenerator(Model, new HashSet<int> { End }).Generate, Text, reward, sampling, seed);

    public ReferencePolicy Reference(double temperature = 1) => new(Copy, adapter: null, temperature, batch: 16);

    /// <summary>Answers of given lengths to prompts, with random tokens and rewards.</summary>
    public static Rollout RandomRollout(int answers, int seed, int most = 5)
    {
        var random = new Random(seed);
        var prompts = Prompts(answers, seed);
        return new Rollout(
            [.. prompts.Select(prompt =>
            {
                int[] tokens = [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => random.Next(1, Workshop.Vocab))];
                return new SampledAnswer(prompt, tokens, tokens.Length < most, Text(tokens));
            })],
            [.. Enumerable.Range(0, answers).Select(_ => Judge.Score(random.NextDouble()))],
            ["toy"]);
    }

    public void Dispose()
    {
        Head.Dispose();
        workshop.Dispose();
    }
}

/// <summary>A reward that is a function of prompt and answer.</summary>
internal sealed class Judge(Func<SampledAnswer, double> worth, string name = "toy") : IReward
{
    public IReadOnlyList<string> Names => [name];

    public IReadOnlyList<Score> Score(IReadOnlyList<SampledAnswer> answers, CancellationToken cancellation) =>
        [.. answers.Select(answer => Score(worth(answer)))];

    /// <summary>A score of one part.</summary>
    public static Score Score(double reward) => new(reward, [new Verdict(reward, "because")]);
}
