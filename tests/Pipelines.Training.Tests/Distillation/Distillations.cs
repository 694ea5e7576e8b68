using Pipelines.Data;
using TorchSharp;
using static TorchSharp.torch;
using Direction = Pipelines.Spec.Divergence;

namespace Pipelines.Training.Tests;

public sealed class Distillations : IDisposable
{
    private readonly Workshop workshop = new();

    public Distillations()
    {
        GC.Collect();    // what tests before left to the collector must not vanish while tensors are counted
        GC.WaitForPendingFinalizers();
    }

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(Direction.Forward, 1, 0, 7)]
    [InlineData(Direction.Forward, 2, 0.3, 1000)]
    [InlineData(Direction.Reverse, 1, 0, 1)]
    [InlineData(Direction.Reverse, 0.7, 0.5, 10)]
    [InlineData(Direction.Forward, 1, 1, 5)]
    public void Chunks_of_logits_give_what_whole_logits_do(Direction divergence, double temperature, double hardWeight, int chunk)
    {
        var (student, teacher, batch) = (workshop.Model(1), workshop.Model(2), Batch(Examples(6)));
        var objective = new DistillationObjective(student, teacher, new(divergence, temperature, hardWeight))
        {
            Head = new ChunkedHead(student, chunk * Workshop.Vocab),
        };
        using var actual = objective.Loss(batch);
        using var half = actual / 2;    // the trainer divides by terms
        half.backward();
        var gradients = Gradients(student);
        var measures = objective.Stepped();

        student.zero_grad();
        var (q, p) = (Logits(student), Logits(teacher).detach());
        var targets = tensor(batch.Targets.Where(target => target != TokenBatch.Ignored).ToArray());
        var kl = KullbackLeibler.Rows(q, p, divergence, temperature).sum();
        var hard = -q.log_softmax(-1).gather(1, targets.unsqueeze(1)).sum();
        using var expected = kl * (1 - hardWeight) + hard * hardWeight;
        (expected / 2).backward();

        actual.item<float>().ShouldBe(expected.item<float>(), 1e-4f * expected.item<float>());
        var plain = Gradients(student);
        var largest = plain.Max(Math.Abs);
        for (var i = 0; i < plain.Length; i++) gradients[i].ShouldBe(plain[i], 2e-5f * largest);
        foreach (var parameter in teacher.parameters()) parameter.grad.ShouldBeNull();
        if (hardWeight < 1) measures["kl"].ShouldBe(kl.item<float>() / batch.TargetCount, 1e-4);
        if (hardWeight > 0) measures["cross_entropy"].ShouldBe(hard.item<float>() / batch.TargetCount, 1e-4);
        objective.Stepped().ShouldBeEmpty();

        Tensor Logits(Modules.LanguageModel model) => cat([.. Examples(6).Select(example =>
        {
            var rows = model.forward(tensor(example.Tokens[..^1].Select(token => (long)token).ToArray()).unsqueeze(0))[0];
            return stack([.. Enumerable.Range(1, example.Length).Where(i => example.Trained[i]).Select(i => rows[i - 1])]);
        })]);
    }

    [Fact]
    public void A_head_that_is_frozen_gets_no_gradient()
    {
        var (student, teacher) = (workshop.Model(1), workshop.Model(2));
        student.HeadWeight.requires_grad_(false);
        using var loss = new DistillationObjective(student, teacher, new(Direction.Forward)).Loss(Batch(Examples(2)));
        loss.backward();
        student.HeadWeight.grad.ShouldBeNull();
        Gradients(student).ShouldContain(gradient => gradient != 0);
    }

    [Theory]
    [InlineData(Direction.Forward)]
    [InlineData(Direction.Reverse)]
    public void A_student_learns_what_its_teacher_does(Direction divergence)
    {
        var (student, teacher) = (workshop.Model(1), workshop.Model(2));
        var counts = new List<long>();
        var listener = new Listener();
        var options = TrainingOptions.From(
            Workshop.Spec.Training with { Optimizer = new Spec.AdamWSpec(1e-2, 0, 0.9, 0.95, 1e-8) }, steps: 60, seed: 1);
        new Trainer<TokenBatch>(
            new DistillationObjective(student, teacher, new(divergence)), new Padded(Examples(4), 4, 1), options, workshop.Checkpoints("run"),
            observer: new Listener
            {
                OnStep = step =>
                {
                    listener.Stepped(step);
                    counts.Add(Tensor.TotalCount);
                },
            }).Run();

        listener.Steps[^1].Measures["kl"].ShouldBeLessThan(0.05 * listener.Steps[0].Measures["kl"]);
        counts.Skip(1).ShouldAllBe(count => count == counts[1]);
    }

    [Fact]
    public void Cutting_a_step_into_micro_batches_changes_nothing()
    {
        var whole = Accumulated(new Padded(Examples(20), 8, 1));
        var parts = Accumulated(new Padded(Examples(20), 2, 4));
        var largest = whole.Max(Math.Abs);
        for (var i = 0; i < whole.Length; i++) parts[i].ShouldBe(whole[i], 1e-5f * largest);

        float[] Accumulated(IBatchSource<TokenBatch> batches)
        {
            var (student, teacher) = (workshop.Model(1), workshop.Model(2));
            var named = Optimizers.Grouped(student);
            var options = TrainingOptions.From(Workshop.Spec.Training with { ClipNorm = 0 }, steps: 10, seed: 1);
            using var optimizer = Optimizers.Create(options.Optimizer, named);
            var objective = new DistillationObjective(student, teacher, new(Direction.Reverse, 1.5, 0.2));
            new GradientStep<TokenBatch>(objective, batches, optimizer, [.. named.Select(one => one.Parameter)], options).Accumulate(1);
            return Gradients(student);
        }
    }

    [Fact]
    public void Held_out_tokens_are_measured_without_a_gradient()
    {
        var objective = new DistillationObjective(workshop.Model(1), workshop.Model(2), new(Direction.Forward));
        var found = new HeldOutBatches<TokenBatch>(objective, new Padded(Examples(5), 5, 1)).Evaluate();
        found.Loss.ShouldBe(found.Measures["kl"], 1e-6);
        found.Tokens.ShouldBe(Examples(5).Sum(example => example.TargetCount));
    }

    [Fact]
    public void A_teacher_with_another_vocabulary_is_refused()
    {
        using var other = new Quickstart.DocsLm(new Quickstart.DocsLm.Options(
            Workshop.Vocab + 1, Workshop.Context, Dim: 32, Layers: 1, Heads: 2, KvHeads: 1, HeadDim: 16, Hidden: 64, Dropout: 0, InitStd: 0.08));
        Should.Throw<ArgumentException>(() => new DistillationObjective(workshop.Model(), other, new(Direction.Forward)))
            .Message.ShouldContain("the teacher has 41 tokens and the student 40");
    }

    /// <summary>Examples of which the second half is learned.</summary>
    internal static EncodedExample[] Examples(int count)
    {
        var random = new Random(8);
        return [.. Enumerable.Range(0, count).Select(n =>
        {
            var length = random.Next(4, Workshop.Context + 1);
            int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(Workshop.Vocab))];
            bool[] trained = [.. tokens.Select((_, i) => i >= length / 2)];
            return new EncodedExample($"example {n}", tokens, trained, length - length / 2, length);
        })];
    }

    private static TokenBatch Batch(IReadOnlyList<EncodedExample> examples) => PaddedExamples.Pad(examples);

    private static float[] Gradients(nn.Module model) => [.. model.parameters().SelectMany(parameter =>
    {
        using var gradient = parameter.grad;
        return gradient is null ? new float[parameter.numel()] : gradient.data<float>().ToArray();
    })];
}

/// <summary>Padded examples as a run's data.</summary>
internal sealed class Padded(IReadOnlyList<EncodedExample> examples, int batch, int accumulate) : IBatchSource<TokenBatch>
{
    private readonly PaddedExamples rows = new(examples, batch, accumulate, seed: 1);

    public int MicroBatches => accumulate;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["data"] = "examples" };

    public TokenBatch Get(long step, int micro, CancellationToken cancellation = default) => rows.Get(step, micro);
}
