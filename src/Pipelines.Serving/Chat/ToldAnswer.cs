using System.Security.Cryptography;
using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>What has been told of an answer: its text and its calls, as pieces and as a whole.</summary>
internal sealed class ToldAnswer
{
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int IdLength = 9;

    private readonly List<ChatDelta> deltas = [];
    private readonly List<(string Id, string Name, StringBuilder Arguments)> calls = [];
    private readonly StringBuilder said = new();

    /// <summary>Text that is certain, and not yet among the pieces.</summary>
    public StringBuilder Content { get; } = new();

    /// <summary>The same of the last call's arguments.</summary>
    public StringBuilder Arguments { get; } = new();

    public bool HasCalls => calls.Count > 0;

    /// <summary>Whether there is no text so far.</summary>
    public bool IsEmpty => said.Length + Content.Length == 0;

    /// <summary>The answer so far, as a message.</summary>
    public ChatMessage Message => new(ChatMessage.Assistant, said.ToString())
    {
        ToolCalls = [.. calls.Select(one => new ChatToolCall(one.Id, one.Name, one.Arguments.ToString()))],
    };

    /// <summary>A call begins.</summary>
    public void Begin(string name)
    {
        GiveContent();
        calls.Add((RandomNumberGenerator.GetString(IdCharacters, IdLength), name, new StringBuilder()));
        deltas.Add(new CallBegun(calls.Count - 1, calls[^1].Id, name));
    }

    /// <summary>Makes a piece of the arguments.</summary>
    public void GiveArguments()
    {
        if (Arguments.Length == 0 || calls.Count == 0) return;
        calls[^1].Arguments.Append(Arguments);
        deltas.Add(new ArgumentsWritten(calls.Count - 1, Arguments.ToString()));
        Arguments.Clear();
    }

    /// <summary>The pieces since the last time.</summary>
    public List<ChatDelta> Take()
    {
        GiveContent();
        GiveArguments();
        var taken = deltas.ToList();
        deltas.Clear();
        return taken;
    }

    private void GiveContent()
    {
        if (Content.Length == 0) return;
        said.Append(Content);
        deltas.Add(new ContentWritten(Content.ToString()));
        Content.Clear();
    }
}
