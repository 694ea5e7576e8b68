using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Attentions;

public sealed class WindowedCaches
{
    private const int Window = 4, Tokens = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Hold_what_new_tokens_may_see_and_no_more_than_two_windows_beside(long seed)
    {
        torch.manual_seed(seed);
        var random = new Random((int)seed);
        using var k = torch.randn([2, Tokens, 3, 5]);
        using var v = torch.randn([2, Tokens, 3, 5]);
        using var cache = new KvCache(2, Tokens, 3, 5, ScalarType.Float32, CPU, Window);
        for (var past = 0; past < Tokens;)
        {
            var time = seed == 1 ? 1 : random.Next(1, Math.Min(12, Tokens - past) + 1);
            using var newKeys = k.narrow(1, past, time);
            using var newValues = v.narrow(1, past, time);
            var (keys, values) = cache.Append(newKeys, newValues, past);
            past += time;

            var seen = keys.shape[1];
            seen.ShouldBeInRange(Math.Min(past, time + Window - 1), time + 2 * Window);
            using var lastKeys = k.narrow(1, past - seen, seen);
            using var lastValues = v.narrow(1, past - seen, seen);
            keys.HasTheBytesOf(lastKeys).ShouldBeTrue($"keys of {past} tokens");
            values.HasTheBytesOf(lastValues).ShouldBeTrue($"values of {past} tokens");
            keys.Dispose();
            values.Dispose();
        }
    }
}
