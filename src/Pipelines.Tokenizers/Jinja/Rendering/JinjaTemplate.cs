namespace Pipelines.Tokenizers.Jinja;

/// <summary>A template that has been read. Immutable, and safe to use from many threads at once.</summary>
internal sealed class JinjaTemplate
{
    private readonly Block body;

    private JinjaTemplate(Block body, bool hasGeneration) => (this.body, HasGeneration) = (body, hasGeneration);

    /// <summary>Whether it marks what the assistant says with <c>generation</c> tags.</summary>
    public bool HasGeneration { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="JinjaException">not well-formed, or a construct that is not known</exception>
    public static JinjaTemplate Parse(string source)
    {
        var (body, hasGeneration) = TemplateParser.Read(source);
        return new JinjaTemplate(body, hasGeneration);
    }

    /// <summary>Renders it.</summary>
    /// <param name="variables">the names that it sees</param>
    /// <param name="now">the moment that it sees</param>
    /// <returns>the text, and the characters of it that the assistant says</returns>
    /// <exception cref="JinjaException">it fails, or takes too much work</exception>
    public (TextValue Text, IReadOnlyList<Range> Generated) Render(IEnumerable<KeyValuePair<string, Value>> variables, DateTime now)
    {
        var (rendering, output) = (new Rendering(now), new TextBuilder());
        var outermost = new Frame(rendering, output);
        foreach (var (name, value) in variables) outermost.Set(name, value);
        body.Run(outermost.Inner());
        return (output.ToText(), rendering.Generated);
    }
}
