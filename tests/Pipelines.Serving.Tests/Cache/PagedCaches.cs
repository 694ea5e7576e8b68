using Pipelines.Decoding;

namespace Pipelines.Serving.Tests;

/// <summary>
/// Sequences that begin, go on, fork and leave at random, in a cache of which everybody knows what should lie where: a block is written
/// down as the beginnings that its places end.
/// </summary>
public sealed class PagedCaches
{
    public static TheoryData<int, int, bool> Kinds =>
        new() { { 0, 0, true }, { 0, 0, false }, { 7, 0, true }, { 0, 6, true }, { 5, 7, true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_sequence_finds_what_was_read_of_it(int window, int slots, bool reuse)
    {
        var decoder = new Shadow(window, slots > 0);
        var cache = new PagedCache(decoder, new CacheSize(40, slots, 120), reuse);
        var (random, live) = (new Random(window + slots), new List<Reader>());
        for (var i = 0; i < 4000; i++)
        {
            switch (random.Next(live.Count < 5 ? 4 : 6))
            {
                case 0:
                    var tokens = Enumerable.Range(0, random.Next(1, 30)).Select(place => place < 20 ? 7 : random.Next(3)).ToArray();
                    if (cache.Begin(tokens, int.MaxValue, spare: 0, anew: false) is not { } pages) continue;
                    live.Add(new Reader(pages, [.. tokens]) { Past = pages.Cached });
                    break;
                case 1 when live.Count > 0:
                    var from = live[random.Next(live.Count)];
                    if (cache.Fork(from.Pages, from.Past) is { } fork)
                        live.Add(new Reader(fork, [.. from.Tokens]) { Past = from.Past });
                    break;
                case 5:
                    var leaving = random.Next(live.Count);
                    cache.Release(live[leaving].Pages);
                    live.RemoveAt(leaving);
                    break;
                default:
                    if (live.Count > 0) Advance(live[random.Next(live.Count)]);
                    break;
            }

            var held = live.SelectMany(reader => reader.Pages.Blocks.ToArray()).Where(block => block >= 0).Distinct().Count();
            cache.BlocksInUse.ShouldBe(held);
            cache.SlotsInUse.ShouldBe(slots > 0 ? live.Count : 0);
            foreach (var reader in live) decoder.Check(reader);
        }

        foreach (var reader in live) cache.Release(reader.Pages);
        (cache.BlocksInUse, cache.SlotsInUse).ShouldBe((0, 0));
        if (reuse) cache.BlocksCached.ShouldBeGreaterThan(0);

        void Advance(Reader reader)
        {
            if (reader.Tokens.Count == reader.Past) reader.Tokens.Add(random.Next(3));
            var count = reader.Pages.Cut(reader.Past, random.Next(1, reader.Tokens.Count - reader.Past + 1));
            if (reader.Past + count > 120 || !cache.Grow(reader.Pages, reader.Past, count)) return;
            decoder.Read(reader, count, live);
            reader.Past += count;
            cache.Learn(reader.Pages, reader.Tokens.ToArray().AsSpan(0, reader.Past));
        }
    }

    private sealed record Reader(SequencePages Pages, List<int> Tokens)
    {
        public int Past { get; set; }

        public string Beginning(int length) => string.Join(',', Tokens.Take(length));
    }

    /// <summary>A decoder that only remembers, as text, what lies where.</summary>
    private sealed class Shadow(int window, bool states) : IPagedDecoder
    {
        private const int BlockTokens = 4;

        private readonly string[] slots = new string[16];
        private string[][] cells = [];

        public int Vocab => 8;

        public int Context => 120;

        public PagedMemory Memory { get; } = new(BlockTokens, 1, states ? 1 : 0, window);

        public void Reserve(int blocks, int slots) => cells = [.. Enumerable.Range(0, blocks).Select(_ => new string[BlockTokens])];

        public void CopyBlock(int from, int to) => cells[from].CopyTo(cells[to], 0);

        public void CopySlot(int from, int to) => slots[to] = slots[from];

        public void Read(Reader reader, int count, List<Reader> all)
        {
            for (var place = reader.Past; place < reader.Past + count; place++)
            {
                var block = reader.Pages.Blocks.Span[place / BlockTokens];
                all.Count(other => other.Pages.Blocks.ToArray().Contains(block)).ShouldBe(1, "what is written to is nobody else's");
                cells[block][place % BlockTokens] = reader.Beginning(place + 1);
            }

            if (states) slots[reader.Pages.Slot] = reader.Beginning(reader.Past + count);
        }

        public void Check(Reader reader)
        {
            var first = window == 0 ? 0 : Math.Max(0, reader.Past - window + 1);
            for (var place = first; place < reader.Past; place++)
                cells[reader.Pages.Blocks.Span[place / BlockTokens]][place % BlockTokens].ShouldBe(reader.Beginning(place + 1));
            if (states && reader.Past > 0) slots[reader.Pages.Slot].ShouldBe(reader.Beginning(reader.Past));
        }

        public void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
