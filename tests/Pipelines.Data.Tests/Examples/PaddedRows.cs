namespace Pipelines.Data.Tests.Examples;

public sealed class PaddedRows
{
    private static readonly List<EncodedExample> Some = Tuned.Of(3, 9, 5, 7, 4, 8, 6, 2);

    [Fact]
    public void A_row_is_an_example_and_padding_in_a_segment_of_its_own()
    {
        var batch = PaddedExamples.Pad(Tuned.Of(3, 5));
        (batch.Rows, batch.Time, batch.TargetCount).ShouldBe((2, 5, Tuned.Of(3, 5).Sum(example => example.TargetCount)));
        batch.Inputs[..5].ShouldBe([0, 1, 2, 0, 0]);
        batch.Targets[..5].ShouldBe([-100, 2, 3, -100, -100]);
        batch.Segments.ShouldBe([1, 1, 1, 0, 0, 1, 1, 1, 1, 1]);
    }

    [Fact]
    public void A_step_has_the_same_examples_however_many_micro_batches_it_is_cut_into()
    {
        var whole = new PaddedExamples(Some, batch: 4, accumulate: 1, seed: 5);
        var cut = new PaddedExamples(Some, batch: 2, accumulate: 2, seed: 5);
        for (var step = 0; step < 6; step++)
        {
            var micros = new[] { cut.Get(step, 0), cut.Get(step, 1) };
            micros.SelectMany(Numbers).ShouldBe(Numbers(whole.Get(step, 0)));
            micros[0].Time.ShouldBeLessThan(micros[1].Time);
        }
    }

    [Fact]
    public void Each_example_comes_once_an_epoch_in_another_order()
    {
        var rows = new PaddedExamples(Some, batch: 2, accumulate: 1, seed: 5);
        var epochs = Enumerable.Range(0, 2).Select(epoch => Enumerable.Range(epoch * 4, 4).SelectMany(step => Numbers(rows.Get(step, 0))).ToList()).ToList();
        foreach (var epoch in epochs) epoch.Order().ShouldBe(Enumerable.Range(0, 8));
        epochs[1].ShouldNotBe(epochs[0]);
    }

    [Fact]
    public void Evaluations_see_each_example_once_with_little_padding()
    {
        var ordered = new OrderedExamples(Some, batch: 3);
        ordered.Count.ShouldBe(3);
        var batches = Enumerable.Range(0, 3).Select(i => ordered.Get(i)).ToList();
        batches.Select(batch => batch.Time).ShouldBe([4, 7, 9]);
        batches.SelectMany(Numbers).Order().ShouldBe(Enumerable.Range(0, 8));
        new OrderedExamples([], 3).Count.ShouldBe(0);
    }

    [Fact]
    public void There_must_be_an_example() => Should.Throw<ArgumentException>(() => new PaddedExamples([], 1, 1, 0));

    private static IEnumerable<int> Numbers(TokenBatch batch) =>
        Enumerable.Range(0, batch.Rows).Select(row => Tuned.NumberOf(batch.Inputs[row * batch.Time]));
}
