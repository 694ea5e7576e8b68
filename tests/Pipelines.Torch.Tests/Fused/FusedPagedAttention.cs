using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Attention over keys in blocks gives what attention over the same keys in a row gives.</summary>
public sealed class FusedPagedAttention
{
    private const int Blocks = 40;

    public static TheoryData<ScalarType, int, int, int, int> Shapes => new()
    {
        { ScalarType.Float32, 16, 64, 64, 3 },
        { ScalarType.Float32, 5, 8, 8, 1 },
        { ScalarType.Float32, 16, 40, 24, 2 },
        { ScalarType.Float32, 1, 130, 72, 4 },
        { ScalarType.BFloat16, 16, 64, 64, 3 },
        { ScalarType.BFloat16, 4, 24, 40, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Kernel_and_plain_operations_equal_attention_over_keys_in_a_row(
        ScalarType type, int blockTokens, int headDim, int valueDim, int sharing)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        manual_seed(7);
        // Blocks are taken in any order, and what no sequence wrote there is not a number.
        var keys = full([Blocks, 2, blockTokens, headDim], double.NaN, type);
        var values = full([Blocks, 2, blockTokens, valueDim], double.NaN, type);
        var random = new Random(8);
        var free = new Stack<long>(Enumerable.Range(0, Blocks).Select(block => (long)block).OrderBy(_ => random.Next()));
        int[] lengths = [1, 2 * blockTokens, 2 * blockTokens + 1, 7 * blockTokens - blockTokens / 2, blockTokens];
        var sequences = lengths.Select(length => new Sequence(length, keys, values, free)).ToArray();
        var q = randn(lengths.Length, 2 * sharing, headDim).to(type);
        var slopes = rand(2 * sharing);
        var sinks = randn(2 * sharing) * 3;
        foreach (var (window, softcap, bias, beside) in new (long, double, Tensor?, Tensor?)[]
        {
            (0, 0, null, null), (blockTokens + 1, 0, null, null), (0, 3, null, null), (0, 0, slopes, null), (3, 2, slopes, sinks),
            (1, 0, null, null), (0, 0, null, sinks),
        })
        {
            var tables = Tables(sequences, blockTokens, window);
            var counts = tensor(Array.ConvertAll(lengths, length => (long)length));
            var expected = cat([.. sequences.Select((sequence, i) => PlainOperations.attention(
                q.narrow(0, i, 1).unsqueeze(0).to(ScalarType.Float64), sequence.Keys, sequence.Values, 0.2, true, window, softcap,
                bias, null, beside).squeeze(0))]);
            Near(Fused.paged_attention(q, keys, values, tables, counts, 0.2, window, softcap, bias, beside), expected, type, "kernel");
            Near(PlainOperations.paged_attention(q, keys, values, tables, counts, 0.2, window, softcap, bias, beside), expected, type, "plain");
        }
    }

    [Fact]
    public void Keys_may_be_the_values_too()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        manual_seed(9);
        var (keys, q) = (randn(3, 1, 4, 12), randn(1, 5, 12));
        var (tables, lengths) = (tensor(new long[] { 2, 0 }).reshape(1, 2), tensor(new long[] { 7 }));
        var row = cat([keys[2], keys[0].narrow(1, 0, 3)], 1).transpose(0, 1).unsqueeze(0);
        var expected = PlainOperations.attention(q.unsqueeze(0), row, row, 1, true, 0, 0, null, null, null).squeeze(0);
        Near(Fused.paged_attention(q, keys, keys, tables, lengths, 1), expected, ScalarType.Float32, "kernel");
        Near(PlainOperations.paged_attention(q, keys, keys, tables, lengths, 1, 0, 0, null, null), expected, ScalarType.Float32, "plain");
    }

    [Fact]
    public void A_sequence_has_the_same_bits_whatever_is_beside_it()
    {
        using var scope = NewDisposeScope();
        manual_seed(10);
        var (keys, values, q) = (randn(8, 2, 4, 24), randn(8, 2, 4, 24), randn(3, 4, 24));
        var (tables, lengths) = (tensor(new long[] { 0, 1, 2, 3, -1, -1, 7, 6, 5 }).reshape(3, 3), tensor(new long[] { 10, 2, 12 }));
        var together = Fused.paged_attention(q, keys, values, tables, lengths, 0.2);
        for (var i = 0; i < 3; i++)
            Fused.paged_attention(q.narrow(0, i, 1), keys, values, tables.narrow(0, i, 1), lengths.narrow(0, i, 1), 0.2)
                .data<float>().ToArray().ShouldBe(together[i].data<float>().ToArray());
    }

    [Fact]
    public void Blocks_that_are_not_there_are_refused()
    {
        using var scope = NewDisposeScope();
        var (keys, q) = (randn(3, 1, 4, 8), randn(1, 2, 8));
        string Message(long[] table, long length) => Should.Throw<Exception>(() => Fused.paged_attention(
            q, keys, keys, tensor(table).unsqueeze(0), tensor(new[] { length }), 1)).Message;
        Message([0, 3], 5).ShouldContain("there is no block 3 among 3");
        Message([0, -1], 5).ShouldContain("there is no block -1 among 3");
        Message([0, 1], 9).ShouldContain("2 blocks of 4 cannot hold 9 tokens");
        Message([0, 1], 0).ShouldContain("cannot hold 0 tokens");
    }

    /// <summary>Blocks of each sequence, without those that its window is past.</summary>
    private static Tensor Tables(Sequence[] sequences, int blockTokens, long window)
    {
        var most = sequences.Max(sequence => sequence.Blocks.Length);
        return tensor([.. sequences.SelectMany(sequence => Enumerable.Range(0, most).Select(i =>
            i < sequence.Blocks.Length && (window == 0 || (i + 1) * blockTokens > sequence.Length - window) ? sequence.Blocks[i] : -1))],
            [sequences.Length, most]);
    }

    /// <summary>Random keys and values in a row, float64, and the same in blocks.</summary>
    private sealed class Sequence
    {
        public Sequence(int length, Tensor keys, Tensor values, Stack<long> free)
        {
            var blockTokens = (int)keys.size(2);
            Length = length;
            Blocks = [.. Enumerable.Range(0, (length + blockTokens - 1) / blockTokens).Select(_ => free.Pop())];
            (Keys, Values) = (Written(keys), Written(values));

            Tensor Written(Tensor pages)
            {
                var row = randn(length, 2, pages.size(3)).to(pages.dtype);
                for (var i = 0; i < length; i++)
                    using (var place = pages.select(0, Blocks[i / blockTokens]).select(1, i % blockTokens)) place.copy_(row[i]);
                return row.unsqueeze(0).to(ScalarType.Float64);
            }
        }

        public int Length { get; }

        public long[] Blocks { get; }

        public Tensor Keys { get; }

        public Tensor Values { get; }
    }
}
