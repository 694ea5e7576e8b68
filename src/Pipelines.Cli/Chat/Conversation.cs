using Pipelines.Tokenizers;

namespace Pipelines.Cli.Chat;

/// <summary>What has been said, turn by turn.</summary>
internal sealed class Conversation
{
    private readonly List<ChatMessage> turns = [];

    /// <summary>What comes before the conversation; null where nothing does.</summary>
    public string? System { get; set; }

    /// <summary>All of it, as a template takes it.</summary>
    public IReadOnlyList<ChatMessage> Messages =>
        [.. System is null ? Array.Empty<ChatMessage>() : [new ChatMessage(ChatMessage.System, System)], .. turns];

    /// <summary>The person says something.</summary>
    public void Ask(string text) => turns.Add(new ChatMessage(ChatMessage.User, text));

    /// <summary>The model answers.</summary>
    public void Answer(string text) => turns.Add(new ChatMessage(ChatMessage.Assistant, text));

    /// <summary>Takes the last question back with its answer, if there is one.</summary>
    /// <returns>the question; null where there was none</returns>
    public string? Undo()
    {
        if (turns is [.., { Role: ChatMessage.Assistant }]) turns.RemoveAt(turns.Count - 1);
        if (turns.Count == 0) return null;
        var question = turns[^1].Content;
        turns.RemoveAt(turns.Count - 1);
        return question;
    }

    /// <summary>Begins anew; what comes before stays.</summary>
    public void Reset() => turns.Clear();
}
