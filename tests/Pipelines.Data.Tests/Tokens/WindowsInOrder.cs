namespace Pipelines.Data.Tests;

public sealed class WindowsInOrder : IDisposable
{
    private readonly TokenFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData(1, 4, 2)]
    [InlineData(2, 4, 2)]
    [InlineData(33, 4, 3)]
    [InlineData(34, 4, 3)]
    [InlineData(100, 200, 8)]
    public void Every_token_but_the_first_is_a_target_once(int tokens, int context, int batch)
    {
        using var file = fixture.Counting(tokens);
        var windows = new OrderedWindows(file, context, batch);
        var targets = new List<long>();
        var (count, bytes) = (0L, 0L);
        for (var i = 0L; i < windows.Count; i++)
        {
            var read = windows.Get(i);
            read.Rows.ShouldBeInRange(1, batch);
            targets.AddRange(read.Targets.Where(target => target != TokenBatch.Ignored));
            count += read.TargetCount;
            bytes += read.TargetBytes;
        }

        var expected = new long[tokens];
        file.Read(0, expected);
        targets.ShouldBe(expected.Skip(1));
        count.ShouldBe(tokens - 1);
        bytes.ShouldBe(file.TextBytes - (tokens > 1 ? file.BytesOf(1) : 0));
    }

    [Fact]
    public void A_target_follows_its_input()
    {
        using var file = fixture.Counting(30);
        var read = new OrderedWindows(file, 7, 2).Get(1);

        for (var i = 0; i < read.Inputs.Length; i++)
            if (read.Targets[i] > 0) read.Targets[i].ShouldBe(read.Inputs[i] + 1);
    }
}
