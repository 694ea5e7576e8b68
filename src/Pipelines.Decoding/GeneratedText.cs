using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Decoding;

/// <summary>Tokens on their way to text: whole characters, up to the first stop text.</summary>
/// <param name="tokenizer">whose tokens they are</param>
/// <param name="stops">texts that end it</param>
/// <param name="onText">is given each piece that is certain to belong to it</param>
/// <param name="place">where it stands: behind a text that it goes on from, or as a text of its own</param>
internal sealed class GeneratedText(Tokenizer tokenizer, IReadOnlyList<string> stops, Action<string>? onText, TextPlace place)
{
    private readonly StreamDecoder decoder = new(tokenizer, skipSpecial: true, place: place);
    private readonly StopScanner scanner = new(stops);
    private readonly StringBuilder text = new();

    /// <summary>Takes a token; true when it completed a stop text.</summary>
    public bool Add(int token)
    {
        Give(scanner.Push(decoder.Append(token)));
        return scanner.Found is not null;
    }

    /// <summary>The whole text, after the last token.</summary>
    public string Finish()
    {
        Give(scanner.Push(decoder.Finish()));
        if (scanner.Found is null) Give(scanner.Flush());
        return text.ToString();
    }

    private void Give(string piece)
    {
        if (piece.Length == 0) return;
        text.Append(piece);
        onText?.Invoke(piece);
    }
}
