namespace Pipelines.Quantization.Tests.Kernels;

/// <summary>Threads that share the rows of a product.</summary>
public sealed class Crews
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Do_every_share_once_whoever_calls_at_the_same_time(int threads)
    {
        using var crew = new Crew(threads);
        Parallel.For(0, 4, _ =>
        {
            for (var round = 0; round < 200; round++)
            {
                var done = new int[1 + round % 7];
                crew.Do(done.Length, share => Interlocked.Increment(ref done[share]));
                done.ShouldAllBe(times => times == 1);
            }
        });
    }

    [Fact]
    public void Come_back_after_they_slept_and_are_not_missed_when_gone()
    {
        var crew = new Crew(2);
        crew.Size.ShouldBe(3);
        var done = new int[5];
        for (var round = 1; round <= 3; round++)
        {
            crew.Do(done.Length, share => Interlocked.Increment(ref done[share]));
            Thread.Sleep(5);    // longer than they look for work
            done.ShouldAllBe(times => times == round);
        }
        crew.Dispose();
        crew.Do(done.Length, share => Interlocked.Increment(ref done[share]));
        done.ShouldAllBe(times => times == 4);
    }

    [Fact]
    public void Share_what_one_alone_would_never_end()
    {
        using var crew = new Crew(1);
        for (var round = 0; round < 50; round++)
        {
            var arrived = 0;
            crew.Do(2, _ =>
            {
                Interlocked.Increment(ref arrived);
                while (Volatile.Read(ref arrived) < 2) Thread.Yield();
            });
            arrived.ShouldBe(2);
        }
    }
}
