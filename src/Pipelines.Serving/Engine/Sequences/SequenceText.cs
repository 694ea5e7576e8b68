using Pipelines.Decoding;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>Tokens of a continuation on their way to those who wait for its text.</summary>
/// <param name="request">whose continuation it is</param>
/// <param name="choice">which</param>
internal sealed class SequenceText(ActiveRequest request, int choice)
{
    private readonly StreamDecoder decoder = new(
        request.Tokenizer, skipSpecial: true, request.Request.KeptSpecial, request.Request.Place);
    private readonly StopScanner scanner = new(request.Request.Sampling.Stop);
    private List<WrittenToken> untold = [];

    /// <summary>The stop text that ended it, or null.</summary>
    public string? StopText => scanner.Found;

    /// <summary>Takes a token, and tells the text that it makes certain; true when it completed a stop text.</summary>
    public bool Add(WrittenToken token)
    {
        untold.Add(token);
        var text = scanner.Push(decoder.Append(token.Id));
        if (text.Length > 0) Tell(text);
        return StopText is not null;
    }

    /// <summary>Tells what is left, when nothing more is written.</summary>
    public void Finish()
    {
        var text = scanner.Push(decoder.Finish()) + scanner.Flush();
        if (text.Length > 0 || untold.Count > 0) Tell(text);
    }

    private void Tell(string text)
    {
        request.Delivery.Tell(new TextWritten(choice, text, untold));
        untold = [];
    }
}
