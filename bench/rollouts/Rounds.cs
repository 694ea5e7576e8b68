using System.Diagnostics;
using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Training;
using Pipelines.Verification;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Rollouts.Bench;

/// <summary>A model, 16 prompts, and what a round makes of them: 4 answers to each, and a step of learning from them.</summary>
internal sealed class Rounds : IDisposable
{
    private const int Prompts = 16, Group = 4, Length = 24;
    private const int Alone = 4; // answers that are written one after the other

    private readonly Decoder model, copy;
    private readonly ScalarHead head;
    private readonly AnswerLikelihood policy;
    private readonly Prompt[] prompts;
    private readonly AnswerSampler sampler;
    private readonly List<double> sampled = [], oneByOne = [], grpo = [], read = [], ppo = [];

    public Rounds(ModelSpec spec)
    {
        manual_seed(0);
        (model, copy) = (Build(spec), Build(spec));
        head = new ScalarHead(model.Shape.Dim);
        policy = new AnswerLikelihood(model, temperature: 1);
        var random = new Random(1);
        prompts = [.. Enumerable.Range(0, Prompts).Select(i => new Prompt(
            new PromptExample($"{i}", [new ChatMessage("user", "")], new Dictionary<string, string>()),
            [.. Enumerable.Range(0, random.Next(20, 40)).Select(_ => random.Next(model.Shape.Vocab))]))];
        var sampling = new SamplingSpec(Length, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: [], Seed: null);
        sampler = new AnswerSampler(new BatchGenerator(model, new HashSet<int>()).Generate, _ => "", new Nothing(), sampling, seed: 1);
    }

    public static int Tokens => Prompts * Group * Length;

    public double Sampled => Median(sampled);

    /// <summary>As many answers, one after the other.</summary>
    public double OneByOne => Median(oneByOne) * Prompts * Group / Alone;

    public double Grpo => Median(grpo);

    public double Read => Median(read);

    public double Ppo => Median(ppo);

    /// <summary>Takes every time once.</summary>
    public void Run(bool count)
    {
        Rollout rollout = null!;
        Time(sampled, count, () => rollout = sampler.Sample(prompts, Group, 0));
        Time(oneByOne, count, () =>
        {
            for (var i = 0; i < Alone; i++) sampler.Sample([prompts[i]], 1, i);
        });

        var (rows, random) = (AnswerRows.Of(rollout.Answers), new Random(2));
        float[] advantages = [.. rows.Targets.Select(_ => random.NextSingle() - 0.5f)];
        var options = new GrpoOptions(Group, GroupLoss.Dapo, 0, 0.2, 0.2, AdvantageScale.Group, false, 1, 0, false, Length);
        var groups = new GrpoObjective(policy, model, options);
        var lengths = rollout.Answers.Select(answer => answer.Tokens.Length).ToArray();
        Time(grpo, count, () => Learn(groups, new GrpoBatch(rows, lengths, null, null, advantages, null), model.parameters()));

        IReadOnlyList<float[]> logProbs = [], values = [];
        Time(read, count, () =>
        {
            (logProbs, values) = new AnswerReading(policy, 64).LogProbsAndValues(rollout.Answers, head);
            new ReferencePolicy(copy, null, 1, 64).LogProbs(rollout.Answers, model);
        });
        var ppoOptions = new PpoOptions(0.05, null, 1000, KlEstimator.K1, 1, 0.95, 0.2, 0.2, 0.1, false, 0);
        var trained = new PolicyWithValue(model, head);
        float[] Flat(IReadOnlyList<float[]> numbers) => [.. numbers.SelectMany(own => own)];
        var batch = new PpoBatch(rows, Flat(logProbs), Flat(values), advantages, Flat(values), null);
        Time(ppo, count, () => Learn(new PpoObjective(policy, head, trained, ppoOptions), batch, trained.parameters()));
    }

    public void Dispose()
    {
        head.Dispose();
        model.Dispose();
        copy.Dispose();
    }

    private static Decoder Build(ModelSpec spec)
    {
        var built = (Decoder)ModelBuilder.Build(spec, spec.Vocab.Size);
        built.ComputeType = ComputeTypes.Resolve(Precision.Auto, CPU);
        return built;
    }

    private static void Learn<TBatch>(IObjective<TBatch> objective, TBatch batch, IEnumerable<TorchSharp.Modules.Parameter> parameters)
    {
        using (var loss = objective.Loss(batch)) loss.backward();
        foreach (var parameter in parameters) parameter.grad = null;
    }

    private static void Time(List<double> seconds, bool count, Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        if (count) seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);

    /// <summary>Asks nobody what answers are worth.</summary>
    private sealed class Nothing : IReward
    {
        public IReadOnlyList<string> Names => [];

        public IReadOnlyList<Score> Score(IReadOnlyList<SampledAnswer> answers, CancellationToken cancellation) =>
            [.. answers.Select(_ => new Score(0, []))];
    }
}
