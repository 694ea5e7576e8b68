using Pipelines.Tokenizers.Jinja;

namespace Pipelines.Tokenizers;

/// <summary>
/// Finds what the assistant says in the text of a template that has no <c>generation</c> tags: from the end of the turn's prompt, which
/// is rendered from the messages before it, to the end of the turn.
/// </summary>
/// <param name="template">the template</param>
/// <param name="messages">the conversation</param>
/// <param name="whole">its text</param>
/// <param name="endOfTurn">what the assistant's turns end with, or null</param>
/// <param name="render">renders the first messages, perhaps with the generation prompt</param>
internal sealed class GeneratedTurns(
    ChatTemplate template,
    IReadOnlyList<ChatMessage> messages,
    TextValue whole,
    string? endOfTurn,
    Func<IReadOnlyList<ChatMessage>, bool, string> render)
{
    /// <summary>The characters of each of the assistant's turns.</summary>
    /// <exception cref="ChatTemplateException">a turn's prompt is no beginning of the text, or its end cannot be told</exception>
    public List<Range> Find()
    {
        var turns = new List<Range>();
        for (var place = 0; place < messages.Count; place++)
        {
            if (messages[place].Role != ChatMessage.Assistant) continue;
            var start = Prefix(place, prompt: true);
            if (turns is [.., var last] && start < last.End.Value)
                throw Refuse(place, "the turn before it does not end where its prompt begins");
            turns.Add(start..End(place, start));
        }

        return turns;
    }

    private int End(int place, int start)
    {
        if (endOfTurn is null) return Prefix(place + 1, prompt: false);
        for (var at = start; (at = whole.Text.IndexOf(endOfTurn, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var end = at + endOfTurn.Length;
            if (!whole.FromMessages.Any(range => range.Start.Value < end && range.End.Value > at)) return end;
        }

        throw Refuse(place, $"it does not end with {endOfTurn}");
    }

    /// <summary>The length of what the first messages are rendered to, which the whole must begin with.</summary>
    private int Prefix(int count, bool prompt)
    {
        var beginning = render([.. messages.Take(count)], prompt);
        return whole.Text.StartsWith(beginning, StringComparison.Ordinal)
            ? beginning.Length
            : throw Refuse(count - (prompt ? 0 : 1), "the conversation does not begin with its prompt");
    }

    private ChatTemplateException Refuse(int place, string why) => new(
        $"{template.Name}: what the assistant says in message {place + 1} cannot be told from the template's own text: {why}; "
        + "put {% generation %} and {% endgeneration %} around it in the template");
}
