namespace Pipelines.Tokenizers;

/// <summary>Finds the ids that a <c>post_processor</c> puts around one text.</summary>
internal static class PostProcessorReader
{
    /// <exception cref="TokenizerFormatException">another post-processor</exception>
    public static (List<int> Prefix, List<int> Suffix) Read(JsonPart processor)
    {
        switch (processor.Type)
        {
            case "ByteLevel":
                return ([], []);
            case "TemplateProcessing":
                return ReadTemplate(processor);
            case "Sequence":
                var (prefix, suffix) = (new List<int>(), new List<int>());
                foreach (var part in processor.Get("processors").Items().Select(Read))
                {
                    prefix.InsertRange(0, part.Prefix);
                    suffix.AddRange(part.Suffix);
                }

                return (prefix, suffix);
            default:
                throw TokenizerReader.Unsupported(processor, "null, ByteLevel, TemplateProcessing and a Sequence of these");
        }
    }

    private static (List<int> Prefix, List<int> Suffix) ReadTemplate(JsonPart template)
    {
        var (prefix, suffix) = (new List<int>(), new List<int>());
        var around = prefix;
        foreach (var piece in template.Get("single").Items())
        {
            if (piece.Find("Sequence") is not null)
            {
                if (around == suffix) throw piece.Wrong("is a second Sequence, which is not supported");
                around = suffix;
                continue;
            }

            var name = piece.Get("SpecialToken").Get("id").String();
            around.AddRange(template.Get("special_tokens").Get(name).Get("ids").Items().Select(id => id.Id()));
        }

        return (prefix, suffix);
    }
}
