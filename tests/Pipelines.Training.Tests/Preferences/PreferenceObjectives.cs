using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>The objective beside one that reads every answer by itself and takes its log-probability from whole logits.</summary>
public sealed class PreferenceObjectives : IDisposable
{
    private readonly Workshop workshop = new();

    public PreferenceObjectives()
    {
        GC.Collect();    // what tests before left to the collector must not vanish while tensors are counted
        GC.WaitForPendingFinalizers();
    }

    public static TheoryData<string> Losses => ["dpo", "ipo", "simpo", "orpo", "kto"];

    public void Dispose() => workshop.Dispose();

    [Theory]
    [MemberData(nameof(Losses))]
    public void Padding_and_prompts_change_nothing(string name)
    {
        var (model, loss, pairs) = (workshop.Model(), Loss(name), Pairs(9));
        var objective = new PreferenceObjective(model, loss);
        var batch = new OrderedPairs(pairs, pairs.Count).Get(0, 0);
        using var actual = objective.Loss(batch);
        actual.backward();
        var gradients = Gradients(model);
        var measures = objective.Stepped();

        model.zero_grad();
        var divergence = name != "kto"
            ? 0
            : Math.Max(0, batch.Mismatched!.Average(answer => Plain(answer).item<float>() - answer.Reference!.Value));
        var chosen = Answers(pairs.Select(pair => pair.Chosen));
        var rejected = Answers(pairs.Select(pair => pair.Rejected));
        using var expected = loss.Losses(chosen, rejected, divergence).sum();
        expected.backward();

        actual.item<float>().ShouldBe(expected.item<float>(), 1e-4f);
        var plain = Gradients(model);
        var largest = plain.Max(Math.Abs);
        for (var i = 0; i < plain.Length; i++) gradients[i].ShouldBe(plain[i], 2e-5f * largest);

        var (better, worse) = (loss.Rewards(chosen).data<float>().ToArray(), loss.Rewards(rejected).data<float>().ToArray());
        measures["rewards/chosen"].ShouldBe(better.Average(), 1e-4);
        measures["rewards/rejected"].ShouldBe(worse.Average(), 1e-4);
        measures["rewards/margins"].ShouldBe(better.Zip(worse, (c, r) => c - r).Average(), 1e-4);
        measures["rewards/accuracies"].ShouldBe(better.Zip(worse, (c, r) => c > r ? 1.0 : 0).Average(), 1e-6);
        using var logs = loss.IsPerToken ? chosen.PerToken() : chosen.Policy.alias();
        measures["logps/chosen"].ShouldBe(logs.data<float>().ToArray().Average(), 1e-3);
        measures.ContainsKey("kl").ShouldBe(name == "kto");
        if (name == "kto") measures["kl"].ShouldBe(divergence, 1e-4);
        objective.Stepped().ShouldBeEmpty();

        AnswerLogProbs Answers(IEnumerable<EncodedAnswer> answers) => new(
            stack([.. answers.Select(Plain)]),
            loss.IsPerToken ? null : tensor([.. answers.Select(answer => (float)answer.Reference!.Value)]),
            tensor([.. answers.Select(answer => (float)answer.Answer.Length)]));

        Tensor Plain(EncodedAnswer answer)
        {
            var logs = model.forward(tensor(Array.ConvertAll(answer.Tokens, token => (long)token)).unsqueeze(0))[0].log_softmax(-1);
            var places = Enumerable.Range(answer.Start, answer.Answer.Length);
            return stack([.. places.Select(place => logs[place - 1, answer.Tokens[place]])]).sum();
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Cutting_a_step_into_micro_batches_changes_nothing(string name)
    {
        var pairs = Pairs(20);
        var (whole, lossOfWhole) = Accumulated(name, new ShuffledPairs(pairs, batch: 8, accumulate: 1, seed: 3));
        var (parts, lossOfParts) = Accumulated(name, new ShuffledPairs(pairs, batch: 2, accumulate: 4, seed: 3));

        lossOfParts.ShouldBe(lossOfWhole, 1e-5);
        var largest = whole.Max(Math.Abs);
        for (var i = 0; i < whole.Length; i++) parts[i].ShouldBe(whole[i], 1e-5f * largest);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void One_batch_is_learned_by_heart(string name)
    {
        var (model, pairs) = (workshop.Model(), Pairs(6));
        var objective = new PreferenceObjective(model, Loss(name));
        var options = TrainingOptions.From(
            Workshop.Spec.Training with { Optimizer = new Spec.AdamWSpec(1e-2, 0, 0.9, 0.95, 1e-8), ClipNorm = 0 }, steps: 60, seed: 1);
        var listener = new Listener();
        var counts = new List<long>();
        new Trainer<PairBatch>(
            objective, new ShuffledPairs(pairs, batch: 6, accumulate: 1, seed: 1), options, workshop.Checkpoints("run"),
            observer: new Listener
            {
                OnStep = step =>
                {
                    listener.Stepped(step);
                    counts.Add(Tensor.TotalCount);
                },
            }).Run();

        listener.Steps[^1].Measures["rewards/accuracies"].ShouldBe(1);
        listener.Steps[^1].Measures["rewards/margins"].ShouldBeGreaterThan(listener.Steps[0].Measures["rewards/margins"] + 0.5);
        listener.Steps[^1].Loss.ShouldBeLessThan(listener.Steps[0].Loss * 0.7);
        counts.Skip(1).ShouldAllBe(count => count == counts[1]);
    }

    [Fact]
    public void What_routing_costs_is_added_and_measured_as_for_tokens()
    {
        manual_seed(1).Dispose();
        using var routed = new RoutedModel(experts: 4, topK: 2, balanceLoss: 0.5);
        var objective = new PreferenceObjective(routed, Loss("dpo"));
        var batch = new OrderedPairs(Pairs(5), 5).Get(0, 0);
        routed.eval();
        using var alone = objective.Loss(batch);
        objective.Stepped().Keys.ShouldAllBe(name => !name.StartsWith("moe/"));
        routed.train();
        using var charged = objective.Loss(batch);
        var measures = objective.Stepped();

        // Dropout within the experts keeps the two apart by a little; each layer's cost is about 0.5 · top_k a pair.
        measures["moe/auxiliary_loss"].ShouldBeInRange(1.5, 8);
        (charged.item<float>() - alone.item<float>()).ShouldBe((float)(5 * measures["moe/auxiliary_loss"]), 1.5f);
    }

    [Fact]
    public void Held_out_pairs_are_measured_without_a_trace()
    {
        var (model, pairs) = (workshop.Model(dropout: 0.1), Pairs(7));
        var objective = new PreferenceObjective(model, Loss("dpo"));
        model.train();
        var held = new HeldOutBatches<PairBatch>(objective, new OrderedPairs(pairs, 3));
        var first = held.Evaluate();
        var before = Tensor.TotalCount;
        var second = held.Evaluate();

        second.ShouldBe(first);
        Tensor.TotalCount.ShouldBe(before);
        model.training.ShouldBeTrue();
        (first.Tokens, first.IsOfText).ShouldBe((7, false));
        first.Measures.Keys.ShouldContain("rewards/accuracies");
        objective.Stepped().ShouldBeEmpty();
        held.Evaluate(batches: 1).Tokens.ShouldBe(3);
    }

    private static PreferenceLoss Loss(string name) => name switch
    {
        "dpo" => new DpoLoss(0.2, 0.1),
        "ipo" => new IpoLoss(0.4),
        "simpo" => new SimpoLoss(2, 0.5),
        "orpo" => new OrpoLoss(0.5),
        _ => new KtoLoss(0.5, 1, 1.2),
    };

    private static IReadOnlyList<EncodedPair> Pairs(int count) =>
        Mismatches.Add(RandomPairs.Draw(count), Workshop.Context).WithReference();

    private (float[] Gradients, double Loss) Accumulated(string name, IBatchSource<PairBatch> batches)
    {
        var model = workshop.Model();
        var named = Optimizers.Grouped(model);
        var options = TrainingOptions.From(Workshop.Spec.Training with { ClipNorm = 0 }, steps: 10, seed: 1);
        using var optimizer = Optimizers.Create(options.Optimizer, named);
        var step = new GradientStep<PairBatch>(
            new PreferenceObjective(model, Loss(name)), batches, optimizer, [.. named.Select(one => one.Parameter)], options);
        return (step.Accumulate(1).Loss is var loss ? Gradients(model) : [], loss);
    }

    private static float[] Gradients(nn.Module model) => [.. model.parameters().SelectMany(parameter =>
    {
        using var gradient = parameter.grad;
        return gradient is null ? new float[parameter.numel()] : gradient.data<float>().ToArray();
    })];
}
