using System.Text.Json.Nodes;

namespace Pipelines.Tokenizers.Tests;

/// <summary>WordPiece and Unigram give what Hugging Face's library gives.</summary>
public sealed class WordPieceUnigramAgreement
{
    public static TheoryData<string> Names => PeerFile.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_become_the_same_tokens(string name)
    {
        var file = PeerFile.Read(name);
        var tokenizer = file.Tokenizer;
        foreach (var (text, ids, added, _, _) in file.Texts)
        {
            tokenizer.Encode(text).ShouldBe(ids, text);
            var whole = tokenizer.Encode(text, new EncodeOptions { AddTemplate = true });
            whole.Length.ShouldBe(ids.Length + added, text);
            whole.AsSpan(tokenizer.Definition.TemplatePrefix.Count, ids.Length).ToArray().ShouldBe(ids, text);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tokens_become_the_same_text_at_once_and_one_by_one(string name)
    {
        var file = PeerFile.Read(name);
        var tokenizer = file.Tokenizer;
        foreach (var (ids, decoded, skipped) in file.Tokens)
        {
            var what = string.Join(' ', ids.Select(id => tokenizer.Definition.Spellings[id]));
            tokenizer.Decode(ids).ShouldBe(decoded, what);
            tokenizer.Decode(ids, skipSpecial: true).ShouldBe(skipped, what);
            foreach (var skips in (bool[])[false, true])
            {
                var stream = new StreamDecoder(tokenizer, skips);
                (string.Concat(ids.Select(stream.Append)) + stream.Finish()).ShouldBe(skips ? skipped : decoded, what);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_that_are_read_are_written_again(string name)
    {
        var file = PeerFile.Read(name);
        var written = file.Tokenizer.ToJson();
        var again = Tokenizer.FromJson(written);
        again.ToJson().ShouldBe(written);
        foreach (var (text, ids, _, decoded, _) in file.Texts)
        {
            again.Encode(text).ShouldBe(ids);
            again.Decode(ids).ShouldBe(decoded);
        }

        var (expected, actual) = (JsonNode.Parse(file.Json)!, JsonNode.Parse(written)!);
        var parts = expected.AsObject().Select(part => part.Key);

        // BertProcessing and RobertaProcessing are written as the templates that they are.
        if (expected["post_processor"]!["type"]!.GetValue<string>() != "TemplateProcessing") parts = parts.Except(["post_processor"]);
        foreach (var part in parts)
            JsonNode.DeepEquals(actual[part], expected[part]).ShouldBeTrue(part);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_template_of_two_texts_is_kept(string name)
    {
        var file = PeerFile.Read(name);
        var tokenizer = Tokenizer.FromJson(file.Tokenizer.ToJson());
        var pieces = tokenizer.Definition.PairTemplate.SelectMany(piece =>
            (piece.Token is { } token ? [token] : tokenizer.Encode(piece.IsSecond ? "words" : "learning")).Select(id => (id, piece.Type)));
        pieces.ShouldBe(file.Pair);
    }
}
