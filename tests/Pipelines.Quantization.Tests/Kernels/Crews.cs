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
        var crew = new Crew(threads);
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
}
