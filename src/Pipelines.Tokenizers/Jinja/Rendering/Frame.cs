namespace Pipelines.Tokenizers.Jinja;

/// <summary>Names and where output goes, at one place of a template; names that are not found here are looked up around it.</summary>
internal sealed class Frame
{
    private readonly Dictionary<string, Value> names = [];
    private readonly Frame? outer;

    /// <summary>The outermost frame of a rendering.</summary>
    public Frame(Rendering rendering, TextBuilder output) => (Rendering, Output) = (rendering, output);

    private Frame(Frame outer, TextBuilder output) => (this.outer, Rendering, Output) = (outer, outer.Rendering, output);

    /// <summary>The rendering.</summary>
    public Rendering Rendering { get; }

    /// <summary>Where output goes.</summary>
    public TextBuilder Output { get; }

    /// <summary>A frame whose names do not show outside of it.</summary>
    public Frame Inner() => new(this, Output);

    /// <summary>A frame that writes elsewhere.</summary>
    public Frame Writing(TextBuilder output) => new(this, output);

    /// <summary>Gives a name a value, here.</summary>
    public void Set(string name, Value value) => names[name] = value;

    /// <summary>The value of a name, or null.</summary>
    public Value? Find(string name)
    {
        for (var frame = this; frame is not null; frame = frame.outer)
            if (frame.names.TryGetValue(name, out var value)) return value;
        return Functions.Find(name);
    }
}
