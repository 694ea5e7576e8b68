namespace Pipelines.Tokenizers;

/// <summary>Finds the ids that a <c>post_processor</c> puts around texts.</summary>
internal static class PostProcessorReader
{
    /// <exception cref="TokenizerFormatException">another post-processor</exception>
    public static Template Read(JsonPart processor)
    {
        switch (processor.Type)
        {
            case "ByteLevel":
                return Template.None;
            case "TemplateProcessing":
                return ReadTemplate(processor);
            case "BertProcessing":
                return Template.Bert(IdOf(processor.Get("cls")), IdOf(processor.Get("sep")));
            case "RobertaProcessing":
                return Template.Roberta(IdOf(processor.Get("cls")), IdOf(processor.Get("sep")));
            case "Sequence":
                var parts = processor.Get("processors").Items().Select(Read).Where(part => part != Template.None).ToList();
                return parts is [var only] ? only : parts.Aggregate(Template.None, Around);
            default:
                throw TokenizerReader.Unsupported(
                    processor, "null, ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing and a Sequence of these");
        }
    }

    private static Template Around(Template inner, Template outer) =>
        new([.. outer.Prefix, .. inner.Prefix], [.. inner.Suffix, .. outer.Suffix], []);

    private static Template ReadTemplate(JsonPart template)
    {
        var (prefix, suffix) = (new List<int>(), new List<int>());
        var around = prefix;
        foreach (var piece in template.Get("single").Items().SelectMany(piece => Pieces(template, piece)))
        {
            if (piece.Token is { } token)
            {
                around.Add(token);
                continue;
            }

            if (around == suffix) throw template.Get("single").Wrong("has a second Sequence, which is not supported");
            around = suffix;
        }

        var pair = template.Find("pair") is { } two ? two.Items().SelectMany(piece => Pieces(template, piece)).ToList() : [];
        return new(prefix, suffix, pair);
    }

    /// <summary>A text, or the tokens that a name in the template stands for.</summary>
    private static IEnumerable<TemplatePiece> Pieces(JsonPart template, JsonPart piece)
    {
        if (piece.Find("Sequence") is { } text) return [new(null, text.Find("id")?.String() == "B", TypeOf(text))];
        var token = piece.Get("SpecialToken");
        return template.Get("special_tokens").Get(token.Get("id").String()).Get("ids").Items()
            .Select(id => new TemplatePiece(id.Id(), IsSecond: false, TypeOf(token)));
    }

    private static int TypeOf(JsonPart piece) => piece.Find("type_id")?.Id() ?? 0;

    /// <summary>Of a token and its id.</summary>
    private static int IdOf(JsonPart pair) => pair.Items().ToList() is [_, var id]
        ? id.Id()
        : throw pair.Wrong($"is {pair.Shown()}; a pair of a token and its id was expected");
}
