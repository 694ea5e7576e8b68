using System.Text;

namespace Pipelines.Tokenizers.Tests;

public sealed class EncodingAndDecoding
{
    private static readonly Tokenizer Trained = SampleTokenizers.Train(Splitter.Llama3);

    [Fact]
    public void Tokens_are_those_of_the_lowest_rank_first()
    {
        var random = new Random(10);
        var merges = Trained.Merges
            .Select(merge => (Trained.Definition.Spellings[merge.Left]!, Trained.Definition.Spellings[merge.Right]!)).ToList();
        for (var i = 0; i < 3_000; i++)
        {
            var text = RandomText.Next(random, random.Next(2) == 0 ? RandomText.Words : RandomText.AllPlanes, random.Next(0, 30));
            var expected = Trained.Definition.Splitter!.Split(text).SelectMany(word => NaiveBpe.Encode(word, merges));
            Trained.Encode(text).Select(id => Trained.Definition.Spellings[id]!).ShouldBe(expected);
        }
    }

    [Fact]
    public void A_long_word_is_merged_like_a_short_one()
    {
        var word = string.Concat(Enumerable.Repeat("ababanabaabanana", 40));
        var merges = Trained.Merges
            .Select(merge => (Trained.Definition.Spellings[merge.Left]!, Trained.Definition.Spellings[merge.Right]!)).ToList();
        Trained.Encode(word).Select(id => Trained.Definition.Spellings[id]!).ShouldBe(NaiveBpe.Encode(word, merges));
    }

    [Fact]
    public void Any_bytes_come_back()
    {
        var random = new Random(11);
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = RandomText.NextBytes(random, random.Next(0, 200));
            Trained.DecodeBytes(Trained.EncodeUtf8(bytes)).ShouldBe(bytes);
        }
    }

    [Fact]
    public void Any_text_comes_back()
    {
        var random = new Random(12);
        for (var i = 0; i < 3_000; i++)
        {
            var text = RandomText.Next(random, RandomText.AllPlanes, random.Next(0, 60));
            Trained.Decode(Trained.Encode(text)).ShouldBe(text);
            Trained.CountTokens(text).ShouldBe(Trained.Encode(text).Length);
            Trained.EncodeUtf8(Encoding.UTF8.GetBytes(text)).ShouldBe(Trained.Encode(text));
        }
    }

    [Fact]
    public void A_megabyte_in_one_word_comes_back()
    {
        var text = new string('a', 1 << 20);
        Trained.Decode(Trained.Encode(text)).ShouldBe(text);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character() =>
        Trained.Decode(Trained.Encode("a\uD83Db")).ShouldBe("a\uFFFDb");

    [Fact]
    public void More_words_than_are_remembered_are_encoded_alike()
    {
        var random = new Random(13);
        var text = string.Join(' ', Enumerable.Range(0, 300_000).Select(_ => random.NextInt64().ToString("x", null)));
        var ids = Trained.Encode(text);
        Trained.Decode(ids).ShouldBe(text);
        Trained.Encode(text).ShouldBe(ids);
    }

    [Fact]
    public void All_documents_are_encoded_in_order_as_each_alone()
    {
        var random = new Random(14);
        var documents = Enumerable.Range(0, 3_000).Select(_ => RandomText.Next(random, RandomText.AllPlanes, random.Next(0, 40))).ToList();
        Trained.EncodeAll(documents).ShouldBe(documents.Select(document => Trained.Encode(document)));
    }

    [Fact]
    public void Many_documents_are_read_batch_by_batch()
    {
        var read = 0;
        var document = new string('x', 1 << 20);
        Trained.EncodeAll(Enumerable.Range(0, 100).Select(_ => { read++; return document; })).First().ShouldBe(Trained.Encode(document));
        read.ShouldBeLessThan(10);
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var random = new Random(15);
        var texts = Enumerable.Range(0, 64).Select(_ => RandomText.Next(random, RandomText.Words, 200)).ToArray();
        var expected = texts.Select(text => Trained.Encode(text)).ToArray();
        Parallel.For(0, 2_000, i => Trained.Encode(texts[i % 64]).ShouldBe(expected[i % 64]));
    }

    [Fact]
    public void Cancelling_stops_encoding()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => Trained.EncodeAll(["a"], default, source.Token).ToList());
    }

    [Fact]
    public void A_stream_gives_whole_characters_that_join_to_the_text()
    {
        var random = new Random(16);
        for (var i = 0; i < 3_000; i++)
        {
            // Any ids, so that bytes of characters are torn apart and malformed.
            var ids = random.Next(2) == 0
                ? Trained.Encode(RandomText.Next(random, RandomText.AllPlanes, 20))
                : Enumerable.Range(0, 20).Select(_ => random.Next(Trained.VocabSize)).ToArray();
            var stream = new StreamDecoder(Trained);
            var parts = ids.Select(stream.Append).ToList();
            foreach (var part in parts.Where(part => part != ""))
            {
                char.IsLowSurrogate(part[0]).ShouldBeFalse();
                char.IsHighSurrogate(part[^1]).ShouldBeFalse();
            }

            (string.Concat(parts) + stream.Finish()).ShouldBe(Trained.Decode(ids));
        }
    }

    [Fact]
    public void A_character_in_four_tokens_comes_with_the_last()
    {
        var ids = Encoding.UTF8.GetBytes("😀").Select(value => Trained.EncodeUtf8([value]).Single()).ToArray();
        var stream = new StreamDecoder(Trained);
        ids.Select(stream.Append).ShouldBe(["", "", "", "😀"]);
        stream.Append(ids[0]).ShouldBe("");
        stream.Finish().ShouldBe("\uFFFD");
        stream.Finish().ShouldBe("");
    }

    [Fact]
    public void A_token_is_found_by_its_text_and_its_text_by_its_id()
    {
        for (var id = 0; id < Trained.VocabSize; id++)
        {
            var bytes = Trained.TokenBytes(id).ToArray();
            if (Encoding.UTF8.GetString(bytes) is var text && !text.Contains('\uFFFD')) Trained.TokenId(text).ShouldBe(id);
        }

        Trained.TokenId("no such token").ShouldBeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void An_id_outside_the_vocabulary_is_refused(int id) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Trained.Decode([0, id]))
            .Message.ShouldContain($"token {id} is not in this vocabulary");
}
