using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Reads a BPE model: vocabulary and merges, these as pairs or as older files have them, "a b".</summary>
internal static class BpeModelReader
{
    /// <exception cref="TokenizerFormatException">a kind of BPE that is not supported, or the parts do not fit</exception>
    public static (List<string?> Spellings, TokenizerModel Model) Read(JsonPart model)
    {
        RefuseUnlessEmpty(model, "dropout", "continuing_subword_prefix", "end_of_word_suffix");
        var ids = VocabularyReader.Read(model.Get("vocab"), out var spellings);
        var merges = new List<Merge>();
        foreach (var merge in model.Get("merges").Items())
        {
            if (ReadMerge(merge) is not var (left, right)) continue;
            merges.Add(new Merge(IdOf(left), IdOf(right)));

            int IdOf(string token) => ids.TryGetValue(token, out var id)
                ? id
                : throw merge.Wrong($"merges '{token}', which is not in the vocabulary");
        }

        return (spellings, new BpeModel(merges)
        {
            IgnoreMerges = model.Flag("ignore_merges", false),
            UnknownToken = model.Find("unk_token")?.String(),
            FuseUnknown = model.Flag("fuse_unk", false),
            ByteFallback = model.Flag("byte_fallback", false),
        });
    }

    private static void RefuseUnlessEmpty(JsonPart model, params string[] names)
    {
        foreach (var name in names)
        {
            if (model.Find(name) is not { } value) continue;
            var isEmpty = value.Element.ValueKind switch
            {
                JsonValueKind.String => value.String() == "",
                JsonValueKind.Number => value.Element.GetDouble() == 0,
                _ => false,
            };
            if (!isEmpty) throw value.Wrong($"is {value.Shown()}; it is not supported");
        }
    }

    private static (string Left, string Right)? ReadMerge(JsonPart merge)
    {
        if (merge.Element.ValueKind == JsonValueKind.Array)
            return merge.Items().ToList() is [var left, var right] ? (left.String(), right.String()) : throw NotAPair(merge);
        var line = merge.String();
        if (line.StartsWith("#version", StringComparison.Ordinal)) return null;
        return line.Split(' ') is [{ Length: > 0 } first, { Length: > 0 } second] ? (first, second) : throw NotAPair(merge);
    }

    private static TokenizerFormatException NotAPair(JsonPart merge) => merge.Wrong($"is {merge.Shown()}; a pair of tokens was expected");
}
