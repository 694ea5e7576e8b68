using System.Text;

namespace Pipelines.Cli.Chat;

/// <summary>Where a conversation is read and shown.</summary>
/// <param name="input">what the person types</param>
/// <param name="output">answers</param>
/// <param name="error">notes and errors</param>
/// <param name="isWatched">whether a person sits there, rather than a file or a pipe</param>
/// <param name="hasColors">whether colours are wanted</param>
internal sealed class ChatTerminal(TextReader input, TextWriter output, TextWriter error, bool isWatched, bool hasColors)
{
    /// <summary>The terminal of this process.</summary>
    public static ChatTerminal OfConsole(TextReader input, TextWriter output, TextWriter error)
    {
        var isWatched = !Console.IsInputRedirected && !Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new(input, output, error, isWatched, isWatched && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 });
    }

    /// <summary>The next thing that is said; null at the end.</summary>
    /// <exception cref="OperationCanceledException">the command is to end</exception>
    public async Task<string?> ReadAsync(CancellationToken stop)
    {
        var text = new StringBuilder();
        for (var prompt = "› "; ; prompt = "… ")
        {
            if (isWatched) Show(Coloured("36", prompt));
            // Reading from a terminal cannot be cancelled; at the end of the program the thread that waits ends too.
            if (await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(stop) is not { } line)
                return text.Length > 0 ? text.ToString() : null;
            if (!line.EndsWith('\\')) return text.Append(line).ToString();
            text.Append(line, 0, line.Length - 1).Append('\n');
        }
    }

    /// <summary>More of an answer.</summary>
    public void Write(string text) => Show(text);

    /// <summary>The end of an answer.</summary>
    /// <param name="tokens">tokens written</param>
    /// <param name="time">since the first of them</param>
    public void EndAnswer(int tokens, TimeSpan time)
    {
        Show("\n");
        if (tokens > 1) Note($"{tokens} tokens, {(tokens - 1) / Math.Max(time.TotalSeconds, 1e-9):0} tok/s");
    }

    /// <summary>Something to know, where a person watches.</summary>
    public void Note(string text)
    {
        if (isWatched) error.WriteLine(Coloured("2", text));
    }

    /// <summary>Something that does not work.</summary>
    public void Fail(string text) => error.WriteLine($"{Coloured("31", "error:")} {text}");

    private void Show(string text)
    {
        output.Write(text);
        output.Flush();
    }

    private string Coloured(string code, string text) => hasColors ? $"\e[{code}m{text}\e[0m" : text;
}
