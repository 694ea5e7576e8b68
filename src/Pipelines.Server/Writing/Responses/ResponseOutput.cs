using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>The output of a response while it is written: items one after the other.</summary>
/// <param name="parser">tells text from calls of tools</param>
internal sealed class ResponseOutput(AnswerParser parser)
{
    private readonly List<OutputItem> items = [];

    /// <summary>The items so far.</summary>
    public IReadOnlyList<OutputItem> Items => items;

    /// <summary>How it ended; null while it goes on.</summary>
    public ChoiceEnded? Ended { get; private set; }

    /// <summary>Something happened.</summary>
    /// <returns>what became of the output, in order</returns>
    public IEnumerable<ResponseChange> Take(GenerationEvent happened)
    {
        switch (happened)
        {
            case TextWritten written:
                foreach (var change in parser.Push(written.Text).SelectMany(Take)) yield return change;
                break;
            case ChoiceEnded ended:
                foreach (var change in parser.Finish().SelectMany(Take)) yield return change;
                foreach (var change in End()) yield return change;
                Ended = ended;
                break;
        }
    }

    private IEnumerable<ResponseChange> Take(ChatDelta delta)
    {
        if (delta is CallBegun || (delta is ContentWritten && items is not [.., MessageItem { IsComplete: false }]))
        {
            foreach (var change in End()) yield return change;
            items.Add(delta is CallBegun call ? new CallItem(items.Count, call.Id, call.Name) : new MessageItem(items.Count));
            yield return new ResponseChange(ResponseChangeKind.Begun, items[^1]);
        }

        var text = (delta as ContentWritten)?.Text ?? (delta as ArgumentsWritten)?.Text;
        if (text is null) yield break;
        items[^1].Text.Append(text);
        yield return new ResponseChange(ResponseChangeKind.Grown, items[^1], text);
    }

    private IEnumerable<ResponseChange> End()
    {
        if (items is not [.., { IsComplete: false } last]) yield break;
        last.IsComplete = true;
        yield return new ResponseChange(ResponseChangeKind.Ended, last);
    }
}

/// <summary>What became of a response's output.</summary>
/// <param name="Kind">what sort of change</param>
/// <param name="Item">the item</param>
/// <param name="Text">what it grew by</param>
internal sealed record ResponseChange(ResponseChangeKind Kind, OutputItem Item, string Text = "");

/// <summary>What can become of an item.</summary>
internal enum ResponseChangeKind
{
    /// <summary>It is new, and empty.</summary>
    Begun,

    /// <summary>It has more text.</summary>
    Grown,

    /// <summary>It is complete.</summary>
    Ended,
}
