using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Reads a Unigram model: pairs of a token and its log-probability, in the order of their ids.</summary>
internal static class UnigramModelReader
{
    /// <exception cref="TokenizerFormatException">a member is missing, or is not what it must be</exception>
    public static (List<string?> Spellings, TokenizerModel Model) Read(JsonPart model)
    {
        if (model.Find("unk_id") is not { } unknown)
            throw model.Wrong("has no 'unk_id': text with characters that are no tokens could not be encoded");
        List<string?> spellings = [];
        List<double> scores = [];
        foreach (var pair in model.Get("vocab").Items())
        {
            if (pair.Items().Take(3).ToList() is not [var token, { Element.ValueKind: JsonValueKind.Number } score])
                throw pair.Wrong($"is {pair.Shown()}; a pair of a token and a number was expected");
            spellings.Add(token.String());
            scores.Add(score.Element.GetDouble());
        }

        return (spellings, new UnigramModel(scores, unknown.Id(), model.Flag("byte_fallback", false)));
    }
}
