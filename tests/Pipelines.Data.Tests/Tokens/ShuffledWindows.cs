namespace Pipelines.Data.Tests;

public sealed class ShuffledWindows : IDisposable
{
    private readonly TokenFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData(5, 1)]
    [InlineData(41, 4)]
    [InlineData(1000, 7)]
    [InlineData(4097, 16)]
    public void Every_window_is_seen_once_an_epoch(int tokens, int context)
    {
        using var file = fixture.Counting(tokens);
        var windows = new Windows(file, context, batch: 1, accumulate: 1, seed: 7);
        windows.Count.ShouldBe((tokens - 1) / context);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var starts = Range(windows, epoch * windows.Count, windows.Count).Select(batch => batch.Inputs[0]).ToArray();
            starts.Order().ShouldBe(Enumerable.Range(0, (int)windows.Count).Select(window => 1L + window * context));
        }
    }

    [Fact]
    public void Targets_are_the_inputs_one_token_on()
    {
        using var file = fixture.Counting(500);
        var batch = new Windows(file, context: 16, batch: 4, accumulate: 1, seed: 7).Get(3, 0);

        (batch.Rows, batch.Time, batch.TargetCount).ShouldBe((4, 16, 64));
        batch.TargetBytes.ShouldBe(batch.Targets.Sum(token => token % 7));
        for (var row = 0; row < 4; row++)
            for (var time = 0; time < 15; time++) batch.Targets[row * 16 + time].ShouldBe(batch.Inputs[row * 16 + time + 1]);
    }

    [Fact]
    public void Order_is_that_of_the_seed()
    {
        using var file = fixture.Counting(2000);
        long[] Order(long seed) => [.. Range(new Windows(file, 4, 2, 1, seed), 0, 200).SelectMany(batch => batch.Inputs)];

        Order(1).ShouldBe(Order(1));
        Order(1).ShouldNotBe(Order(2));
        Order(0).ShouldNotBe(Order(-1));
    }

    [Fact]
    public void Epochs_differ_in_order()
    {
        using var file = fixture.Counting(2000);
        var windows = new Windows(file, 4, 1, 1, 5);

        Range(windows, 0, windows.Count).Select(batch => batch.Inputs[0])
            .ShouldNotBe(Range(windows, windows.Count, windows.Count).Select(batch => batch.Inputs[0]));
    }

    [Fact]
    public void A_step_is_the_same_whenever_it_is_asked_for()
    {
        using var file = fixture.Counting(3000);
        var uninterrupted = new Windows(file, 8, 3, 2, 11);
        var expected = Range(uninterrupted, 0, 100, micro: 1).Select(batch => batch.Inputs).ToArray();

        var resumed = new Windows(file, 8, 3, 2, 11);
        for (var step = 99; step >= 40; step--) resumed.Get(step, 1).Inputs.ShouldBe(expected[step]);
    }

    [Fact]
    public void Micro_batches_see_what_one_large_batch_sees()
    {
        using var file = fixture.Counting(3000);
        var large = new Windows(file, 8, 12, 1, 11);
        var small = new Windows(file, 8, 3, 4, 11);
        for (var step = 0; step < 40; step++)
            Enumerable.Range(0, 4).SelectMany(micro => small.Get(step, micro).Inputs).ShouldBe(large.Get(step, 0).Inputs);
    }

    [Fact]
    public void Neighbours_are_scattered()
    {
        // Of 4,095 places a step of the shuffle lands beside the last one by chance about twice an epoch.
        using var file = fixture.Counting(4096);
        var order = Range(new Windows(file, 1, 1, 1, 3), 0, 4095).Select(batch => batch.Inputs[0]).ToArray();

        order.Zip(order.Skip(1)).Count(pair => Math.Abs(pair.First - pair.Second) == 1).ShouldBeLessThan(15);
        // A shuffle leaves about one window in its place.
        order.Where((window, place) => window == place + 1).Count().ShouldBeLessThan(10);
    }

    [Fact]
    public void A_text_shorter_than_a_window_is_refused_with_the_numbers()
    {
        using var file = fixture.Counting(16);

        Should.Throw<ArgumentException>(() => new Windows(file, 16, 1, 1, 0)).Message.ShouldContain("has 16 tokens, fewer than the 17");
    }

    private static IEnumerable<TokenBatch> Range(Windows windows, long step, long count, int micro = 0) =>
        Enumerable.Range(0, (int)count).Select(i => windows.Get(step + i, micro));
}
