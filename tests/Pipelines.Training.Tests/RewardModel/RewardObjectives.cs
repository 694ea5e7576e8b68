using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class RewardObjectives : IDisposable
{
    private readonly Workshop workshop = new();
    private readonly ScalarHead head;

    public RewardObjectives()
    {
        GC.Collect();    // what tests before left to the collector must not vanish while tensors are counted
        GC.WaitForPendingFinalizers();
        manual_seed(4).Dispose();
        head = new ScalarHead(32);
    }

    public void Dispose()
    {
        head.Dispose();
        workshop.Dispose();
    }

    [Fact]
    public void Scores_are_read_at_the_last_token_of_each_conversation()
    {
        var (model, pairs) = (workshop.Model(), RandomPairs.Draw(9));
        var objective = new RewardObjective(model, head, center: 0.1);
        using var actual = objective.Loss(new PairBatch(pairs));
        actual.backward();
        var gradients = Gradients(objective.Trained);
        var measures = objective.Stepped();

        objective.Trained.zero_grad();
        using var losses = stack([.. pairs.Select(pair =>
        {
            var (c, r) = (Score(pair.Chosen), Score(pair.Rejected));
            return -(c - r - pair.Margin).sigmoid().log() + (c + r) * (c + r) * 0.1;
        })]);
        using var expected = losses.sum();
        expected.backward();

        actual.item<float>().ShouldBe(expected.item<float>(), 1e-4f);
        var plain = Gradients(objective.Trained);
        var largest = plain.Max(Math.Abs);
        for (var i = 0; i < plain.Length; i++) gradients[i].ShouldBe(plain[i], 2e-5f * largest);

        float[] chosen = [.. pairs.Select(pair => Score(pair.Chosen).item<float>())];
        float[] rejected = [.. pairs.Select(pair => Score(pair.Rejected).item<float>())];
        measures["accuracy"].ShouldBe(chosen.Zip(rejected, (c, r) => c > r ? 1.0 : 0).Average(), 1e-9);
        measures["margin"].ShouldBe(chosen.Zip(rejected, (c, r) => c - r).Average(), 1e-5);
        measures["mean_reward"].ShouldBe(chosen.Concat(rejected).Average(), 1e-5);
        measures["min_reward"].ShouldBe(chosen.Concat(rejected).Min(), 1e-5);
        measures["max_reward"].ShouldBe(chosen.Concat(rejected).Max(), 1e-5);
        objective.Stepped().ShouldBeEmpty();

        Tensor Score(EncodedAnswer answer)
        {
            var h = model.hidden(tensor(Array.ConvertAll(answer.Tokens, token => (long)token)).unsqueeze(0))[0, answer.Tokens.Length - 1];
            return h.matmul(head.score.weight[0]);
        }
    }

    [Fact]
    public void The_scorer_gives_the_scores_that_were_trained()
    {
        var (model, pairs) = (workshop.Model(dropout: 0.1), RandomPairs.Draw(40));
        model.train();
        var texts = pairs.Select(pair => (ReadOnlyMemory<int>)pair.Chosen.Tokens).ToArray();
        var scores = new RewardScorer(model, head, null!).Score(texts);

        model.training.ShouldBeTrue();
        model.eval();
        using var untracked = no_grad();
        for (var n = 0; n < texts.Length; n++)
        {
            using var alone = Scores.Of(model, head, PaddedRows.Of([texts[n]]));
            scores[n].ShouldBe(alone.item<float>(), 1e-5);
        }
    }

    [Fact]
    public void What_is_longer_than_the_context_is_read_from_its_end()
    {
        var model = workshop.Model();
        int[] tokens = [.. Enumerable.Range(0, 3 * Workshop.Context).Select(i => i % Workshop.Vocab)];
        var scores = new RewardScorer(model, head, null!).Score([tokens, tokens.AsMemory(2 * Workshop.Context)]);
        scores[0].ShouldBe(scores[1], 1e-6);
    }

    [Fact]
    public void One_batch_is_learned_by_heart()
    {
        var (model, pairs) = (workshop.Model(), RandomPairs.Draw(8));
        var options = TrainingOptions.From(
            Workshop.Spec.Training with { Optimizer = new Spec.AdamWSpec(1e-2, 0, 0.9, 0.95, 1e-8) }, steps: 40, seed: 1);
        var listener = new Listener();
        var counts = new List<long>();
        var outcome = new Trainer<PairBatch>(
            new RewardObjective(model, head), new ShuffledPairs(pairs, 8, 1, seed: 1), options, workshop.Checkpoints("run"),
            observer: new Listener
            {
                OnStep = step =>
                {
                    listener.Stepped(step);
                    counts.Add(Tensor.TotalCount);
                },
            }).Run();

        listener.Steps[^1].Measures["accuracy"].ShouldBe(1);
        listener.Steps[^1].Measures["margin"].ShouldBeGreaterThan(2);
        listener.Steps[^1].Loss.ShouldBeLessThan(0.2);
        counts.Skip(1).ShouldAllBe(count => count == counts[1]);

        // The checkpoint has the head, and another model reads both back.
        using var other = new ScalarHead(32);
        var again = workshop.Model(seed: 9);
        Weights.Load(new ModelWithScore(again, other), outcome.Last.Weights);
        var held = new HeldOutBatches<PairBatch>(new RewardObjective(again, other), new OrderedPairs(pairs, 3)).Evaluate();
        held.Measures["accuracy"].ShouldBe(1);
        held.Loss.ShouldBeLessThan(0.2);
    }

    [Fact]
    public void Its_parameters_have_the_names_of_a_sequence_classifier()
    {
        var names = new ModelWithScore(workshop.Model(), head).state_dict().Keys;
        names.ShouldContain("score.weight");
        names.ShouldContain("model.layers.1.self_attn.q_proj.weight");
        names.ShouldAllBe(name => name == "score.weight" || name.StartsWith("model."));
    }

    [Fact]
    public void Cutting_a_step_into_micro_batches_changes_nothing()
    {
        var pairs = RandomPairs.Draw(20);
        var whole = Accumulated(new ShuffledPairs(pairs, batch: 8, accumulate: 1, seed: 3));
        var parts = Accumulated(new ShuffledPairs(pairs, batch: 2, accumulate: 4, seed: 3));
        var largest = whole.Max(Math.Abs);
        for (var i = 0; i < whole.Length; i++) parts[i].ShouldBe(whole[i], 1e-5f * largest);

        float[] Accumulated(IBatchSource<PairBatch> batches)
        {
            var objective = new RewardObjective(workshop.Model(), head, center: 0.01);
            var named = Optimizers.Grouped(objective.Trained);
            var options = TrainingOptions.From(Workshop.Spec.Training with { ClipNorm = 0 }, steps: 10, seed: 1);
            using var optimizer = Optimizers.Create(options.Optimizer, named);
            new GradientStep<PairBatch>(objective, batches, optimizer, [.. named.Select(one => one.Parameter)], options).Accumulate(1);
            return Gradients(objective.Trained);
        }
    }

    private static float[] Gradients(nn.Module module) => [.. module.parameters().SelectMany(parameter =>
    {
        using var gradient = parameter.grad;
        return gradient is null ? new float[parameter.numel()] : gradient.data<float>().ToArray();
    })];
}
