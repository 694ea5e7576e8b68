namespace Pipelines.Tokenizers.Tests;

public sealed class Training
{
    [Fact]
    public void Merges_are_those_of_a_full_recount()
    {
        var random = new Random(4);
        for (var i = 0; i < 60; i++)
        {
            var documents = Documents(random, random.Next(1, 12));
            var splitter = random.Next(2) == 0 ? Splitter.Gpt2 : Splitter.Llama3;
            var minFrequency = random.Next(1, 4);
            var wanted = random.Next(1, 90);
            var options = new BpeTrainerOptions
            {
                VocabSize = 256 + wanted,
                Splitter = splitter,
                SpecialTokens = [],
                MinFrequency = minFrequency,
                Parallelism = random.Next(1, 4),
            };
            Spelled(BpeTrainer.Train(documents, options)).ShouldBe(NaiveBpe.Train(documents, splitter, wanted, minFrequency));
        }
    }

    [Fact]
    public void Merges_of_a_few_letters_are_those_of_a_full_recount()
    {
        // Words of two letters' making have overlapping pairs, ties, and tokens that come about in several ways.
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var documents = Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => RandomText.Next(random, ["a", "b", "ab", "ba", "aa", "c", " "], random.Next(2, 30))).ToList();
            var options = new BpeTrainerOptions { VocabSize = 256 + 40, SpecialTokens = [] };
            Spelled(BpeTrainer.Train(documents, options)).ShouldBe(NaiveBpe.Train(documents, Splitter.Llama3, 40));
        }
    }

    [Fact]
    public void Special_tokens_come_first_then_bytes_by_their_characters()
    {
        var options = new BpeTrainerOptions { VocabSize = 300, SpecialTokens = ["<|end|>", "<|user|>"] };
        var tokenizer = BpeTrainer.Train(["banana banana"], options);
        tokenizer.Definition.Spellings.Take(5).ShouldBe(["<|end|>", "<|user|>", "!", "\"", "#"]);
        tokenizer.EndOfText.ShouldBe(0);
        tokenizer.TokenId("<|user|>").ShouldBe(1);
        tokenizer.Definition.Spellings[257].ShouldBe("\u0143", "the character of the byte 0xAD is the last of the alphabet");
    }

    [Fact]
    public void A_small_text_gives_a_small_vocabulary()
    {
        var tokenizer = BpeTrainer.Train(["abc"], new BpeTrainerOptions { VocabSize = 5000, SpecialTokens = [] });
        tokenizer.VocabSize.ShouldBe(258);
        BpeTrainer.Train([], new BpeTrainerOptions { VocabSize = 5000 }).VocabSize.ShouldBe(257);
    }

    [Fact]
    public void Threads_make_no_difference()
    {
        var documents = Documents(new Random(6), 400);
        var alone = BpeTrainer.Train(documents, new BpeTrainerOptions { VocabSize = 600, Parallelism = 1 }).ToJson();
        BpeTrainer.Train(documents, new BpeTrainerOptions { VocabSize = 600, Parallelism = 4 }).ToJson().ShouldBe(alone);
    }

    [Fact]
    public void Tokens_stay_below_the_longest_length()
    {
        var options = new BpeTrainerOptions { VocabSize = 400, SpecialTokens = [], MaxTokenLength = 4 };
        var tokenizer = BpeTrainer.Train(Documents(new Random(7), 50), options);
        Enumerable.Range(0, tokenizer.VocabSize).Max(id => tokenizer.TokenBytes(id).Length).ShouldBe(3);
    }

    [Theory]
    [InlineData(256, new[] { "<|end|>" }, "a vocabulary of 256 is too small: 256 bytes and 1 special tokens need 257")]
    [InlineData(300, new[] { "" }, "a special token has no text")]
    [InlineData(300, new[] { "<s>", "<s>" }, "a special token is there twice: <s>, <s>")]
    public void Options_that_cannot_be_met_are_refused(int vocab, string[] special, string message)
    {
        var options = new BpeTrainerOptions { VocabSize = vocab, SpecialTokens = special };
        Should.Throw<ArgumentException>(() => BpeTrainer.Train(["text"], options)).Message.ShouldStartWith(message);
    }

    [Fact]
    public void Progress_ends_with_all_documents_and_tokens()
    {
        var reports = new List<BpeTrainingProgress>();
        var documents = Documents(new Random(8), 20);
        BpeTrainer.Train(documents, new BpeTrainerOptions { VocabSize = 330, Parallelism = 1 }, new Reports(reports));
        reports[0].Tokens.ShouldBe(0);
        reports[^1].Documents.ShouldBe(20);
        reports[^1].Bytes.ShouldBe(documents.Sum(document => (long)System.Text.Encoding.UTF8.GetByteCount(document)));
        reports[^1].Tokens.ShouldBe(330);
    }

    [Fact]
    public void Cancellation_stops_counting_and_merging()
    {
        using var source = new CancellationTokenSource();
        var read = 0;
        Should.Throw<OperationCanceledException>(() => BpeTrainer.Train(Endless(), new BpeTrainerOptions(), null, source.Token));
        using var later = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => BpeTrainer.Train(
            Documents(new Random(9), 50), new BpeTrainerOptions { VocabSize = 700 }, new Stopping(later), later.Token));

        IEnumerable<string> Endless()
        {
            while (true)
            {
                if (++read == 100) source.Cancel();
                yield return "some text";
            }
        }
    }

    [Fact]
    public void An_error_of_the_documents_comes_through() =>
        Should.Throw<InvalidDataException>(() => BpeTrainer.Train(Broken(), new BpeTrainerOptions())).Message.ShouldBe("line 2");

    private static IEnumerable<string> Broken()
    {
        yield return "text";
        throw new InvalidDataException("line 2");
    }

    private static List<string> Documents(Random random, int count) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => RandomText.Next(random, random.Next(3) == 0 ? RandomText.AllPlanes : RandomText.Words, 40))];

    private static List<(string, string)> Spelled(Tokenizer tokenizer) =>
        [.. tokenizer.Merges.Select(merge => (tokenizer.Definition.Spellings[merge.Left]!, tokenizer.Definition.Spellings[merge.Right]!))];

    private sealed class Reports(List<BpeTrainingProgress> list) : IProgress<BpeTrainingProgress>
    {
        public void Report(BpeTrainingProgress value) => list.Add(value);
    }

    /// <summary>Cancels once merging has begun.</summary>
    private sealed class Stopping(CancellationTokenSource source) : IProgress<BpeTrainingProgress>
    {
        public void Report(BpeTrainingProgress value)
        {
            if (value.Tokens > 0) source.Cancel();
        }
    }
}
