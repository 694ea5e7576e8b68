using System.Text;
using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Tokenizers.Tests;

public sealed class TextEnds
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(0, 0)]
    public void A_text_in_parts_is_stripped_as_the_whole(int start, int stop)
    {
        var random = new Random(61);
        foreach (var content in new[] { new Rune(' '), new Rune('▁'), new Rune('é') })
        {
            var strip = new StripDecoder(content, start, stop);
            for (var i = 0; i < 2_000; i++)
            {
                var characters = Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(3) == 0 ? "a" : content.ToString());
                var bytes = Encoding.UTF8.GetBytes(string.Concat(characters));
                var ends = new Decoders.TextEnds(strip, isWhole: true);
                var stripped = new List<byte>();
                for (int at = 0, length; at < bytes.Length; at += length)
                {
                    length = random.Next(1, bytes.Length - at + 1);
                    stripped.AddRange(ends.Append(bytes.AsSpan(at, length)));
                }

                stripped.AddRange(ends.Finish());
                Encoding.UTF8.GetString([.. stripped]).ShouldBe(Encoding.UTF8.GetString(strip.Decode(bytes, isFirst: true)));
            }
        }
    }
}
