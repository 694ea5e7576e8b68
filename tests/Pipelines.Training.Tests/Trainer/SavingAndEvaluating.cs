using Pipelines.Spec;

namespace Pipelines.Training.Tests;

public sealed class SavingAndEvaluating : IDisposable
{
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void Checkpoints_come_every_so_many_steps_and_at_each_best_and_the_latest_and_the_best_stay()
    {
        var spec = Workshop.Spec with { Training = Workshop.Spec.Training with { Evaluate = new EvaluationSpec(3, 1), Checkpoint = new CheckpointSpec(5, 2) } };
        var listener = new Listener();
        var store = workshop.Checkpoints("run");
        var outcome = Pretraining.Create(workshop.Model(), workshop.Noise(2000, 1), workshop.Noise(400, 2), spec, 1, store, listener).Run();

        listener.Evaluations.Select(evaluation => evaluation.Step).ShouldBe([3, 6, 9, 12, 15, 18, 20]);
        var bests = listener.Evaluations.Where(evaluation => evaluation.Best).Select(evaluation => evaluation.Step).ToArray();
        listener.Saves.ShouldBe(bests.Union([5, 10, 15, 20]).Order());
        var best = listener.Evaluations.MinBy(evaluation => evaluation.Evaluation.Loss);
        outcome.Best.ShouldBe(new BestEvaluation(best.Step, best.Evaluation));
        outcome.Final.ShouldBe(listener.Evaluations[^1].Evaluation);
        store.Steps.ShouldBe(listener.Saves.TakeLast(2).Append(best.Step).Distinct().Order());
        store.Open(best.Step).State.Evaluation.ShouldBe(best.Evaluation);
    }

    [Fact]
    public void Without_a_period_the_end_alone_is_evaluated_and_saved()
    {
        var listener = new Listener();
        var store = workshop.Checkpoints("run");
        Pretraining.Create(workshop.Model(), workshop.Noise(2000), workshop.Noise(400, 2), Workshop.Spec, 1, store, listener).Run();

        listener.Evaluations.Select(evaluation => evaluation.Step).ShouldBe([20]);
        listener.Saves.ShouldBe([20]);
    }

    [Fact]
    public void A_cancellation_saves_at_once_and_leaves()
    {
        using var cancellation = new CancellationTokenSource();
        var listener = new Listener { OnStep = step => { if (step.Step == 4) cancellation.Cancel(); } };
        var store = workshop.Checkpoints("run");
        var trainer = Pretraining.Create(workshop.Model(), workshop.Noise(2000), null, Workshop.Spec, 1, store, listener);
        var outcome = trainer.Run(cancellation.Token);

        outcome.Completed.ShouldBeFalse();
        outcome.Last.State.Step.ShouldBe(4);
        listener.Steps.Count.ShouldBe(4);
        store.Latest()!.State.Step.ShouldBe(4);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_clear_error()
    {
        var file = Path.Combine(workshop.Folder, "occupied");
        File.WriteAllText(file, "");
        var trainer = Pretraining.Create(workshop.Model(), workshop.Noise(2000), null, Workshop.Spec, 1, new CheckpointStore(file));

        Should.Throw<IOException>(() => trainer.Run()).Message.ShouldContain("occupied");
    }
}
