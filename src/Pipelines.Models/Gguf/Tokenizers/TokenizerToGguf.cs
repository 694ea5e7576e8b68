using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Models;

/// <summary>Puts a tokenizer and its chat template into GGUF's metadata.</summary>
/// <param name="metadata">what is written to</param>
/// <param name="tokenizer">the tokenizer</param>
/// <param name="tokens">the tokens that mark structure, where the tokenizer does not name them</param>
internal sealed class TokenizerToGguf(GgufMetadata metadata, Tokenizer tokenizer, TokenIds tokens)
{
    private readonly List<string> notes = [];

    private TokenizerDefinition Definition => tokenizer.Definition;

    private string? Unknown => Definition.Model switch
    {
        BpeModel merges => merges.UnknownToken,
        ScoredBpeModel scores => scores.UnknownToken,
        _ => null,
    } ?? tokenizer.Names.Unk;

    private int? Eos => tokenizer.EndOfText ?? (tokens.Eos.Count > 0 ? tokens.Eos[0] : null);

    /// <summary>Writes it.</summary>
    /// <param name="chat">how conversations become tokens, or null</param>
    /// <param name="rows">of the embedding; where there are more than tokens, unused ones fill up</param>
    /// <returns>what the format cannot say, in a sentence each</returns>
    /// <exception cref="TokenizerFormatException">no reader could take it: see <see cref="GgufTokenizer.Write"/></exception>
    public IReadOnlyList<string> Write(ChatFormat? chat, int rows)
    {
        if (tokenizer.VocabSize > rows)
            throw new TokenizerFormatException($"the tokenizer has {tokenizer.VocabSize} tokens; the embedding has {rows} rows");
        WriteTokens(rows);
        if (Definition is { IsByteLevel: true, Model: BpeModel }) WriteMerges();
        else if (HasScores) ScoresToGguf.Write(metadata, Definition, rows);
        else throw new TokenizerFormatException($"this kind of {Definition.Model.Type} tokenizer is not written to GGUF");
        WriteSpecialTokens(chat);
        if (chat is not null) WriteTemplates(chat);
        NoteWhatIsLost(chat);
        return notes;
    }

    /// <summary>Whether it becomes a tokenizer by scores.</summary>
    private bool HasScores =>
        SentencePieceText.HasPrefix(Definition) is not null && Definition.Model is ScoredBpeModel or BpeModel { ByteFallback: true };

    private void WriteMerges()
    {
        metadata.Set(TokenizerKeys.Model, "gpt2");
        metadata.Set(TokenizerKeys.Pre, PreTokenizerNames.Of(tokenizer));
        metadata.Set(TokenizerKeys.Merges, Merges());
    }

    private void WriteTokens(int rows)
    {
        var added = tokenizer.AddedTokens.ToDictionary(token => token.Id);
        var (spellings, types) = (new string[rows], new int[rows]);
        var idOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < rows; id++)
        {
            var spelling = id < Definition.Spellings.Count ? Definition.Spellings[id] : null;
            spellings[id] = spelling ?? $"[PAD{id}]";
            types[id] = (int)(spelling is null ? GgufTokenType.Unused
                : !added.TryGetValue(id, out var token) ? HasScores && ByteTokens.Is(spelling) ? GgufTokenType.Byte : GgufTokenType.Normal
                : HasScores && spelling == Unknown ? GgufTokenType.Unknown
                : token.Special ? GgufTokenType.Control : GgufTokenType.UserDefined);
            if (!idOf.TryAdd(spellings[id], id))
                throw new TokenizerFormatException(
                    $"the tokens {idOf[spellings[id]]} and {id} are both '{spellings[id]}'; GGUF tells tokens by their text");
        }
        metadata.Set(TokenizerKeys.Tokens, spellings);
        metadata.Set(TokenizerKeys.TokenTypes, types);
    }

    /// <summary>Of two merges for one pair the later counts in a tokenizer, and in GGUF the earlier: only one is written.</summary>
    private IEnumerable<string> Merges()
    {
        var later = new HashSet<Merge>();
        var counting = Definition.Merges.Reverse().Where(later.Add).Reverse();
        return counting.Select(merge => $"{Spelling(merge.Left)} {Spelling(merge.Right)}");
    }

    private void WriteSpecialTokens(ChatFormat? chat)
    {
        var names = tokenizer.Names;
        var (prefix, suffix) = (Definition.TemplatePrefix, Definition.TemplateSuffix);
        Set(TokenizerKeys.Bos, prefix.Count > 0 ? prefix[0] : Id(names.Bos) ?? tokens.Bos);
        Set(TokenizerKeys.Eos, Eos);
        Set(TokenizerKeys.Eot, chat is null || Id(chat.Template.EndOfTurn) == Eos ? null : Id(chat.Template.EndOfTurn));
        Set(TokenizerKeys.Unk, Id(Unknown));
        Set(TokenizerKeys.Pad, Id(names.Pad) ?? tokens.Pad);
        Set(TokenizerKeys.Mask, tokenizer.Mask);
        metadata.Set(TokenizerKeys.AddBos, prefix.Count == 1);
        metadata.Set(TokenizerKeys.AddEos, suffix.Count == 1 && suffix[0] == Eos);
        if (prefix.Count > 1 || suffix.Count > 1 || (suffix.Count == 1 && suffix[0] != Eos))
            notes.Add("a text gets other tokens around it than one before it and the end of text behind it, which GGUF does not say");
    }

    private void WriteTemplates(ChatFormat chat)
    {
        metadata.Set(TokenizerKeys.ChatTemplate, chat.Template.Source);
        if (chat.ToolTemplate is not { } tools) return;
        metadata.Set(TokenizerKeys.ChatTemplates, [TokenizerKeys.ToolUse]);
        metadata.Set($"{TokenizerKeys.ChatTemplate}.{TokenizerKeys.ToolUse}", tools.Source);
    }

    private void NoteWhatIsLost(ChatFormat? chat)
    {
        var (bos, eos) = HasScores ? (1, 2) : (11, 11);
        if (metadata.Find(TokenizerKeys.Bos) is null && chat?.Template.Source.Contains("bos_token", StringComparison.Ordinal) == true)
            notes.Add($"no token begins a text: llama.cpp takes the one with the id {bos} where the chat template asks for it");
        if (Eos is null) notes.Add($"no token ends a text: llama.cpp takes the one with the id {eos} for it");
        if (HasScores && Definition.PreTokenizer is Metaspace { Scheme: PrependScheme.First })
            notes.Add("text behind a special token gets a space before it in llama.cpp, and not only the text's beginning");
        if (!HasScores && Definition.Normalizer is { } normalizer)
            notes.Add($"text is put in another form first ({normalizer.Type}), which readers of GGUF do not do");
        foreach (var token in tokenizer.AddedTokens)
            if (token.LeftStrip || token.RightStrip || token.SingleWord)
                notes.Add($"'{token.Content}' is found without regard to the white space or the word around it");
    }

    private void Set(string key, int? id)
    {
        if (id is { } token) metadata.Set(key, token);
    }

    private int? Id(string? text) => text is null ? null : tokenizer.TokenId(text);

    private string Spelling(int id) => Definition.Spellings[id] is var spelling && !spelling!.Contains(' ')
        ? spelling
        : throw new TokenizerFormatException(
            $"the token {id}, '{spelling}', is merged and has a space in its spelling, which GGUF cannot say");
}
