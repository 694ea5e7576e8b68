using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

/// <summary>
/// Holds small BPE tokenizers, over bytes and over characters, to what Hugging Face's library made of the same texts; make.mjs beside this
/// file wrote them.
/// </summary>
public sealed class BpeAgreement
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "HuggingFace", "Bpe");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name != "parts").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_become_the_same_tokens_and_these_the_same_text(string name)
    {
        var (tokenizer, cases) = Read(name);
        Check(tokenizer, cases);
        Check(Tokenizer.FromJson(tokenizer.ToJson()), cases);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_gives_what_the_whole_gives(string name)
    {
        var (tokenizer, cases) = Read(name);
        var random = new Random(21);
        var stream = new StreamDecoder(tokenizer);
        foreach (var known in cases)
        {
            // The tokens of a text, and others in any order.
            foreach (var ids in new[] { known.Ids, known.Whole, [.. known.Ids.Select(_ => random.Next(tokenizer.VocabSize))] })
            {
                var parts = ids.Select(stream.Append).ToList();
                foreach (var part in parts.Where(part => part != ""))
                {
                    char.IsLowSurrogate(part[0]).ShouldBeFalse();
                    char.IsHighSurrogate(part[^1]).ShouldBeFalse();
                }

                (string.Concat(parts) + stream.Finish()).ShouldBe(tokenizer.Decode(ids));
            }
        }
    }

    [Fact]
    public void Parts_do_the_same()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "parts.json")));
        foreach (var part in json.RootElement.EnumerateArray())
        {
            foreach (var known in part.GetProperty("cases").EnumerateArray())
            {
                string[] texts = [.. known.EnumerateArray().Select(text => text.GetString()!)];
                var (text, expected) = (texts[0], texts[1..]);
                var (name, actual) = part.TryGetProperty("pre_tokenizer", out var cutting)
                    ? (cutting, Pieces(cutting, text))
                    : (part.GetProperty("normalizer"), [Normalized(part.GetProperty("normalizer"), text)]);
                actual.ShouldBe(expected, $"{name.GetRawText()} of {JsonSerializer.Serialize(text)}");
            }
        }
    }

    private static string[] Pieces(JsonElement preTokenizer, string text)
    {
        var pieces = new PreTokenizers.Pieces();
        PreTokenizerReader.Read(new JsonPart(preTokenizer, "")).Cut(Encoding.UTF8.GetBytes(text), TextPlace.Start, pieces);
        return [.. Enumerable.Range(0, pieces.Count).Select(i => Encoding.UTF8.GetString(pieces[i]))];
    }

    private static string Normalized(JsonElement normalizer, string text) =>
        NormalizerReader.Read(new JsonPart(normalizer, "")).Normalize(text, TextPlace.Start);

    private static void Check(Tokenizer tokenizer, IEnumerable<Case> cases)
    {
        foreach (var known in cases)
        {
            var text = JsonSerializer.Serialize(known.Text);
            tokenizer.Encode(known.Text).ShouldBe(known.Ids, text);
            tokenizer.Encode(known.Text, new EncodeOptions { AddTemplate = true }).ShouldBe(known.Whole, text);
            if (known.Decoded is not null) tokenizer.Decode(known.Ids).ShouldBe(known.Decoded, text);
            if (known.Skipped is not null) tokenizer.Decode(known.Whole, skipSpecial: true).ShouldBe(known.Skipped, text);
        }
    }

    private static (Tokenizer Tokenizer, List<Case> Cases) Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        var cases = json.RootElement.GetProperty("cases").EnumerateArray().Select(known => new Case(
            known.GetProperty("text").GetString()!,
            Ids(known, "ids"),
            Ids(known, "whole"),
            known.TryGetProperty("decoded", out var decoded) ? decoded.GetString() : null,
            known.TryGetProperty("skipped", out var skipped) ? skipped.GetString() : null)).ToList();
        return (Tokenizer.FromJson(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("tokenizer").GetRawText())), cases);
    }

    private static int[] Ids(JsonElement known, string member) => [.. known.GetProperty(member).EnumerateArray().Select(id => id.GetInt32())];

    private sealed record Case(string Text, int[] Ids, int[] Whole, string? Decoded, string? Skipped);
}
