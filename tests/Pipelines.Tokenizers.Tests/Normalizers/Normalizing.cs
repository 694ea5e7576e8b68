using System.Text;
using Pipelines.Tokenizers.Normalizers;

namespace Pipelines.Tokenizers.Tests;

public sealed class Normalizing
{
    private static readonly Normalizer[] All =
    [
        new BertNormalizer(), new BertNormalizer(Lowercase: false), new BertNormalizer(CleanText: false, StripAccents: false),
        new BertNormalizer(HandleChineseChars: false, StripAccents: true, Lowercase: false), new Nmt(), new StripAccents(), new Lowercase(),
        new Nfc(), new Nfd(), new Nfkc(), new Nfkd(), new Strip(Left: true, Right: true),
    ];

    [Fact]
    public void What_surely_stays_stays()
    {
        var random = new Random(54);
        string[] alphabet = ["a", "b ", "Z", "1", ".", "~", "\t", "\u007F", "é", "中", "\n", " "];
        var kept = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var text = RandomText.Next(random, alphabet[..random.Next(1, alphabet.Length)], random.Next(1, 6));
            foreach (var normalizer in All.Where(normalizer => normalizer.Keeps(Encoding.UTF8.GetBytes(text), TextPlace.Start)))
            {
                normalizer.Normalize(text, TextPlace.Start).ShouldBe(text, normalizer.ToString());
                kept++;
            }
        }

        kept.ShouldBeGreaterThan(2_000);
    }

    [Theory]
    [InlineData(true, true, null, true, "Héllo\u0000\u200D\tWÖRLD\uFFFD 中文\u00A0İ", "hello world  中  文  i")]
    [InlineData(true, true, false, true, "HÉ İ", "hé i\u0307")]
    [InlineData(true, true, null, false, "HÉ", "HÉ")]
    [InlineData(true, true, true, false, "HÉ각", "HE\u1100\u1161\u11A8")]
    [InlineData(false, false, null, true, "A\u0000\t中", "a\u0000\t中")]
    [InlineData(true, false, null, false, "\uE000\u00AD𠀀\u3000x", "𠀀 x")]
    public void BERT_cleans_as_its_settings_say(bool cleans, bool chinese, bool? strips, bool lowercase, string text, string expected) =>
        new BertNormalizer(cleans, chinese, strips, lowercase).Normalize(text, TextPlace.Start).ShouldBe(expected);

    [Fact]
    public void Marks_of_all_kinds_are_accents() =>
        new StripAccents().Normalize("e\u0301क\u093Eम\u20DD", TextPlace.Start).ShouldBe("eकम");

    [Fact]
    public void A_damaged_character_map_is_refused_or_read()
    {
        var table = PeerFile.Read("xlm-roberta").Tokenizer.Definition.Normalizer.ShouldBeOfType<Precompiled>().Table.ToArray();
        var random = new Random(55);
        for (var i = 0; i < 3_000; i++)
        {
            var damaged = table[..(random.Next(4) == 0 ? random.Next(table.Length) : table.Length)];
            for (var j = 0; j < 20 && damaged.Length > 0; j++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                new Precompiled(damaged).Normalize(RandomText.Next(random, RandomText.AllPlanes, 20), TextPlace.Start);
            }
            catch (TokenizerFormatException failure)
            {
                failure.Message.ShouldContain("character map");
            }
        }
    }
}
