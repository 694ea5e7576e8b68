using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests.Rollouts;

/// <summary>The whole objectives against matrices with masks, built of whole logits in plain operations.</summary>
public sealed class Objectives : IDisposable
{
    private const double Temperature = 0.7;
    private const int Longest = 5;

    private readonly Playground playground = new();

    private static readonly PpoOptions Ppo = new(
        Kl: 0.1, KlTarget: null, KlHorizon: 1000, KlEstimator.K1, Gamma: 0.98, Lambda: 0.9, Clip: 0.1, ValueClip: 0.1, ValueWeight: 0.3,
        WhitenRewards: true, MissingEndPenalty: 0.5);

    private static readonly GrpoOptions Grpo = new(
        Group: 4, GroupLoss.Dapo, Kl: 0.3, Clip: 0.1, ClipHigh: 0.15, AdvantageScale.Group, DropEqual: false, MaxDraws: 4, Overlong: 2,
        MaskTruncated: false, MaxTokens: Longest);

    public void Dispose() => playground.Dispose();

    [Fact]
    public void Likelihoods_of_answers_are_those_of_the_whole_logits()
    {
        var answers = Playground.RandomRollout(7, seed: 3).Answers;
        using var read = Policy().Of(AnswerRows.Of(answers));
        var (expected, entropies) = (new List<double>(), new List<double>());
        foreach (var answer in answers)
        {
            using var logs = LogSoftmax(answer);
            for (var i = 0; i < answer.Tokens.Length; i++)
            {
                using var row = logs[answer.Prompt.Tokens.Length - 1 + i];
                expected.Add(row[answer.Tokens[i]].item<double>());
                entropies.Add(-(row.exp() * row).sum().item<double>());
            }
        }

        read.LogProbs.Host().ShouldBe(expected, 1e-5);
        read.Entropy.Host().ShouldBe(entropies, 1e-5);
        var again = new AnswerReading(Policy(), batch: 3).LogProbs(answers).SelectMany(own => own);
        again.Select(logp => (double)logp).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Ppo_equals_masked_matrices_with_its_gradients()
    {
        var rollout = Playground.RandomRollout(8, seed: 4);
        var (round, batch) = PpoBatch(rollout);
        var objective = new PpoObjective(Policy(), playground.Head, new PolicyWithValue(playground.Model, playground.Head), Ppo);
        var parameters = objective.Trained.parameters().ToArray();
        using var loss = objective.Loss(batch) / objective.Terms(batch);
        var gradients = Gradients(loss, parameters);

        using var slow = SlowPpo(rollout, round);
        loss.item<float>().ShouldBe((float)slow.item<double>(), 1e-6f);
        ShouldBeClose(gradients, Gradients(slow, parameters));
    }

    [Theory]
    [InlineData(GroupLoss.Grpo)]
    [InlineData(GroupLoss.DrGrpo)]
    [InlineData(GroupLoss.Dapo)]
    public void Grpo_equals_masked_matrices_with_its_gradients(GroupLoss kind)
    {
        var rollout = Playground.RandomRollout(8, seed: 5);
        var options = Grpo with { Loss = kind };
        var batch = GrpoBatch(rollout, options, old: 6);
        var objective = new GrpoObjective(Policy(), playground.Model, options);
        var parameters = playground.Model.parameters().ToArray();
        using var loss = objective.Loss(batch) / objective.Terms(batch);
        var gradients = Gradients(loss, parameters);

        using var slow = SlowGrpo(rollout, options, batch);
        loss.item<float>().ShouldBe((float)slow.item<double>(), 1e-6f);
        ShouldBeClose(gradients, Gradients(slow, parameters));
    }

    [Fact]
    public void While_the_policy_is_still_the_one_that_answered_no_old_likelihoods_are_needed()
    {
        var rollout = Playground.RandomRollout(8, seed: 5);
        var parameters = playground.Model.parameters().ToArray();
        Tensor[] Gradient(bool told)
        {
            var batch = GrpoBatch(rollout, Grpo, old: null) with
            {
                LogProbs = told ? AnswerRows.Lay(new AnswerReading(Policy(), 8).LogProbs(rollout.Answers), Enumerable.Range(0, 8)) : null,
            };
            using var loss = new GrpoObjective(Policy(), playground.Model, Grpo).Loss(batch);
            return Gradients(loss, parameters);
        }

        ShouldBeClose(Gradient(told: false), Gradient(told: true));
    }

    [Fact]
    public void Many_micro_batches_have_the_gradient_of_one()
    {
        var rollout = Playground.RandomRollout(12, seed: 8);
        Tensor[] Gradient(int batch)
        {
            var source = new Fixed(new RoundPlan(12, Passes: 1, MiniBatches: 1, batch, Seed: 1), rollout);
            var objective = new GrpoObjective(Policy(), playground.Model, Grpo);
            var parameters = playground.Model.parameters().ToArray();
            using var optimizer = optim.SGD(parameters, 0);
            new GradientStep<GrpoBatch>(objective, source, optimizer, parameters, Options(clip: 0)).Accumulate(0);
            return [.. parameters.Select(parameter => parameter.grad!.clone())];
        }

        var whole = Gradient(12);
        ShouldBeClose(Gradient(1), whole);
        ShouldBeClose(Gradient(5), whole);
    }

    [Fact]
    public void A_step_from_which_every_answer_was_left_out_changes_nothing()
    {
        var rollout = Playground.RandomRollout(4, seed: 9);
        var plan = new RoundPlan(4, Passes: 1, MiniBatches: 1, 2, Seed: 1);
        var source = new Fixed(plan, rollout, Grpo with { MaskTruncated = true }, ended: false);
        var objective = new GrpoObjective(Policy(), playground.Model, Grpo);
        var before = playground.Model.HeadWeight.Host();
        var trainer = new Trainer<GrpoBatch>(objective, source, Options(clip: 1), playground.Checkpoints("run"));
        var outcome = trainer.Run();

        outcome.Completed.ShouldBeTrue();
        playground.Model.HeadWeight.Host().ShouldBe(before);
    }

    [Fact]
    public void A_loss_leaves_no_tensor_behind()
    {
        var rollout = Playground.RandomRollout(8, seed: 10);
        var (_, ppo) = PpoBatch(rollout);
        var grpo = GrpoBatch(rollout, Grpo, old: 6);
        var value = new PpoObjective(Policy(), playground.Head, new PolicyWithValue(playground.Model, playground.Head), Ppo);
        var group = new GrpoObjective(Policy(), playground.Model, Grpo with { Loss = GroupLoss.Grpo });
        void Losses()
        {
            using var one = value.Loss(ppo);
            using var other = group.Loss(grpo);
        }

        Losses();
        var before = Tensor.TotalCount;
        Losses();
        Tensor.TotalCount.ShouldBe(before);
    }

    private AnswerLikelihood Policy() => new(playground.Model, Temperature);

    private static TrainingOptions Options(double clip) =>
        TrainingOptions.From(Workshop.Spec.Training with { ClipNorm = clip }, steps: 1, seed: 1);

    /// <summary>A round whose old likelihoods and values lie a little beside those of now, so that some are clipped.</summary>
    private (PpoRound Round, PpoBatch Batch) PpoBatch(Rollout rollout)
    {
        var (now, values) = new AnswerReading(Policy(), 8).LogProbsAndValues(rollout.Answers, playground.Head);
        var round = PpoRound.Of(rollout, Beside(now, 1), Beside(values, 2), Beside(now, 3), 0.1, Ppo);
        var all = Enumerable.Range(0, rollout.Answers.Count).ToArray();
        return (round, new PpoBatch(
            AnswerRows.Of(rollout.Answers), AnswerRows.Lay(round.LogProbs, all), AnswerRows.Lay(round.Values, all),
            AnswerRows.Lay(round.Advantages, all), AnswerRows.Lay(round.Returns, all), null));
    }

    private GrpoBatch GrpoBatch(Rollout rollout, GrpoOptions options, int? old)
    {
        var now = new AnswerReading(Policy(), 8).LogProbs(rollout.Answers);
        var round = new GrpoRound(rollout, options) { LogProbs = old is { } seed ? Beside(now, seed) : null, Reference = Beside(now, 7) };
        var all = Enumerable.Range(0, rollout.Answers.Count).ToArray();
        int[] lengths = [.. rollout.Answers.Select(answer => answer.Tokens.Length)];
        return new GrpoBatch(
            AnswerRows.Of(rollout.Answers), lengths, round.LogProbs is { } given ? AnswerRows.Lay(given, all) : null,
            AnswerRows.Lay(round.Reference!, all),
            [.. all.SelectMany(i => Enumerable.Repeat((float)round.AnswerAdvantages[i], lengths[i]))], null);
    }

    private static IReadOnlyList<float[]> Beside(IReadOnlyList<float[]> numbers, int seed)
    {
        var random = new Random(seed);
        return [.. numbers.Select(own => Array.ConvertAll(own, number => number + (float)(0.4 * random.NextDouble() - 0.2)))];
    }

    /// <summary>[time, vocab] of one answer behind its prompt, at the temperature, in doubles.</summary>
    private Tensor LogSoftmax(SampledAnswer answer)
    {
        long[] ids = [.. answer.Prompt.Tokens.Concat(answer.Tokens).Select(token => (long)token)];
        using var logits = playground.Model.call(tensor(ids, [1, ids.Length]));
        return (logits.to_type(ScalarType.Float64) / Temperature).log_softmax(-1)[0];
    }

    /// <summary>log π as a matrix [answers, longest], and the mask of what counts.</summary>
    private (Tensor LogProbs, Tensor Mask) Matrix(IReadOnlyList<SampledAnswer> answers)
    {
        var mask = zeros(answers.Count, Longest, ScalarType.Float64);
        var rows = answers.Select((answer, row) =>
        {
            var logs = LogSoftmax(answer);
            var cells = Enumerable.Range(0, Longest).Select(i =>
            {
                if (i >= answer.Tokens.Length) return zeros([], ScalarType.Float64);
                mask[row, i] = ones([], ScalarType.Float64);
                return logs[answer.Prompt.Tokens.Length - 1 + i, answer.Tokens[i]];
            });
            return stack(cells);
        });
        return (stack(rows), mask);
    }

    private static Tensor Matrix(IReadOnlyList<float[]> numbers)
    {
        var flat = numbers.SelectMany(own => own.Select(number => (double)number).Concat(new double[Longest - own.Length])).ToArray();
        return tensor(flat, [numbers.Count, Longest], ScalarType.Float64);
    }

    private Tensor SlowPpo(Rollout rollout, PpoRound round)
    {
        var (logp, mask) = Matrix(rollout.Answers);
        Tensor Given(IReadOnlyList<double[]> numbers) => Matrix([.. numbers.Select(own => Array.ConvertAll(own, number => (float)number))]);
        var (old, advantages) = (Matrix(round.LogProbs), Given(round.Advantages));
        var ratio = (logp - old).exp();
        var surrogate = maximum(-advantages * ratio, -advantages * ratio.clamp(1 - Ppo.Clip, 1 + Ppo.Clip));
        var values = stack(rollout.Answers.Select(Values));
        var (before, returns) = (Matrix(round.Values), Given(round.Returns));
        var clipped = before + (values - before).clamp(-Ppo.ValueClip, Ppo.ValueClip);
        var value = maximum((values - returns).square(), (clipped - returns).square());
        return (surrogate * mask).sum() / mask.sum() + Ppo.ValueWeight * 0.5 * (value * mask).sum() / mask.sum();

        Tensor Values(SampledAnswer answer)
        {
            long[] ids = [.. answer.Prompt.Tokens.Concat(answer.Tokens).Select(token => (long)token)];
            var scores = playground.Head.call(playground.Model.hidden(tensor(ids, [1, ids.Length])))[0].to_type(ScalarType.Float64);
            return stack(Enumerable.Range(0, Longest).Select(i =>
                i < answer.Tokens.Length ? scores[answer.Prompt.Tokens.Length - 1 + i] : zeros([], ScalarType.Float64)));
        }
    }

    private Tensor SlowGrpo(Rollout rollout, GrpoOptions options, GrpoBatch batch)
    {
        var (logp, mask) = Matrix(rollout.Answers);
        var rewards = rollout.Answers.Zip(
            rollout.Scores, (answer, score) => score.Reward - answer.Tokens.Length switch { 5 => 1, 4 => 0.5, _ => 0 });
        var grouped = tensor(rewards.ToArray(), [2, 4], ScalarType.Float64);
        var advantages = ((grouped - grouped.mean([1], true)) / (grouped.std(1, true, true) + 1e-4)).view(8, 1);
        var (old, reference) = (Laid(batch.LogProbs!), Laid(batch.Reference!));
        var ratio = (logp - old).exp();
        var difference = reference - logp;
        var terms = maximum(-advantages * ratio, -advantages * ratio.clamp(0.9, 1.15)) + 0.3 * (difference.exp() - difference - 1);
        return options.Loss switch
        {
            GroupLoss.Grpo => ((terms * mask).sum(-1) / mask.sum(-1)).mean(),
            GroupLoss.DrGrpo => (terms * mask).sum() / (8 * Longest),
            _ => (terms * mask).sum() / mask.sum(),
        };

        Tensor Laid(float[] numbers)
        {
            var start = 0;
            return Matrix([.. rollout.Answers.Select(answer => numbers[start..(start += answer.Tokens.Length)])]);
        }
    }

    private static Tensor[] Gradients(Tensor loss, IReadOnlyList<Tensor> parameters) =>
        [.. autograd.grad([loss], [.. parameters], allow_unused: true).Select((gradient, i) => gradient ?? zeros_like(parameters[i]))];

    private static void ShouldBeClose(Tensor[] actual, Tensor[] expected)
    {
        var scale = expected.Max(gradient => gradient.abs().max().item<float>());
        scale.ShouldBeGreaterThan(1e-4f);
        foreach (var (one, other) in actual.Zip(expected)) (one - other).abs().max().item<float>().ShouldBeLessThan(2e-6f + 1e-5f * scale);
    }

    /// <summary>A rollout that is given, in one round.</summary>
    private sealed class Fixed(RoundPlan plan, Rollout rollout, GrpoOptions? options = null, bool ended = true) : IBatchSource<GrpoBatch>
    {
        private readonly GrpoRound round = new(
            rollout with { Answers = [.. rollout.Answers.Select(answer => answer with { Ended = ended })] },
            options ?? Grpo with { Kl = 0 });

        public int MicroBatches => plan.MicroBatches;

        public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

        public GrpoBatch Get(long step, int micro, CancellationToken cancellation = default)
        {
            var chosen = plan.Get(step, micro, round.Kept, i => rollout.Answers[i].Tokens.Length);
            int[] lengths = [.. chosen.Select(i => rollout.Answers[i].Tokens.Length)];
            return new GrpoBatch(
                AnswerRows.Of([.. chosen.Select(i => rollout.Answers[i])]), lengths, null, null,
                [.. chosen.SelectMany((i, at) => Enumerable.Repeat((float)round.AnswerAdvantages[i], lengths[at]))], null);
        }
    }
}
