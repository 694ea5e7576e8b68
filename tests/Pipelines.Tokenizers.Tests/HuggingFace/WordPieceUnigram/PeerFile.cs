using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

/// <summary>
/// A small tokenizer, and what Hugging Face's library makes of texts with it; <c>make.mjs</c> beside it has written it.
/// </summary>
internal sealed class PeerFile
{
    private readonly JsonElement root;

    private PeerFile(JsonElement root) => this.root = root;

    /// <summary>The names of the files.</summary>
    public static TheoryData<string> Names => ["bert-uncased", "bert-cased", "t5", "xlm-roberta", "albert-bytes"];

    /// <summary>The bytes of <c>tokenizer.json</c>.</summary>
    public byte[] Json => Encoding.UTF8.GetBytes(root.GetProperty("tokenizer").GetRawText());

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer => Tokenizer.FromJson(Json);

    /// <summary>Texts and their tokens; how many tokens the template adds; what becomes of them, with and without special ones.</summary>
    public IEnumerable<(string Text, int[] Ids, int Added, string Decoded, string Skipped)> Texts =>
        from one in Cases
        where one.TryGetProperty("text", out _)
        select (one.GetProperty("text").GetString()!, Ids(one), one.GetProperty("whole").GetInt32(), Decoded(one), Skipped(one));

    /// <summary>Any tokens, and what becomes of them, with and without special ones.</summary>
    public IEnumerable<(int[] Ids, string Decoded, string Skipped)> Tokens =>
        from one in Cases select (Ids(one), Decoded(one), Skipped(one));

    /// <summary>The tokens of "learning" and "words" as a pair, and the segment of each.</summary>
    public IEnumerable<(int Id, int Type)> Pair => Numbers(root.GetProperty("pair"), "ids").Zip(Numbers(root.GetProperty("pair"), "types"));

    private IEnumerable<JsonElement> Cases => root.GetProperty("cases").EnumerateArray();

    /// <summary>Reads a file.</summary>
    public static PeerFile Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "HuggingFace", "WordPieceUnigram", name + ".json")));
        return new PeerFile(json.RootElement.Clone());
    }

    private static int[] Ids(JsonElement one) => Numbers(one, "ids");

    private static int[] Numbers(JsonElement one, string name) => [.. one.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static string Decoded(JsonElement one) => one.GetProperty("decoded").GetString()!;

    private static string Skipped(JsonElement one) => one.GetProperty("skipped").GetString()!;
}
