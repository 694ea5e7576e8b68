namespace Pipelines.Tokenizers.Jinja;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    /// <summary>The next one follows.</summary>
    On,

    /// <summary>The loop around it ends.</summary>
    Break,

    /// <summary>The loop around it goes to its next item.</summary>
    Continue,
}

/// <summary>Something in a template that writes or sets.</summary>
/// <param name="Line">where it stands</param>
internal abstract record Statement(int Line)
{
    /// <summary>Does it.</summary>
    /// <exception cref="JinjaException">it fails; with the line</exception>
    public Flow Run(Frame frame)
    {
        try
        {
            Nesting.Check();
            frame.Rendering.Budget.Charge();
            return Do(frame);
        }
        catch (JinjaException failure) when (failure.PassesAt(Line))
        {
            throw;
        }
    }

    /// <summary>Does it.</summary>
    protected abstract Flow Do(Frame frame);
}

/// <summary>Statements one after the other.</summary>
internal sealed record Block(IReadOnlyList<Statement> Statements)
{
    /// <summary>Does them, up to one that breaks or continues a loop.</summary>
    public Flow Run(Frame frame)
    {
        foreach (var statement in Statements)
            if (statement.Run(frame) is var flow and not Flow.On) return flow;
        return Flow.On;
    }

    /// <summary>What they write.</summary>
    public TextValue Capture(Frame frame)
    {
        var output = new TextBuilder();
        Run(frame.Writing(output));
        return output.ToText();
    }
}
